"""Who goes on with the lease after a death, and who gives it up (R3.18, R3.19)."""

from dataclasses import replace
from datetime import date

from backoffice.rules.household.forms import Claim, ClaimQuality, EventForm
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.household.state import Holding, HouseholdState
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from tests.household_states import (
    ANNE,
    BRUNO,
    CHLOE,
    START,
    TODAY,
    D,
    E,
    F,
    R,
    T,
    alone,
    codes,
    couple,
    holders,
    judged,
)

DAY, NEXT = date(2026, 9, 1), date(2026, 9, 2)


def lodged(relation: Relation = Relation.SPOUSE, **changes: object) -> HouseholdState:
    """Anne holds alone; the file knows Bruno by his stay only."""
    return replace(couple(T.CO_HOLDER, relation), **{"holdings": alone().holdings, **changes})  # type: ignore[arg-type]


def known(done: Outcome, day: date = DAY) -> HouseholdState:
    """The household after ``done``, read again: rows have their own keys."""
    rows = tuple(replace(one, id=one.id or 100 + rank) for rank, one in enumerate(done.after.holdings))
    stays = tuple(replace(one, id=one.id or 200 + rank) for rank, one in enumerate(done.after.livings))
    assert done.after.person(ANNE).deceased_on == day  # type: ignore[union-attr]
    return replace(done.after, holdings=rows, livings=stays)


def test_the_spouse_who_lives_there_without_a_title_goes_on() -> None:
    done = judged(E.DEATH, EventForm(DAY, person_id=ANNE), lodged())
    assert done.may_be_accepted
    assert holders(done, DAY) == {BRUNO: T.MAIN_HOLDER}
    assert done.after.main_person_id == BRUNO
    assert done.after.living(BRUNO, DAY).relation is Relation.HOLDER  # type: ignore[union-attr]
    assert not done.needs_manager
    assert F.TRANSFER_CHECK not in {one.kind for one in done.follow_ups}


def test_nobody_ends_the_lease_of_a_widower_or_gives_it_to_another() -> None:
    ends = judged(E.DEATH, EventForm(DAY, person_id=ANNE, no_claimant=True), lodged())
    assert codes(ends) == {R.OUT_OF_SCOPE}
    assert ends.after.lease_to is None
    beside = judged(E.DEATH, EventForm(DAY, person_id=ANNE, no_claimant=True), couple())
    assert codes(beside) == {R.OUT_OF_SCOPE}
    claim = EventForm(DAY, person_id=ANNE, claims=(Claim(CHLOE, ClaimQuality.DESCENDANT),), transfer_to=CHLOE)
    given = judged(E.DEATH, claim, lodged())
    assert list(holders(given, DAY)) == [BRUNO]
    assert any("sans objet" in one for one in given.sentences)


def test_a_former_spouse_a_dead_one_and_a_partner_go_on_by_no_right() -> None:
    gone = lodged()
    gone = replace(gone, livings=(*gone.livings[:-1], replace(gone.livings[-1], until=date(2025, 1, 1))))
    dead = lodged()
    dead = replace(dead, people=(*dead.people[:-1], replace(dead.people[-1], deceased_on=date(2025, 1, 1))))
    for before in (gone, dead, lodged(Relation.KNOWN_PARTNER), lodged(Relation.PACS_PARTNER)):
        done = judged(E.DEATH, EventForm(DAY, person_id=ANNE), before)
        assert list(holders(done, TODAY)) == [ANNE]
        assert F.TRANSFER_CHECK in {one.kind for one in done.follow_ups}


def test_the_spouse_comes_before_a_co_holder_who_keeps_his_title() -> None:
    before = lodged(holdings=(*alone().holdings, Holding(13, CHLOE, HolderTitle.CO_HOLDER, START)))
    done = judged(E.DEATH, EventForm(DAY, person_id=ANNE), before)
    assert holders(done, DAY) == {BRUNO: T.MAIN_HOLDER, CHLOE: T.CO_HOLDER}


def test_the_death_of_the_spouse_who_held_nothing_changes_no_title() -> None:
    done = judged(E.DEATH, EventForm(DAY, person_id=BRUNO), lodged())
    assert holders(done, TODAY) == {ANNE: T.MAIN_HOLDER}
    assert done.after.living(BRUNO, DAY) is None


def test_the_spouse_goes_on_after_an_abandonment_without_asking() -> None:
    done = judged(E.ABANDONMENT, EventForm(DAY, person_id=ANNE), lodged())
    assert done.needs_manager
    assert done.may_be_accepted
    assert list(holders(done, TODAY)) == [BRUNO]


