"""Households of the rules: Anne with her daughter, alone or with Bruno; how an event on them is judged."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from backoffice.rules.household.consequences import consequences
from backoffice.rules.household.events import HouseholdEvent, HouseholdRejection
from backoffice.rules.household.forms import (
    EventForm,
    Newcomer,
)
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.household.papers import papers_asked
from backoffice.rules.household.state import Holding, HouseholdState, Living, Member
from backoffice.rules.profile import LandlordProfile, read_profile
from backoffice.rules.vocabulary.people import Civility, HolderTitle, Relation
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

E, R, T, D, F = HouseholdEvent, HouseholdRejection, HolderTitle, DocumentKind, FollowUpKind
PROFILES = Path(__file__).parents[1] / "resources" / "landlords"
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
