"""From the facts of a file to what should be erased, since when, or why it is kept (R5.10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.rules.retention.terms import (
    ACCOUNTS,
    ARREARS,
    FILE,
    INSURANCE,
    PORTAL,
    REFUSED_UPLOAD,
    Rules,
)
from backoffice.rules.retention.words import Hold


@dataclass(frozen=True)
class FileFacts:
    """What the rules need to know of one customer's file; ``is_named`` is false once unnamed (R5.10a)."""

    customer_id: int
    is_named: bool
    lives_here: bool
    left_on: date
    balance: Decimal
    last_posting_on: date | None
    last_entry_on: date | None
    open_requests: int
    hold: Hold | None


@dataclass(frozen=True)
class PaperFacts:
    """A decided insurance paper; ``has_detail`` is false once blanked (R5.10e)."""

    paper_id: int
    customer_id: int
    ended_on: date
    refused_on: date | None
    has_detail: bool
    hold: Hold | None


@dataclass(frozen=True)
class AccountFacts:
    """The portal account of a customer; ``erasure_asked_on`` is the day his request was granted."""

    account_id: int
    customer_id: int
    lives_here: bool
    left_on: date
    active_on: date
    erasure_asked_on: date | None
    open_requests: int
    hold: Hold | None


@dataclass(frozen=True)
class Finding:
    """A record whose term is over; ``hold`` says why it is kept all the same."""

    rule: str
    table: str
    key: int
    customer_id: int
    due_since: date
    hold: Hold | None


def judge_file(facts: FileFacts, rules: Rules, day: date) -> Iterator[Finding]:
    """The file (R5.10a), then its accounts (R5.10b), each with the day since which it should be gone.

    The term runs from the end of the last lease and of the settlement of the account. A balance that was
    never settled keeps the file until it is time-barred (R5.10g); the file's own term starts then.
    """
    if facts.lives_here:
        return
    hold = _hold(facts.hold, facts.open_requests) or _arrears(facts, rules, day)
    # What is held is listed from the day it would have been due without the hold.
    closed = facts.left_on if hold else _closed_on(facts, rules)
    due = rules[FILE].ends(closed)
    accounts_due = max(due, rules[ACCOUNTS].ends(max(facts.left_on, facts.last_entry_on or facts.left_on)))
    if facts.is_named and due <= day:
        yield Finding(FILE, "customer", facts.customer_id, facts.customer_id, due, hold)
    if accounts_due <= day:
        yield Finding(ACCOUNTS, "customer", facts.customer_id, facts.customer_id, accounts_due, hold)


def judge_paper(facts: PaperFacts, rules: Rules, day: date) -> Iterator[Finding]:
    """An insurance paper after its year and the next (R5.10d); the content of a refused one (R5.10e)."""
    ended = rules[INSURANCE].ends(facts.ended_on)
    if ended <= day:
        yield _paper(INSURANCE, facts, ended)
        return
    if facts.refused_on is None or not facts.has_detail:
        return
    refused = rules[REFUSED_UPLOAD].ends(facts.refused_on)
    if refused <= day:
        yield _paper(REFUSED_UPLOAD, facts, refused)


def judge_account(facts: AccountFacts, rules: Rules, day: date) -> Iterator[Finding]:
    """A portal account after the departure: unused for its term, or its owner asked (R5.10k)."""
    if facts.lives_here:
        return
    due = rules[PORTAL].ends(max(facts.left_on, facts.active_on))
    if facts.erasure_asked_on is not None:
        due = min(due, max(facts.left_on, facts.erasure_asked_on))
    if due <= day:
        hold = _hold(facts.hold, facts.open_requests)
        yield Finding(PORTAL, "portal_account", facts.account_id, facts.customer_id, due, hold)


def _paper(rule: str, facts: PaperFacts, due: date) -> Finding:
    return Finding(rule, "insurance_submission", facts.paper_id, facts.customer_id, due, facts.hold)


def _hold(placed: Hold | None, open_requests: int) -> Hold | None:
    return placed or (Hold.OPEN_REQUEST if open_requests else None)


def _arrears(facts: FileFacts, rules: Rules, day: date) -> Hold | None:
    """An account not settled, whoever owes, until nothing of it can be claimed any more."""
    if not facts.balance or facts.last_posting_on is None:
        return None
    return Hold.ARREARS if day < rules[ARREARS].ends(facts.last_posting_on) else None


def _closed_on(facts: FileFacts, rules: Rules) -> date:
    settled = facts.last_posting_on
    if settled is not None and facts.balance:
        settled = rules[ARREARS].ends(settled)
    return max(facts.left_on, settled or facts.left_on)