def test_an_heir_gives_the_lease_up_as_the_death_is_recorded() -> None:
    form = EventForm(DAY, person_id=ANNE, renounced_by=BRUNO)
    waits = judged(E.DEATH, form, lodged())
    assert waits.needs_manager
    assert F.TRANSFER_CHECK in {one.kind for one in waits.follow_ups}
    assert list(holders(waits, TODAY)) == [ANNE]
    assert any(D.REGISTERED_LETTER in one.one_of and one.required for one in waits.papers)
    ended = judged(E.DEATH, replace(form, no_claimant=True), lodged())
    assert ended.after.lease_to == NEXT
    held = judged(E.DEATH, replace(form, no_claimant=True), couple())
    assert held.may_be_accepted
    assert held.after.lease_to == NEXT
    claims = (Claim(CHLOE, ClaimQuality.DESCENDANT),)
    given = judged(E.DEATH, replace(form, claims=claims, transfer_to=CHLOE), couple())
    assert holders(given, DAY) == {CHLOE: T.MAIN_HOLDER}
    assert given.after.living(BRUNO, TODAY) is not None
    assert codes(judged(E.DEATH, replace(form, renounced_by=CHLOE), couple())) == {R.NOT_A_HOLDER}
    assert codes(
        judged(
            E.DEATH, replace(form, claims=(Claim(BRUNO, ClaimQuality.SPOUSE),), transfer_to=BRUNO), couple()
        )
    ) == {R.OUT_OF_SCOPE}


def test_heirs_give_the_lease_up_one_after_the_other() -> None:
    before = couple()
    before = replace(before, holdings=(*before.holdings, Holding(13, CHLOE, HolderTitle.CO_HOLDER, START)))
    first = judged(E.DEATH, EventForm(DAY, person_id=ANNE), before)
    assert holders(first, DAY) == {BRUNO: T.MAIN_HOLDER, CHLOE: T.CO_HOLDER}
    form = EventForm(DAY, person_id=ANNE, renounced_by=BRUNO)
    second = judged(E.DEATH, form, known(first))
    assert second.may_be_accepted
    assert second.needs_manager
    assert holders(second, TODAY) == {CHLOE: T.MAIN_HOLDER}
    assert second.after.main_person_id == CHLOE
    assert second.after.living(BRUNO, TODAY).relation is Relation.OTHER_OCCUPANT  # type: ignore[union-attr]
    open_form = replace(form, renounced_by=CHLOE)
    assert judged(E.DEATH, open_form, known(second)).incomplete
    third = judged(E.DEATH, replace(open_form, no_claimant=True), known(second))
    assert third.may_be_accepted
    assert third.after.lease_to == date(2026, 9, 3)
    assert not third.after.holders_on(date(2026, 9, 3))
    again = judged(E.DEATH, form, known(second))
    assert codes(again) == {R.NOT_A_HOLDER}


def test_the_only_heir_gives_it_up_afterwards() -> None:
    first = judged(E.DEATH, EventForm(DAY, person_id=ANNE), couple())
    form = EventForm(DAY, person_id=ANNE, renounced_by=BRUNO, no_claimant=True)
    ended = judged(E.DEATH, form, known(first))
    assert ended.may_be_accepted
    assert ended.after.lease_to == NEXT
    claims = (Claim(CHLOE, ClaimQuality.DESCENDANT),)
    given = judged(E.DEATH, replace(form, no_claimant=False, claims=claims, transfer_to=CHLOE), known(first))
    assert holders(given, TODAY) == {CHLOE: T.MAIN_HOLDER}
    assert codes(judged(E.DEATH, EventForm(DAY, person_id=ANNE), known(first))) == {R.ALREADY_RECORDED}


def test_the_widow_or_widower_who_gives_it_up_may_leave() -> None:
    form = EventForm(DAY, person_id=ANNE, renounced_by=BRUNO)
    waits = known(judged(E.DEATH, form, lodged()))
    leaves = EventForm(date(2026, 10, 1), person_id=BRUNO)
    assert judged(E.OCCUPANT_LEAVES, leaves, waits).may_be_accepted
    claims = (Claim(CHLOE, ClaimQuality.DESCENDANT),)
    given = known(judged(E.DEATH, replace(form, claims=claims, transfer_to=CHLOE), lodged()))
    # He is not the spouse of his daughter, who holds the lease now.
    assert given.living(BRUNO, TODAY).relation is Relation.OTHER_OCCUPANT  # type: ignore[union-attr]
    assert judged(E.OCCUPANT_LEAVES, leaves, given).may_be_accepted
