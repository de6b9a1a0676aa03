"""Who leaves, dies or abandons: vectors 12 and 13, heirs, transfers (R3.16–R3.19)."""

from dataclasses import replace
from datetime import date

from backoffice.rules.household.forms import (
    Claim,
    ClaimQuality,
    EventForm,
)
from backoffice.rules.household.solidarity import solidarity_after_violence, solidarity_until
from backoffice.rules.household.state import Living
from backoffice.rules.vocabulary.people import Relation
from tests.household_states import (
    ANNE,
    BRUNO,
    CHLOE,
    START,
    TODAY,
    E,
    F,
    R,
    T,
    alone,
    codes,
    couple,
    holders,
    judged,
    landlord,
)


def test_vector_12_solidarity_of_a_co_holder_who_leaves() -> None:
    assert solidarity_until(date(2026, 1, 31), None, 6) == date(2026, 7, 31)
    assert solidarity_until(date(2026, 1, 31), date(2026, 3, 15), 6) == date(2026, 3, 15)
    assert solidarity_until(date(2026, 1, 31), date(2027, 1, 1), 6) == date(2026, 7, 31)
    assert solidarity_until(date(2026, 1, 31), date(2025, 12, 1), 6) == date(2026, 1, 31)
    form = EventForm(date(2026, 1, 31), person_id=ANNE, received_on=date(2025, 10, 31))
    done = judged(E.HOLDER_LEAVES, form, couple(T.CO_HOLDER, Relation.KNOWN_PARTNER))
    assert done.solidarity
    assert done.solidarity.until == date(2026, 7, 31)
    assert holders(done, TODAY) == {BRUNO: T.MAIN_HOLDER}
    assert done.after.main_person_id == BRUNO
    other = judged(
        E.HOLDER_LEAVES,
        form,
        couple(T.CO_HOLDER, Relation.KNOWN_PARTNER),
        landlord(coholder_solidarity_months=12),
    )
    assert other.solidarity
    assert other.solidarity.until == date(2027, 1, 31)


def test_who_may_not_leave_the_lease_so() -> None:
    form = EventForm(date(2026, 1, 31), person_id=ANNE)
    assert codes(judged(E.HOLDER_LEAVES, form, couple())) == {R.OUT_OF_SCOPE}
    assert codes(judged(E.HOLDER_LEAVES, form, alone())) == {R.OUT_OF_SCOPE}
    assert codes(judged(E.HOLDER_LEAVES, replace(form, person_id=CHLOE), alone())) == {R.NOT_A_HOLDER}
    ahead = judged(
        E.HOLDER_LEAVES,
        replace(form, event_on=date(2027, 2, 22)),
        couple(T.CO_HOLDER, Relation.KNOWN_PARTNER),
    )
    assert set(holders(ahead, TODAY)) == {ANNE, BRUNO}
    assert list(holders(ahead, date(2027, 2, 22))) == [BRUNO]
    assert any("à venir" in one for one in ahead.sentences)


def test_vector_13_the_victim_no_longer_answers_from_the_day_after() -> None:
    assert solidarity_after_violence(date(2026, 5, 4)) == date(2026, 5, 5)
    done = judged(E.VIOLENCE, EventForm(date(2026, 5, 4), person_id=ANNE), couple())
    assert done.effective_on == date(2026, 5, 5)
    assert done.solidarity
    assert done.solidarity.until == date(2026, 5, 5)
    assert set(holders(done, TODAY)) == {ANNE, BRUNO}
    assert done.needs_manager
    assert not done.told
    assert done.after.person(ANNE).confidential  # type: ignore[union-attr]
    assert F.SEPARATE_ACCOUNT in {one.kind for one in done.follow_ups}
    old = EventForm(date(2026, 5, 4), person_id=ANNE, convicted_on=date(2025, 11, 3))
    assert codes(judged(E.VIOLENCE, old, couple())) == {R.DATE_INCONSISTENT}
    limit = replace(old, convicted_on=date(2025, 11, 4))
    assert judged(E.VIOLENCE, limit, couple()).may_be_accepted


