"""Who comes to live there, and who leaves without a title (R3.20–R3.22)."""

from datetime import date

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.state import is_minor
from backoffice.rules.household.steps.ties import pacs_partner_of, spouse_of
from backoffice.rules.vocabulary.people import Relation
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _F = HouseholdRejection, FollowUpKind
_REVIEWS = (_F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS)
_MOST_A_ROOM = 2


def child(draft: Draft) -> None:
    """A child is born, adopted or taken in: an occupant, from that day (R3.20)."""
    found = _arrives(draft, Relation.CHILD, "naissance ou arrivée de l’enfant")
    if found is None:
        return
    who, on = found
    if not is_minor(_born(draft, who), on) and _born(draft, who) is not None:
        draft.refuse(
            _R.OUT_OF_SCOPE, "Cette personne est majeure à son arrivée : enregistrez l’arrivée d’un occupant."
        )
    draft.spawn(*_REVIEWS, _F.TELL_FAMILY_FUND, _F.MUTATION)


def adult_arrives(draft: Draft) -> None:
    """Somebody comes to live there: an occupant with a first day, no title (R3.21)."""
    wanted = draft.form.relation or Relation.HOSTED_OCCUPANT
    if wanted in (Relation.SPOUSE, Relation.PACS_PARTNER):
        draft.refuse(
            _R.OUT_OF_SCOPE, "Un conjoint ou un partenaire de PACS s’enregistre par le mariage ou le PACS."
        )
        return
    if wanted is Relation.HOLDER:
        draft.refuse(
            _R.OUT_OF_SCOPE, "Un titulaire ne s’ajoute pas comme occupant : choisissez un autre lien."
        )
        return
    if _arrives(draft, wanted, "date d’arrivée") is not None:
        draft.say("Un occupant n’a aucun droit sur le bail et ne répond pas du loyer.")
        draft.spawn(*_REVIEWS)


def occupant_leaves(draft: Draft) -> None:
    """His stay ends; the row is kept (R3.22)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    draft.refuse_outside_lease(day)
    if draft.before.holding(who, day) is not None:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            f"{draft.name(who)} tient le bail : enregistrez le départ d’un cotitulaire, ou une séparation.",
        )
        return
    draft.take_effect(day, "date du départ")
    stays = draft.before.living(who, day)
    if stays is None or (stays.until is not None and stays.until != draft.before.lease_to):
        known = any(one.person_id == who for one in draft.before.livings)
        draft.refuse(
            _R.ALREADY_RECORDED if known else _R.OUT_OF_SCOPE,
            f"{draft.name(who)} n’est pas, ou plus, au foyer le {french_day(day)} : vérifiez la date.",
        )
        return
    if _alive(draft, spouse_of(draft.before, who, day)):
        draft.refuse(
            _R.OUT_OF_SCOPE,
            f"{draft.name(who)} est marié au dossier : un départ ne l’ôte pas du bail, enregistrez une "
            "séparation, ou un divorce.",
        )
        return
    if _alive(draft, pacs_partner_of(draft.before, who, day)):
        draft.bind(who, None, "jusqu’à la publication de la fin du PACS : un départ n’y change rien")
        draft.spawn(_F.MARGINAL_MENTION)
    draft.leave(who, day)
    draft.spawn(*_REVIEWS)


def _arrives(draft: Draft, relation: Relation, why: str) -> tuple[int, date] | None:
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return None
    on = draft.within_lease(day)
    born = _born(draft, who)
    if born and born > day:
        draft.refuse(_R.DATE_INCONSISTENT, "L’arrivée précède la naissance : vérifiez les deux dates.")
    draft.take_effect(on, why if on == day else f"début du bail ; {why} plus ancienne")
    if draft.before.living(who, on) is not None or draft.before.holding(who, on) is not None:
        draft.refuse(
            _R.ALREADY_RECORDED, f"{draft.name(who)} est déjà au foyer le {french_day(on)} : rien à faire."
        )
        return None
    person = draft.before.person(who)
    if person and person.deceased_on and person.deceased_on <= on:
        draft.refuse(
            _R.DATE_INCONSISTENT, f"{person.name} est décédé avant cette date : vérifiez la personne."
        )
    draft.live(who, relation, on)
    _crowded(draft, on)
    return who, on


def _crowded(draft: Draft, on: date) -> None:
    """Information alone: it refuses nobody (R3.21)."""
    count = len(draft.before.living_on(on)) + 1
    rooms = draft.before.rooms
    if rooms and count > rooms * _MOST_A_ROOM:
        draft.say(
            f"Pour information : {count} personnes pour {rooms} pièce(s), le logement serait suroccupé."
        )


def _alive(draft: Draft, who: int | None) -> bool:
    person = draft.before.person(who) if who is not None else None
    return person is not None and person.deceased_on is None


def _born(draft: Draft, who: int) -> date | None:
    person = draft.before.person(who)
    return person.birth_date if person else draft.form.newcomer.birth_date if draft.form.newcomer else None
