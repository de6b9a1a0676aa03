"""Couples that form and part: vectors 10 and 11, traps (R3.10–R3.15)."""

from dataclasses import replace
from datetime import date

from backoffice.rules.household.forms import (
    EventForm,
    Newcomer,
)
from backoffice.rules.household.state import Living
from backoffice.rules.vocabulary.people import Civility, Relation
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
    landlord,
)


def test_marriage_makes_the_spouse_a_holder_from_that_day_even_unsigned() -> None:
    day = date(2026, 6, 6)
    done = judged(E.MARRIAGE, EventForm(day, newcomer=NEW), alone())
    assert done.may_be_accepted
    assert done.effective_on == day
    assert holders(done, day) == {ANNE: T.MAIN_HOLDER, 0: T.SPOUSE_BY_LAW}
    assert holders(done, date(2026, 6, 5)) == {ANNE: T.MAIN_HOLDER}
    assert done.solidarity
    assert done.solidarity.until is None
    assert {F.AMENDMENT, F.REVIEW_SLS, F.REVIEW_OPS, F.REVIEW_RLS} <= {one.kind for one in done.follow_ups}
    assert any("même sans avoir signé" in one for one in done.sentences)


def test_a_marriage_older_than_the_lease_counts_from_the_lease() -> None:
    done = judged(E.MARRIAGE, EventForm(date(2010, 6, 6), newcomer=NEW), alone())
    assert done.effective_on == START
    assert holders(done, START) == {ANNE: T.MAIN_HOLDER, 0: T.SPOUSE_BY_LAW}


def test_a_marriage_recorded_twice_or_beside_another_one() -> None:
    day = date(2026, 6, 6)
    assert codes(judged(E.MARRIAGE, EventForm(day, person_id=BRUNO), couple())) == {R.ALREADY_RECORDED}
    assert codes(judged(E.MARRIAGE, EventForm(day, newcomer=NEW), couple())) == {R.DATE_INCONSISTENT}
    assert codes(judged(E.MARRIAGE, EventForm(date(2027, 1, 1), newcomer=NEW), alone())) == {
        R.DATE_INCONSISTENT
    }


def test_a_marriage_told_late_comes_before_the_title_signed_since() -> None:
    before = couple(T.CO_HOLDER, Relation.KNOWN_PARTNER)
    done = judged(E.MARRIAGE, EventForm(date(2020, 8, 1), person_id=BRUNO), before)
    assert holders(done, date(2020, 9, 1))[BRUNO] is T.SPOUSE_BY_LAW
    assert holders(done, TODAY)[BRUNO] is T.CO_HOLDER


def test_the_partner_already_there_is_not_entered_twice() -> None:
    before = replace(
        couple(),
        holdings=alone().holdings,
        livings=(*alone().livings, Living(22, BRUNO, Relation.KNOWN_PARTNER, date(2022, 1, 1))),
    )
    new = Newcomer(Civility.MONSIEUR, "PETIT", "Bruno Jean", date(1979, 3, 4))
    done = judged(E.MARRIAGE, EventForm(date(2026, 6, 6), newcomer=new), before)
    assert holders(done, TODAY) == {ANNE: T.MAIN_HOLDER, BRUNO: T.SPOUSE_BY_LAW}
    assert done.after.living(BRUNO, TODAY).relation is Relation.SPOUSE  # type: ignore[union-attr]
    assert done.after.living(BRUNO, date(2026, 6, 5)).relation is Relation.KNOWN_PARTNER  # type: ignore[union-attr]
    assert len(done.after.people) == len(before.people)


def test_vector_10_a_pacs_makes_two_holders_only_when_both_ask() -> None:
    day = date(2026, 3, 2)
    without = judged(E.PACS, EventForm(day, newcomer=NEW), alone())
    assert list(holders(without, TODAY)) == [ANNE]
    assert without.solidarity is not None
    assert without.pacs_declared_on == day
    assert without.co_title_requested_on is None
    asked = EventForm(day, newcomer=NEW, co_title=True, signed_by_all=True, requested_on=date(2026, 4, 1))
    both = judged(E.PACS, asked, alone())
    assert holders(both, TODAY) == {ANNE: T.MAIN_HOLDER, 0: T.CO_HOLDER}
    assert both.effective_on == date(2026, 4, 1)
    assert both.solidarity is not None
    assert both.after.living(0, date(2026, 3, 15)) is not None
    one = judged(E.PACS, replace(asked, signed_by_all=False), alone())
    assert codes(one) == {R.NOT_SIGNED_BY_ALL}
    assert list(holders(one, TODAY)) == [ANNE]


