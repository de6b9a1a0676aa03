"""Occupants, names, protection, papers, notices, forms (R3.20–R3.28)."""

from datetime import date

import pytest

from backoffice.rules.household.consequences import consequences
from backoffice.rules.household.events import RULES, HouseholdEvent
from backoffice.rules.household.forms import (
    Claim,
    ClaimQuality,
    EventForm,
    Newcomer,
    Protection,
    read_form,
    write_form,
)
from backoffice.rules.household.notice import NoticeReason, notice_end
from backoffice.rules.household.papers import papers_asked
from backoffice.rules.vocabulary.calls import RepresentativeKind, RepresentativeScope
from backoffice.rules.vocabulary.people import Civility
from tests.household_states import (
    ANNE,
    CHLOE,
    NEW,
    START,
    TODAY,
    D,
    E,
    F,
    R,
    alone,
    codes,
    couple,
    judged,
    landlord,
)


def test_occupants_come_and_go() -> None:
    baby = Newcomer(Civility.MADAME, "Martin", "Zoé", date(2026, 10, 2))
    born = judged(E.CHILD, EventForm(date(2026, 10, 2), newcomer=baby), alone())
    assert born.after.living(0, TODAY) is not None
    assert F.MUTATION in {one.kind for one in born.follow_ups}
    assert codes(judged(E.CHILD, EventForm(TODAY, newcomer=NEW), alone())) == {R.OUT_OF_SCOPE}
    wanted = {
        kind
        for one in papers_asked(E.ADULT_ARRIVES, EventForm(TODAY, newcomer=NEW), alone(), TODAY)
        for kind in one.one_of
    }
    minor = {
        kind
        for one in papers_asked(E.ADULT_ARRIVES, EventForm(TODAY, newcomer=baby), alone(), TODAY)
        for kind in one.one_of
    }
    assert wanted - minor == {D.TAX_NOTICE}
    crowded = judged(E.ADULT_ARRIVES, EventForm(TODAY, newcomer=NEW), alone(rooms=1))
    assert any("suroccupé" in one for one in crowded.sentences)
    assert crowded.may_be_accepted
    assert codes(judged(E.ADULT_ARRIVES, EventForm(TODAY, person_id=CHLOE), alone())) == {R.ALREADY_RECORDED}
    gone = judged(E.OCCUPANT_LEAVES, EventForm(date(2026, 9, 1), person_id=CHLOE), alone())
    assert gone.after.living(CHLOE, date(2026, 8, 31)) is not None
    assert gone.after.living(CHLOE, date(2026, 9, 1)) is None
    assert codes(judged(E.OCCUPANT_LEAVES, EventForm(date(2026, 10, 1), person_id=CHLOE), gone.after)) == {
        R.ALREADY_RECORDED
    }
    assert codes(judged(E.OCCUPANT_LEAVES, EventForm(date(2019, 1, 1), person_id=CHLOE), alone())) >= {
        R.DATE_INCONSISTENT
    }


def test_names_and_protection() -> None:
    named = judged(E.NAME_CHANGE, EventForm(date(2026, 6, 6), person_id=ANNE, usage_name="Petit"), alone())
    person = named.after.person(ANNE)
    assert person
    assert person.usage_name == "Petit"
    assert person.birth_name == "Martin"
    assert codes(judged(E.NAME_CHANGE, EventForm(TODAY, person_id=ANNE, birth_name="Martin"), alone())) == {
        R.ALREADY_RECORDED
    }
    assert judged(E.NAME_CHANGE, EventForm(TODAY, person_id=ANNE), alone()).incomplete
    measure = Protection(RepresentativeKind.CURATOR, "Claire Roux", reinforced=True)
    done = judged(E.GUARDIANSHIP, EventForm(date(2026, 6, 1), protection=measure), alone())
    assert measure.scope is RepresentativeScope.ACCOUNT
    assert len(done.after.speakings) == 1
    assert codes(judged(E.GUARDIANSHIP, EventForm(date(2026, 6, 1), protection=measure), done.after)) == {
        R.ALREADY_RECORDED
    }


@pytest.mark.parametrize("event", list(E))
def test_every_event_asks_for_its_papers_and_its_day(event: HouseholdEvent) -> None:
    bare = consequences(event, EventForm(), couple(), landlord(), TODAY)
    assert R.DOCUMENT_MISSING in codes(bare)
    assert not bare.may_be_accepted
    assert bare.after == couple()
    assert RULES[event].rule.startswith("R3.")
    blurred = EventForm(illegible=frozenset(kind for one in bare.papers for kind in one.one_of))
    assert R.DOCUMENT_ILLEGIBLE in codes(consequences(event, blurred, couple(), landlord(), TODAY))


def test_an_occupant_never_asks_for_a_change() -> None:
    form = EventForm(date(2026, 10, 2), newcomer=NEW, asked_by=CHLOE)
    assert codes(judged(E.ADULT_ARRIVES, form, alone())) == {R.NOT_A_HOLDER}


def test_what_a_tenant_sends_is_read_without_trust() -> None:
    form = EventForm(
        TODAY, newcomer=NEW, co_title=True, claims=(Claim(3, ClaimQuality.DEPENDANT, START),),
        protection=Protection(RepresentativeKind.GUARDIAN, "Claire Roux"),
    )  # fmt: skip
    assert read_form(write_form(form), TODAY) == form
    hostile = {
        "person_id": "3; DROP",
        "newcomer": [1],
        "claims": "x",
        "mention_on": "2026-02-31",
        "relation": "KING",
        "co_title": "yes",
        "usage_name": "a\x00b",
        "kept_by": True,
        "birth_name": "x" * 500,
    }
    assert read_form(hostile, None) == EventForm(birth_name="x" * 120)


@pytest.mark.parametrize(
    ("received", "reason", "ends"),
    [
        (date(2026, 11, 21), NoticeReason.GENERAL, date(2027, 2, 21)),
        (date(2026, 11, 30), NoticeReason.GENERAL, date(2027, 2, 28)),
        (date(2026, 1, 31), NoticeReason.TENSE_ZONE, date(2026, 2, 28)),
        (date(2026, 11, 21), NoticeReason.OTHER_HLM, None),
    ],
)
def test_the_notice_calculator(received: date, reason: NoticeReason, ends: date | None) -> None:
    done = notice_end(received, reason, landlord())
    assert done.ends_on == ends
    assert done.verified is (ends is not None)
    if ends is None:
        assert any("à vérifier" in one for one in done.sentences)


def test_a_short_notice_needs_its_proof_and_spouses_both_sign() -> None:
    done = notice_end(
        date(2026, 11, 21),
        NoticeReason.JOB_LOSS,
        landlord(),
        proof_joined=False,
        married=True,
        both_signed=False,
    )
    assert done.ends_on == date(2027, 2, 21)
    assert any("époux signent tous deux" in one for one in done.sentences)
