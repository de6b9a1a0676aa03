"""Couples as the file knows them, notices that hold, solidarities that go on (R3.10–R3.17)."""

from dataclasses import replace
from datetime import date

import pytest

from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.state import Holding, HouseholdState, Living, Member
from backoffice.rules.vocabulary.people import Relation
from tests.household_states import (
    ANNE,
    BRUNO,
    CHLOE,
    NEW,
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
)

DAVID = 4
LEFT = EventForm(date(2026, 1, 31), person_id=ANNE, received_on=date(2025, 10, 31))


def friends(**changes: object) -> HouseholdState:
    """Anne and Bruno hold the lease and are no couple."""
    return couple(T.CO_HOLDER, Relation.OTHER_OCCUPANT, **changes)


def joined(before: HouseholdState, since: date) -> HouseholdState:
    """The same once David is on the lease."""
    return replace(
        before,
        people=(*before.people, Member(DAVID, "M", "Roy", "David", None, date(1991, 1, 1))),
        holdings=(*before.holdings, Holding(14, DAVID, T.CO_HOLDER, since)),
        livings=(*before.livings, Living(24, DAVID, Relation.OTHER_OCCUPANT, since)),
    )


def test_a_child_neither_separates_nor_leaves_a_pacs() -> None:
    day = date(2026, 5, 1)
    assert codes(judged(E.SEPARATION, EventForm(day, person_id=CHLOE), couple())) == {R.OUT_OF_SCOPE}
    ended = EventForm(day, person_id=CHLOE, mention_on=day)
    done = judged(E.PACS_ENDED, ended, couple(T.CO_HOLDER, Relation.PACS_PARTNER))
    assert codes(done) == {R.OUT_OF_SCOPE}
    assert done.after.living(CHLOE, TODAY) is not None


@pytest.mark.parametrize("relation", [Relation.OTHER_OCCUPANT, Relation.KNOWN_PARTNER, Relation.PACS_PARTNER])
def test_two_holders_who_are_not_married_do_not_divorce(relation: Relation) -> None:
    form = EventForm(date(2026, 1, 15), kept_by=ANNE, person_id=BRUNO, mention_on=date(2026, 3, 20))
    done = judged(E.DIVORCE, form, couple(T.CO_HOLDER, relation))
    assert codes(done) == {R.OUT_OF_SCOPE}
    assert set(holders(done, TODAY)) == {ANNE, BRUNO}
    if relation is not Relation.PACS_PARTNER:
        alike = EventForm(date(2026, 1, 15), person_id=BRUNO)
        assert codes(judged(E.SEPARATION, alike, couple(T.CO_HOLDER, relation))) == {R.OUT_OF_SCOPE}


def test_either_spouse_separates_and_what_ends_it_is_told_by_the_tie() -> None:
    day = date(2026, 5, 1)
    for who in (ANNE, BRUNO):
        done = judged(E.SEPARATION, EventForm(day, person_id=who), couple())
        assert done.may_be_accepted
        assert done.solidarity
        assert "divorce" in done.solidarity.why
    pacs = judged(E.SEPARATION, EventForm(day, person_id=BRUNO), couple(T.CO_HOLDER, Relation.PACS_PARTNER))
    assert pacs.solidarity
    assert "PACS" in pacs.solidarity.why


def test_a_marriage_told_late_is_known_today_and_may_end() -> None:
    before = couple(T.CO_HOLDER, Relation.KNOWN_PARTNER)
    wed = judged(E.MARRIAGE, EventForm(date(2019, 8, 1), person_id=BRUNO), before).after
    wed = replace(
        wed,
        holdings=tuple(replace(one, id=one.id or 90) for one in wed.holdings),
        livings=tuple(replace(one, id=one.id or 300 + rank) for rank, one in enumerate(wed.livings)),
    )
    assert wed.living(BRUNO, TODAY).relation is Relation.SPOUSE  # type: ignore[union-attr]
    form = EventForm(date(2026, 1, 15), kept_by=ANNE, mention_on=date(2026, 3, 20))
    assert list(holders(judged(E.DIVORCE, form, wed), TODAY)) == [ANNE]
    assert codes(judged(E.HOLDER_LEAVES, LEFT, wed)) == {R.OUT_OF_SCOPE}


def test_co_holders_since_the_first_day_marry_once() -> None:
    base = couple(T.CO_HOLDER, Relation.KNOWN_PARTNER)
    before = replace(
        base,
        holdings=(base.holdings[0], Holding(12, BRUNO, T.CO_HOLDER, START)),
        livings=(*base.livings[:-1], Living(22, BRUNO, Relation.KNOWN_PARTNER, START)),
    )
    done = judged(E.MARRIAGE, EventForm(date(2010, 1, 1), person_id=BRUNO), before)
    assert done.after.living(BRUNO, TODAY).relation is Relation.SPOUSE  # type: ignore[union-attr]
    again = judged(E.MARRIAGE, EventForm(date(2010, 1, 1), person_id=BRUNO), done.after)
    assert codes(again) == {R.ALREADY_RECORDED}
    # Told by the co-holder of the main one, it is the same marriage.
    other = judged(E.MARRIAGE, EventForm(date(2010, 1, 1), holder_id=BRUNO, person_id=ANNE), before)
    assert other.after.living(ANNE, TODAY).relation is Relation.HOLDER  # type: ignore[union-attr]
    assert other.after.living(BRUNO, TODAY).relation is Relation.SPOUSE  # type: ignore[union-attr]


