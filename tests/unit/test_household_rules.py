"""What each event of a household changes: vectors 10 to 13, traps, notices (R3.10–R3.28)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backoffice.rules.household.consequences import consequences
from backoffice.rules.household.events import RULES, HouseholdEvent, HouseholdRejection
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
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.household.papers import papers_asked
from backoffice.rules.household.solidarity import solidarity_after_violence, solidarity_until
from backoffice.rules.household.state import Holding, HouseholdState, Living, Member
from backoffice.rules.profile import LandlordProfile, read_profile
from backoffice.rules.vocabulary.calls import RepresentativeKind, RepresentativeScope
from backoffice.rules.vocabulary.people import Civility, HolderTitle, Relation
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

E, R, T, D, F = HouseholdEvent, HouseholdRejection, HolderTitle, DocumentKind, FollowUpKind
PROFILES = Path(__file__).parents[2] / "resources" / "landlords"
TODAY = date(2026, 11, 22)
START = date(2020, 2, 1)
ANNE, BRUNO, CHLOE = 1, 2, 3
NEW = Newcomer(Civility.MONSIEUR, "Durand", "Paul", date(1990, 5, 3))


def landlord(**changes: object) -> LandlordProfile:
    found = read_profile((PROFILES / "ekidom.toml").read_text(encoding="utf-8"), "ekidom")
    return replace(found, **changes)  # type: ignore[arg-type]


def alone(**changes: object) -> HouseholdState:
    """Anne holds the lease alone and lives there with her daughter Chloé."""
    state = HouseholdState(
        START,
        None,
        ANNE,
        (
            Member(ANNE, "MME", "Martin", "Anne", None, date(1980, 1, 5), has_account=True),
            Member(CHLOE, "MME", "Martin", "Chloé", None, date(2005, 6, 1)),
        ),
        (Holding(11, ANNE, T.MAIN_HOLDER, START),),
        (Living(21, ANNE, Relation.HOLDER, START), Living(23, CHLOE, Relation.CHILD, START)),
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def couple(
    title: HolderTitle = T.SPOUSE_BY_LAW, relation: Relation = Relation.SPOUSE, **changes: object
) -> HouseholdState:
    """Anne and Bruno hold the lease."""
    base = alone()
    return replace(
        base,
        people=(*base.people, Member(BRUNO, "M", "Petit", "Bruno", None, date(1979, 3, 4))),
        holdings=(*base.holdings, Holding(12, BRUNO, title, date(2021, 7, 10))),
        livings=(*base.livings, Living(22, BRUNO, relation, date(2021, 7, 10))),
        **changes,  # type: ignore[arg-type]
    )


def judged(
    event: HouseholdEvent, form: EventForm, before: HouseholdState, profile: LandlordProfile | None = None
) -> Outcome:
    """The consequences, all the papers of the event being there."""
    profile = profile or landlord()
    asked = papers_asked(event, form, before, TODAY)
    papers = form.papers or frozenset(one.one_of[0] for one in asked)
    return consequences(event, replace(form, papers=papers), before, profile, TODAY)


def codes(outcome: Outcome) -> set[HouseholdRejection]:
    return {one.code for one in outcome.refusals}


def holders(outcome: Outcome, day: date) -> dict[int, HolderTitle]:
    return {one.person_id: one.title for one in outcome.after.holders_on(day)}


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
