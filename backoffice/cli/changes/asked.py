"""``change …``: what a tenant asks, entered for him; what it would do; the decision."""

import sys
from argparse import Namespace
from uuid import uuid4

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_json, tell
from backoffice.rules.changes.professional import Situation
from backoffice.rules.vocabulary.validation.changes import IbanCheck
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.changes.requests.deciding import decide_change, undo_change
from backoffice.services.changes.requests.foreseeing import foresee_change
from backoffice.services.changes.requests.reading import change_asked
from backoffice.services.changes.requests.receiving import (
    MandateAsked,
    block_contact,
    receive_account,
    receive_contact,
    receive_debit,
    receive_situation,
)
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.work.claims import claim_item


def ask_situation(parsed: Namespace) -> None:
    """Enter a change of profession."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        situation = Situation(parsed.status, parsed.since, parsed.employer)
        item = receive_situation(session, customer_id, None, None, situation, parsed.channel)
    _entered(item, parsed)


def ask_contact(parsed: Namespace) -> None:
    """Enter a contact or an address asked for."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        item = receive_contact(
            session,
            customer_id,
            parsed.event,
            parsed.channel,
            value=parsed.value,
            replaces_id=parsed.replaces,
        )
    _entered(item, parsed)


def ask_account(parsed: Namespace) -> None:
    """Enter an account; ``-`` reads its number where no history keeps it."""
    iban = sys.stdin.readline() if parsed.iban == "-" else parsed.iban
    mandate = MandateAsked(parsed.day, parsed.signed, parsed.reference) if parsed.day is not None else None
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        item = receive_account(session, customer_id, None, None, iban, parsed.holder, parsed.channel, mandate)
    _entered(item, parsed)


def ask_debit(parsed: Namespace) -> None:
    """Enter the end, the pause or the day of the debits."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        item = receive_debit(session, customer_id, None, parsed.event, parsed.channel, debit_day=parsed.day)
    _entered(item, parsed)


def block(parsed: Namespace) -> None:
    """Take down that the tenant refuses a change of contact."""
    with desk(options_of(parsed)) as (session, _):
        block_contact(session, parsed.item)
    tell("Le changement de contact est arrêté.")


def preview(parsed: Namespace) -> None:
    """Print what accepting would do now."""
    with desk(options_of(parsed)) as (session, _):
        found = foresee_change(session, parsed.item, _answer(parsed))
    outcome = found.outcome
    if parsed.json:
        print_json(
            {
                "event": found.asked.event,
                "approval": found.asked.is_approval,
                "lines": outcome.lines,
                "objections": outcome.objections,
                "sentences": outcome.sentences,
                "questions": outcome.questions,
                "follow_ups": outcome.follow_ups,
                "message": found.message,
            }
        )
        return
    for line in outcome.lines:
        tell(f"{line.what} : {line.before} → {line.after}")
    for one in outcome.objections:
        tell(f"[{one.code}] {one.sentence}")
    for sentence in (*outcome.questions, *outcome.sentences):
        tell(sentence)


def settle(parsed: Namespace) -> None:
    """Claim an item and decide it."""
    decision = WorkDecision.ACCEPTED
    if parsed.reject:
        decision = WorkDecision.REJECTED
    elif parsed.ask:
        decision = WorkDecision.ASKED
    with desk(options_of(parsed)) as (session, _):
        claim = claim_item(session, parsed.item)
        command = parsed.command or str(uuid4())
        details = _answer(parsed).details()
        order = KindOrder(parsed.item, claim.version, decision, command, parsed.reject, details)
        done = decide_change(session, order)
    _settled(done, parsed)


def undo(parsed: Namespace) -> None:
    """Take back one's own last decision."""
    with desk(options_of(parsed)) as (session, _):
        version = change_asked(session, parsed.item).item_version
        done = undo_change(session, parsed.item, version, parsed.command or str(uuid4()))
    _settled(done, parsed)


def _answer(parsed: Namespace) -> ChangeAnswer:
    return ChangeAnswer(frozenset(parsed.seen), iban_check=parsed.check or IbanCheck.NONE)


def _entered(item: int, parsed: Namespace) -> None:
    if parsed.json:
        print_json({"item": item})
    else:
        tell(f"Demande n° {item} enregistrée.")


def _settled(done: KindResult, parsed: Namespace) -> None:
    if parsed.json:
        print_json(done)
    else:
        tell(done.sentence)