def test_the_spouse_of_a_co_holder_binds_him_and_not_the_main_holder() -> None:
    wed = judged(E.MARRIAGE, EventForm(date(2025, 6, 6), holder_id=BRUNO, newcomer=NEW), friends()).after
    assert codes(judged(E.HOLDER_LEAVES, replace(LEFT, person_id=BRUNO), wed)) == {R.OUT_OF_SCOPE}
    assert judged(E.HOLDER_LEAVES, LEFT, wed).may_be_accepted


def test_a_pacs_partner_who_gives_notice_answers_until_the_pacs_ends() -> None:
    before = couple(T.CO_HOLDER, Relation.PACS_PARTNER)
    for who, stays in ((ANNE, BRUNO), (BRUNO, ANNE)):
        done = judged(E.HOLDER_LEAVES, replace(LEFT, person_id=who), before)
        assert list(holders(done, TODAY)) == [stays]
        assert done.solidarity
        assert done.solidarity.until is None
        kinds = {one.kind for one in done.follow_ups}
        assert F.MARGINAL_MENTION in kinds
        assert F.SOLIDARITY_END not in kinds
        gone = replace(done.after, bound=frozenset({(who, None)}))
        form = EventForm(date(2026, 5, 1), person_id=who, mention_on=date(2026, 5, 20))
        ended = judged(E.PACS_ENDED, form, gone)
        assert ended.may_be_accepted
        assert ended.solidarity
        assert ended.solidarity.until == date(2026, 5, 20)
        assert ended.operations == ()
        assert judged(E.PACS_ENDED, replace(form, person_id=stays), gone).incomplete
        told = replace(gone, bound=frozenset({(who, date(2026, 5, 20))}))
        assert codes(judged(E.PACS_ENDED, form, told)) == {R.ALREADY_RECORDED}


def test_after_the_pacs_a_co_holder_leaves_as_any_other() -> None:
    before = couple(T.CO_HOLDER, Relation.PACS_PARTNER)
    form = EventForm(date(2025, 2, 1), person_id=BRUNO, mention_on=date(2025, 2, 20))
    ended = judged(E.PACS_ENDED, form, before).after
    done = judged(E.HOLDER_LEAVES, replace(LEFT, person_id=BRUNO), ended)
    assert done.solidarity
    assert done.solidarity.until == date(2026, 7, 31)


def test_whoever_holds_alone_keeps_the_lease_when_the_pacs_ends() -> None:
    before = replace(couple(T.CO_HOLDER, Relation.PACS_PARTNER), holdings=alone().holdings)
    form = EventForm(date(2026, 2, 1), person_id=ANNE, mention_on=date(2026, 2, 20))
    assert judged(E.PACS_ENDED, form, before).incomplete
    done = judged(E.PACS_ENDED, replace(form, person_id=BRUNO), before)
    assert list(holders(done, TODAY)) == [ANNE]
    assert done.after.living(BRUNO, TODAY) is None


def test_an_occupant_who_is_married_or_pacsed_does_not_simply_leave() -> None:
    form = EventForm(date(2026, 5, 1), person_id=BRUNO)
    wed = replace(couple(), holdings=alone().holdings)
    assert codes(judged(E.OCCUPANT_LEAVES, form, wed)) == {R.OUT_OF_SCOPE}
    pacs = replace(couple(T.CO_HOLDER, Relation.PACS_PARTNER), holdings=alone().holdings)
    done = judged(E.OCCUPANT_LEAVES, form, pacs)
    assert done.may_be_accepted
    assert done.solidarity
    assert done.solidarity.until is None


def test_a_replacement_is_somebody_new_on_the_lease() -> None:
    replaced = replace(LEFT, replaced_on=date(2026, 3, 15))
    assert codes(judged(E.HOLDER_LEAVES, replaced, friends())) == {R.DATE_INCONSISTENT}
    late = joined(friends(), date(2026, 3, 16))
    assert codes(judged(E.HOLDER_LEAVES, replaced, late)) == {R.DATE_INCONSISTENT}
    done = judged(E.HOLDER_LEAVES, replaced, joined(friends(), date(2026, 3, 15)))
    assert done.solidarity
    assert done.solidarity.until == date(2026, 3, 15)
    assert "remplacé" in done.solidarity.why
    early = judged(
        E.HOLDER_LEAVES, replace(LEFT, replaced_on=date(2026, 1, 2)), joined(friends(), date(2026, 1, 2))
    )
    assert early.solidarity
    assert early.solidarity.until == date(2026, 1, 31)
    after = judged(
        E.HOLDER_LEAVES, replace(LEFT, replaced_on=date(2026, 9, 1)), joined(friends(), date(2026, 9, 1))
    )
    assert after.solidarity
    assert after.solidarity.until == date(2026, 7, 31)
    assert "remplacé" not in after.solidarity.why
    # Who held it beside him already is nobody new.
    old = joined(friends(), date(2025, 1, 1))
    assert codes(judged(E.HOLDER_LEAVES, replaced, old)) == {R.DATE_INCONSISTENT}


