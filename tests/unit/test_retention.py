"""From facts to what is due and why (R5.10); clocks (R5.21); names of others (R5.21)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backoffice import paths
from backoffice.errors import Refused
from backoffice.rules.retention.clock import clock_words, due_on, extended_due
from backoffice.rules.retention.due import (
    AccountFacts,
    FileFacts,
    PaperFacts,
    judge_account,
    judge_file,
    judge_paper,
)
from backoffice.rules.retention.file import read_rules
from backoffice.rules.retention.subject import SOMEBODY, names_of_others, without_others
from backoffice.rules.retention.terms import by_code
from backoffice.rules.retention.words import Hold, RuleStatus, TermUnit

FILE = paths.resources() / "retention" / "rules.toml"
TEXT = FILE.read_text(encoding="utf-8")
RULES = by_code(read_rules(TEXT, FILE.name))
DAY = date(2026, 11, 21)
LEFT = FileFacts(
    customer_id=1,
    is_named=True,
    lives_here=False,
    left_on=date(2023, 11, 21),
    balance=Decimal(0),
    last_posting_on=date(2023, 11, 1),
    last_entry_on=date(2023, 11, 1),
    open_requests=0,
    hold=None,
)
PAPER = PaperFacts(1, 1, date(2024, 12, 31), None, has_detail=True, hold=None)
ACCOUNT = AccountFacts(1, 1, False, date(2024, 1, 1), date(2024, 11, 21), None, 0, None)  # noqa: FBT003 -- a row


def found(facts: FileFacts, day: date = DAY) -> list[tuple[str, date, Hold | None]]:
    return [(one.rule, one.due_since, one.hold) for one in judge_file(facts, RULES, day)]


def test_the_file_that_ships_is_whole() -> None:
    """Every rule of R5.10 is there, with what it rests on; what is not verified says so."""
    listed = {rule.code for rule in read_rules(TEXT, FILE.name)}
    assert listed == {f"R5.10{letter}" for letter in "abcdefghijk"} | {"R5.21", "R5.21+"}
    assert all(rule.legal_base for rule in RULES.values())
    unverified = {code for code, rule in RULES.items() if rule.status is RuleStatus.UNVERIFIED}
    assert unverified == {"R5.10b", "R5.10h"}
    assert all("NON VÉRIFIÉ" in RULES[code].basis for code in unverified)
    assert "NON VÉRIFIÉ" in RULES["R5.10a"].caveat


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('unit = "DAY"', 'unit = "WEEK"', "R5.10e"),
        ('status = "LAW"', 'status = "SURE"', "R5.10a"),
        ("count = 36", "count = 0", "R5.10a"),
        ('code = "R5.10b"', 'code = "R5.10a"', "deux fois"),
        ("valid_from = 2026-01-01", "", "valid_from"),
        ("[[rule]]", "[[rule", "TOML"),
    ],
)
def test_a_file_written_wrongly_is_refused_with_the_rule(before: str, after: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_rules(TEXT.replace(before, after, 1), "rules.toml")


def test_a_missing_rule_is_said() -> None:
    with pytest.raises(Refused, match=r"R5\.10b"):
        by_code(rule for rule in RULES.values() if rule.code != "R5.10b")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LEFT, [("R5.10a", date(2026, 11, 21), None)]),
        (replace(LEFT, left_on=date(2023, 11, 22)), []),
        (replace(LEFT, last_posting_on=date(2024, 1, 1)), []),
        (replace(LEFT, lives_here=True), []),
        (replace(LEFT, is_named=False), []),
        (replace(LEFT, open_requests=1), [("R5.10a", date(2026, 11, 21), Hold.OPEN_REQUEST)]),
        (
            replace(LEFT, open_requests=1, hold=Hold.COURT_CASE),
            [("R5.10a", date(2026, 11, 21), Hold.COURT_CASE)],
        ),
        # Owed, or owing: the account is not settled.
        (
            replace(LEFT, balance=Decimal(5), last_posting_on=date(2023, 12, 1)),
            [("R5.10a", date(2026, 11, 21), Hold.ARREARS)],
        ),
        (
            replace(LEFT, balance=Decimal(-5), last_posting_on=date(2023, 12, 1)),
            [("R5.10a", date(2026, 11, 21), Hold.ARREARS)],
        ),
        # Time-barred since 2023-11-01: the file's own three years run from there.
        (
            replace(LEFT, left_on=date(2020, 1, 1), balance=Decimal(5), last_posting_on=date(2020, 11, 1)),
            [("R5.10a", date(2026, 11, 1), None)],
        ),
        # Settled late: the term starts then.
        (replace(LEFT, left_on=date(2019, 1, 1), last_posting_on=date(2024, 6, 1)), []),
        (
            replace(
                LEFT,
                left_on=date(2016, 1, 1),
                last_posting_on=date(2016, 11, 1),
                last_entry_on=date(2016, 11, 21),
            ),
            [("R5.10a", date(2019, 11, 1), None), ("R5.10b", date(2026, 11, 21), None)],
        ),
        (
            replace(LEFT, is_named=False, left_on=date(2010, 1, 1), last_posting_on=None, last_entry_on=None),
            [("R5.10b", date(2020, 1, 1), None)],
        ),
    ],
)  # fmt: skip
def test_a_file(facts: FileFacts, expected: list[tuple[str, date, Hold | None]]) -> None:
    assert found(facts) == expected


def test_the_end_of_a_month_is_the_last_day_of_the_other() -> None:
    rule = replace(RULES["R5.10a"], count=1)
    assert rule.ends(date(2024, 1, 31)) == date(2024, 2, 29)


@pytest.mark.parametrize("code", ["R5.10a", "R5.10d", "R5.10e", "R5.10k"])
def test_the_narrowed_search_misses_no_start(code: str) -> None:
    """Every start whose term is over comes before the bound given to the database, on any day of a year."""
    rule = RULES[code]
    for day in (date.fromordinal(DAY.toordinal() + shift) for shift in range(366)):
        bound = rule.starts_before(day)
        for start in (date.fromordinal(bound.toordinal() + shift) for shift in range(40)):
            assert rule.ends(start) > day, (code, start, day)


def test_papers_and_portal_accounts() -> None:
    """An attestation of last year stays, of the year before goes; a refused one is blanked after 30 days."""
    assert [one.rule for one in judge_paper(PAPER, RULES, date(2025, 12, 31))] == []
    assert [one.due_since for one in judge_paper(PAPER, RULES, date(2026, 1, 1))] == [date(2026, 1, 1)]
    refused = replace(PAPER, ended_on=date(2026, 6, 1), refused_on=date(2026, 6, 1))
    assert [one.rule for one in judge_paper(refused, RULES, date(2026, 6, 30))] == []
    assert [one.rule for one in judge_paper(refused, RULES, date(2026, 7, 1))] == ["R5.10e"]
    assert list(judge_paper(replace(refused, has_detail=False), RULES, date(2026, 7, 1))) == []
    assert [one.due_since for one in judge_account(ACCOUNT, RULES, DAY)] == [DAY]
    assert list(judge_account(replace(ACCOUNT, lives_here=True), RULES, DAY)) == []
    asked = replace(ACCOUNT, active_on=date(2026, 1, 1), erasure_asked_on=date(2026, 3, 1))
    assert [one.due_since for one in judge_account(asked, RULES, DAY)] == [date(2026, 3, 1)]
    assert [one.hold for one in judge_account(replace(asked, open_requests=1), RULES, DAY)] == [
        Hold.OPEN_REQUEST
    ]


def test_the_clock_of_a_request() -> None:
    """One month, two more if told within the first (R5.21)."""
    received = date(2026, 1, 31)
    assert due_on(received, RULES) == date(2026, 2, 28)
    assert extended_due(received, RULES, date(2026, 2, 28)) == date(2026, 4, 28)
    with pytest.raises(Refused, match="28/02/2026"):
        extended_due(received, RULES, date(2026, 3, 1))
    assert clock_words(DAY, DAY) == ("À répondre aujourd’hui", "warn")
    assert clock_words(DAY, date(2026, 11, 22)) == ("En retard de 1 jour", "bad")
    assert clock_words(date(2026, 12, 21), DAY) == ("30 jours", "ok")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Rappeler Paul le soir", f"Rappeler {SOMEBODY} le soir"),
        ("Rappeler PAUL DUBOIS-LÉVY demain", f"Rappeler {SOMEBODY} demain"),
        ("Mme Nguyen et son fils Paul", f"Mme Nguyen et son fils {SOMEBODY}"),
        ("l’ami de paul, Zoé", f"l’ami de {SOMEBODY}, {SOMEBODY}"),
        ("Paulette a appelé", "Paulette a appelé"),
        ("Fuite d’eau", "Fuite d’eau"),
    ],
)
def test_other_persons_are_masked_in_free_texts(text: str, masked: str) -> None:
    """Whatever the case and accents; a name that the subject bears too stays."""
    others = names_of_others(["Nguyễn", "Paul", "Dubois-Lévy", "Zoé"], ["Nguyễn", "Thị Hồng"])
    assert without_others(text, others) == masked


def test_a_rule_without_term_has_no_end() -> None:
    assert RULES["R5.10j"].unit is TermUnit.NONE
    with pytest.raises(ValueError, match=r"R5\.10j"):
        RULES["R5.10j"].ends(DAY)