def test_a_partner_is_added_to_the_lease_only_where_the_landlord_does() -> None:
    form = EventForm(
        date(2024, 1, 1), newcomer=NEW, co_title=True, signed_by_all=True, lived_since=date(2024, 1, 1)
    )
    assert codes(judged(E.NEW_PARTNER, form, alone(), landlord(co_title_on_request=False))) == {
        R.OUT_OF_SCOPE
    }
    admits = landlord(co_title_on_request=True)
    done = judged(E.NEW_PARTNER, form, alone(), admits)
    assert done.needs_manager
    assert holders(done, TODAY) == {ANNE: T.MAIN_HOLDER, 0: T.CO_HOLDER}
    late = replace(form, lived_since=date(2026, 1, 1))
    assert codes(judged(E.NEW_PARTNER, late, alone(), admits)) == {R.ONE_YEAR_NOT_PROVEN}
    plain = judged(E.NEW_PARTNER, EventForm(date(2026, 10, 1), newcomer=NEW), alone())
    assert list(holders(plain, TODAY)) == [ANNE]
    assert plain.solidarity is None


def test_a_separation_removes_nobody() -> None:
    done = judged(E.SEPARATION, EventForm(date(2026, 5, 1), person_id=BRUNO), couple())
    assert done.operations == ()
    assert done.separated_since == date(2026, 5, 1)
    assert holders(done, TODAY) == {ANNE: T.MAIN_HOLDER, BRUNO: T.SPOUSE_BY_LAW}
    assert F.SEPARATE_ADDRESS in {one.kind for one in done.follow_ups}


def test_vector_11_a_judgment_without_mention_is_not_final() -> None:
    form = EventForm(date(2026, 1, 15), kept_by=BRUNO, person_id=ANNE)
    done = judged(E.DIVORCE, form, couple())
    assert codes(done) == {R.NOT_FINAL}
    assert holders(done, TODAY) == {ANNE: T.MAIN_HOLDER, BRUNO: T.SPOUSE_BY_LAW}


def test_a_divorce_gives_the_lease_to_who_the_judge_named_from_the_mention() -> None:
    form = EventForm(date(2026, 1, 15), kept_by=BRUNO, mention_on=date(2026, 3, 20))
    done = judged(E.DIVORCE, form, couple(has_debit=True))
    assert done.may_be_accepted
    assert done.effective_on == date(2026, 3, 20)
    assert holders(done, date(2026, 3, 20)) == {BRUNO: T.MAIN_HOLDER}
    assert set(holders(done, date(2026, 3, 19))) == {ANNE, BRUNO}
    assert done.after.main_person_id == BRUNO
    assert done.solidarity
    assert done.solidarity.until == date(2026, 3, 20)
    assert F.NEW_MANDATE in {one.kind for one in done.follow_ups}
    assert done.after.living(ANNE, TODAY) is None
    assert done.after.living(CHLOE, TODAY) is not None
    early = replace(form, mention_on=date(2026, 1, 14))
    assert codes(judged(E.DIVORCE, early, couple())) == {R.DATE_INCONSISTENT}
    nobody = replace(form, kept_by=CHLOE, person_id=ANNE)
    assert codes(judged(E.DIVORCE, nobody, couple())) == {R.NOT_A_HOLDER}


def test_the_end_of_a_pacs_changes_nothing_before_it_is_published() -> None:
    before = couple(T.CO_HOLDER, Relation.PACS_PARTNER)
    form = EventForm(date(2026, 2, 1), person_id=BRUNO)
    assert codes(judged(E.PACS_ENDED, form, before)) == {R.NOT_FINAL}
    published = replace(form, mention_on=date(2026, 2, 20))
    both = judged(E.PACS_ENDED, published, before)
    assert set(holders(both, TODAY)) == {ANNE, BRUNO}
    assert both.solidarity
    assert both.solidarity.until == date(2026, 2, 20)
    given = judged(E.PACS_ENDED, replace(published, kept_by=ANNE), before)
    assert given.needs_manager
    assert list(holders(given, TODAY)) == [ANNE]
