"""The rules of a call: who may hear what, warning signs, working half-days, sentences, what is masked."""

from datetime import date, datetime, time, timedelta
from itertools import product

import pytest

from backoffice.errors import Refused
from backoffice.paths import resources
from backoffice.rules.calls.hours import HalfDay, is_working_day, next_half_day, read_hours
from backoffice.rules.calls.reasons import likely_reason
from backoffice.rules.calls.sentences import FACTS, read_sentences
from backoffice.rules.calls.signs import needs_advice
from backoffice.rules.calls.who import Speaker, highest_level, may_hold
from backoffice.rules.dates import PARIS
from backoffice.rules.premises import town_of
from backoffice.rules.vocabulary.calls import (
    CallerKind,
    CallerLevel,
    CallReason,
    RepresentativeKind,
    RepresentativeScope,
    WarningSign,
)
from backoffice.rules.vocabulary.ledger import PaymentMeans
from backoffice.services.control_facts import means_words

SCRIPT = "sentences/calls.toml"


@pytest.mark.parametrize("kind", [None, CallerKind.THIRD_PARTY, CallerKind.AUTHORITY])
def test_who_is_nobody_here_stays_at_level_0_whatever_paper_is_told(kind: CallerKind | None) -> None:
    for scope, there in product((None, *RepresentativeScope), (False, True)):
        assert highest_level(Speaker(kind, scope, there)) is CallerLevel.L0


def test_a_representative_has_the_level_of_his_scope_and_an_occupant_never_the_third() -> None:
    reached = {
        scope: highest_level(Speaker(CallerKind.REPRESENTATIVE, scope)) for scope in RepresentativeScope
    }
    assert [level.value for level in reached.values()] == ["L1", "L2", "L3"]
    there = Speaker(CallerKind.REPRESENTATIVE, RepresentativeScope.EVERYTHING, is_occupant=True)
    assert highest_level(there) is CallerLevel.L2
    assert not may_hold(RepresentativeKind.CURATOR, RepresentativeScope.EVERYTHING)
    assert may_hold(RepresentativeKind.GUARDIAN, RepresentativeScope.EVERYTHING)


def test_two_signs_make_an_advice() -> None:
    assert not needs_advice([WarningSign.URGENCY, WarningSign.URGENCY])
    assert needs_advice([WarningSign.URGENCY, WarningSign.CONTACT_COOLING])


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20 07:00", "2026-11-20 08:30"),
        ("2026-11-20 08:30", "2026-11-20 13:30"),
        ("2026-11-20 14:00", "2026-11-23 08:30"),
        ("2026-12-24 16:00", "2026-12-28 08:30"),
        ("2026-04-03 15:00", "2026-04-07 08:30"),
        ("2026-05-13 18:00", "2026-05-15 08:30"),
        ("2026-12-31 13:30", "2027-01-04 08:30"),
    ],
)
def test_the_next_working_half_day_skips_weekends_and_holidays(now: str, due: str) -> None:
    read = datetime.strptime(now, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
    assert f"{next_half_day(read):%Y-%m-%d %H:%M}" == due


def test_easter_moves_and_its_mondays_are_holidays() -> None:
    sundays = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    for year, (month, day) in sundays.items():
        easter = date(year, month, day)
        off = [after for after in (1, 39, 50) if not is_working_day(easter + timedelta(days=after))]
        assert off == [1, 39, 50], year
    assert not is_working_day(date(2026, 7, 14))
    assert is_working_day(date(2026, 7, 15))


def test_hours_are_read_or_refused() -> None:
    assert read_hours("09:00-11:30") == (HalfDay(time(9), time(11, 30)),)
    for wrong in ("", "9h-12h", "12:00-08:00", "08:00-12:00 11:00-17:00", "08:00-25:00"):
        with pytest.raises(Refused):
            read_hours(wrong)


def test_the_reason_of_a_call_is_read_in_its_acts() -> None:
    assert likely_reason(["CALLER_CHECKED", "UNLOCK", "RECEIPT_ISSUED"]) is CallReason.PORTAL
    assert likely_reason(["CALLER_CHECKED"]) is CallReason.BALANCE
    looked = [CallReason.BALANCE, CallReason.REQUEST, CallReason.INSURANCE]
    assert likely_reason(["CALLER_CHECKED"], looked) is CallReason.REQUEST
    assert likely_reason(["UNLOCK"], looked) is CallReason.PORTAL
    assert likely_reason([], [CallReason.BALANCE]) is CallReason.BALANCE


def test_no_sentence_of_the_script_tells_more_than_its_level() -> None:
    script = read_sentences((resources() / SCRIPT).read_text(encoding="utf-8"), SCRIPT)
    facts = dict.fromkeys(FACTS, "SECRET")
    assert {one.level for one in script} == set(CallerLevel)
    for one, level in product(script, CallerLevel):
        told = one.told(facts, level)
        assert "{" not in told
        if level < CallerLevel.L2:
            assert "SECRET" not in told.replace("SECRET, que", "")
        assert (one.missing(level) is None) == (level >= one.level)


@pytest.mark.parametrize(
    "text",
    [
        "sentence = 3",
        "[[sentence]]\nsituation = 'a'\nlevel = 'L9'\ntext = 'b'",
        "[[sentence]]\nsituation = 'a'\nlevel = 'L1'\ntext = '{balance}'",
        "[[sentence]]\nsituation = 'a'\nlevel = 'L3'\ntext = '{iban}'",
        "not toml",
    ],
)
def test_a_script_that_tells_too_much_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_sentences(text, "essai.toml")


def test_of_an_address_only_the_town_is_left() -> None:
    assert town_of("12 rue des Lices, 13007 Marseille, esc. B, 3e, porte 32") == "13007 Marseille"
    assert town_of("Adresse confidentielle") == ""


def test_the_debit_day_is_told_with_a_debit_alone() -> None:
    assert means_words(PaymentMeans.DIRECT_DEBIT, 10) == "Prélèvement automatique, le 10 du mois"
    assert means_words(PaymentMeans.DIRECT_DEBIT, None) == "Prélèvement automatique"
    assert means_words(PaymentMeans.TRANSFER, 10) == "Virement"