def test_whoever_has_left_is_replaced_before_six_months() -> None:
    gone = judged(E.HOLDER_LEAVES, LEFT, friends()).after
    gone = replace(joined(gone, date(2026, 3, 15)), bound=frozenset({(ANNE, date(2026, 7, 31))}))
    replaced = replace(LEFT, replaced_on=date(2026, 3, 15))
    done = judged(E.HOLDER_LEAVES, replaced, gone)
    assert done.may_be_accepted
    assert done.operations == ()
    assert done.effective_on == date(2026, 3, 15)
    assert done.solidarity
    assert done.solidarity.until == date(2026, 3, 15)
    told = replace(gone, bound=frozenset({(ANNE, date(2026, 3, 15))}))
    assert codes(judged(E.HOLDER_LEAVES, replaced, told)) == {R.ALREADY_RECORDED}
    assert codes(judged(E.HOLDER_LEAVES, LEFT, gone)) == {R.ALREADY_RECORDED}


def test_a_notice_has_its_day_and_its_period() -> None:
    assert judged(E.HOLDER_LEAVES, replace(LEFT, received_on=None), friends()).incomplete
    eve = replace(LEFT, received_on=date(2026, 1, 30))
    refused = judged(E.HOLDER_LEAVES, eve, friends())
    assert codes(refused) == {R.DATE_INCONSISTENT}
    assert "28/02/2026" in refused.refusals[0].sentence
    month = judged(E.HOLDER_LEAVES, replace(LEFT, received_on=date(2025, 12, 31)), friends())
    assert month.may_be_accepted
    assert any("31/03/2026" in one for one in month.sentences)
    whole = judged(E.HOLDER_LEAVES, LEFT, friends())
    assert not any("Préavis de moins" in one for one in whole.sentences)


def test_a_withheld_address_does_not_stop_a_protection_order() -> None:
    base = friends()
    hidden = replace(base, people=(replace(base.people[0], confidential=True), *base.people[1:]))
    form = EventForm(date(2026, 5, 4), person_id=ANNE)
    done = judged(E.VIOLENCE, form, hidden)
    assert done.may_be_accepted
    assert done.operations == ()
    assert done.solidarity
    assert done.solidarity.until == date(2026, 5, 5)
    recorded = replace(hidden, freed=frozenset({(ANNE, date(2026, 5, 5))}))
    assert codes(judged(E.VIOLENCE, form, recorded)) == {R.ALREADY_RECORDED}
    # A letter of another time, about who was not there then, is another measure.
    since = replace(recorded, freed=frozenset({(ANNE, date(2021, 1, 5))}))
    assert judged(E.VIOLENCE, form, since).may_be_accepted


def test_a_victim_who_leaves_is_not_bound_again() -> None:
    freed = friends(freed=frozenset({(ANNE, date(2025, 12, 5))}))
    done = judged(E.HOLDER_LEAVES, replace(LEFT, received_on=date(2025, 12, 31)), freed)
    assert done.solidarity
    assert done.solidarity.until == date(2025, 12, 5)
    assert F.SOLIDARITY_END not in {one.kind for one in done.follow_ups}


def test_a_couple_is_entered_by_its_own_event_and_one_at_a_time() -> None:
    for relation in (Relation.SPOUSE, Relation.PACS_PARTNER):
        form = EventForm(date(2026, 5, 1), newcomer=NEW, relation=relation)
        assert codes(judged(E.ADULT_ARRIVES, form, alone())) == {R.OUT_OF_SCOPE}
    form = EventForm(date(2026, 5, 1), newcomer=NEW)
    lodged = replace(couple(), holdings=alone().holdings)
    assert codes(judged(E.MARRIAGE, form, lodged)) == {R.DATE_INCONSISTENT}
    assert codes(judged(E.PACS, form, lodged)) == {R.DATE_INCONSISTENT}
    pacs = couple(T.CO_HOLDER, Relation.PACS_PARTNER)
    assert codes(judged(E.PACS, form, pacs)) == {R.DATE_INCONSISTENT}
    # Two partners of a PACS marry: one another.
    assert judged(E.MARRIAGE, EventForm(date(2026, 5, 1), person_id=BRUNO), pacs).may_be_accepted