def test_a_death_beside_a_holder_and_alone() -> None:
    day = date(2026, 9, 1)
    both = judged(E.DEATH, EventForm(day, person_id=ANNE), couple(has_debit=True, has_e_delivery=True))
    assert holders(both, day) == {BRUNO: T.MAIN_HOLDER}
    assert both.after.main_person_id == BRUNO
    assert both.after.person(ANNE).deceased_on == day  # type: ignore[union-attr]
    assert not both.after.has_debit
    assert not both.after.has_e_delivery
    assert not both.needs_manager
    waits = judged(E.DEATH, EventForm(day, person_id=ANNE), alone())
    assert list(holders(waits, TODAY)) == [ANNE]
    assert waits.may_be_accepted
    assert F.TRANSFER_CHECK in {one.kind for one in waits.follow_ups}
    ended = judged(E.DEATH, EventForm(day, person_id=ANNE, no_claimant=True), alone())
    assert ended.needs_manager
    assert ended.after.lease_to == date(2026, 9, 2)
    occupant = judged(E.DEATH, EventForm(day, person_id=CHLOE), alone())
    assert list(holders(occupant, TODAY)) == [ANNE]
    assert occupant.after.living(CHLOE, TODAY) is None


def test_a_transfer_is_the_managers_and_a_year_must_be_proven() -> None:
    day = date(2026, 9, 1)
    claim = Claim(CHLOE, ClaimQuality.DESCENDANT)
    form = EventForm(day, person_id=ANNE, claims=(claim,), transfer_to=CHLOE)
    done = judged(E.DEATH, form, alone())
    assert done.needs_manager
    assert holders(done, day) == {CHLOE: T.MAIN_HOLDER}
    assert any("ressources" in one for one in done.questions)
    assert any("handicapé" in one for one in done.questions)
    late = alone(
        livings=(
            Living(21, ANNE, Relation.HOLDER, START),
            Living(23, CHLOE, Relation.CHILD, date(2025, 9, 2)),
        )
    )
    assert codes(judged(E.DEATH, form, late)) == {R.ONE_YEAR_NOT_PROVEN}
    two = couple(T.CO_HOLDER, Relation.KNOWN_PARTNER)
    two = replace(two, holdings=two.holdings[:1])
    several = replace(form, claims=(claim, Claim(BRUNO, ClaimQuality.KNOWN_PARTNER)))
    assert codes(judged(E.DEATH, several, two)) == {R.OUT_OF_SCOPE}
    asked = judged(E.DEATH, EventForm(day, person_id=ANNE), replace(two, co_title_asked=frozenset({BRUNO})))
    assert asked.needs_manager
    assert list(holders(asked, TODAY)) == [BRUNO]


def test_a_second_claim_after_the_death_and_a_death_told_twice() -> None:
    dead = replace(
        alone(), people=(replace(alone().people[0], deceased_on=date(2026, 9, 1)), alone().people[1])
    )
    again = EventForm(date(2026, 9, 1), person_id=ANNE)
    assert codes(judged(E.DEATH, again, dead)) == {R.ALREADY_RECORDED}
    later = replace(again, claims=(Claim(CHLOE, ClaimQuality.DESCENDANT),), transfer_to=CHLOE)
    assert list(holders(judged(E.DEATH, later, dead), TODAY)) == [CHLOE]
    assert codes(judged(E.DEATH, replace(later, event_on=date(2026, 9, 2)), dead)) == {R.DATE_INCONSISTENT}


def test_an_abandoned_dwelling_goes_to_who_may_claim_it() -> None:
    form = EventForm(
        date(2026, 9, 1), person_id=ANNE, claims=(Claim(CHLOE, ClaimQuality.DESCENDANT),), transfer_to=CHLOE
    )
    done = judged(E.ABANDONMENT, form, alone())
    assert done.needs_manager
    assert list(holders(done, TODAY)) == [CHLOE]
    assert codes(judged(E.ABANDONMENT, replace(form, claims=(), transfer_to=None), alone())) == {
        R.OUT_OF_SCOPE
    }
    assert codes(judged(E.ABANDONMENT, form, couple())) == {R.OUT_OF_SCOPE}
