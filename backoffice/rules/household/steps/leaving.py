"""A co-holder leaves; violence in the couple (R3.16, R3.17)."""

from datetime import date

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.operations import SetConfidential
from backoffice.rules.household.solidarity import solidarity_after_violence, solidarity_until
from backoffice.rules.household.steps.parting import AFTER_PARTING
from backoffice.rules.household.steps.succession import first_heir, succeed
from backoffice.rules.vocabulary.people import HolderTitle
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _F = HouseholdRejection, FollowUpKind
_CONVICTION_MONTHS = 6


def holder_leaves(draft: Draft) -> None:
    """The others keep the lease; he answers for the rent until replaced, or for some months (R3.16)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    draft.refuse_outside_lease(day)
    if draft.form.received_on and draft.form.received_on > min(day, draft.today):
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"Le congé reçu le {french_day(draft.form.received_on)} finirait avant d’être reçu : vérifiez.",
        )
    held = draft.title_at(who, day)
    if held is None:
        _not_a_holder(draft, who, day)
        return
    if _married(draft, who, day):
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Des époux restent cotitulaires jusqu’à la mention du divorce, et donnent congé à deux : "
            "enregistrez une séparation, ou un divorce.",
        )
        return
    heir = first_heir(draft, who, day)
    if heir is None:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Il est le seul titulaire : son congé met fin au bail, traitez-le comme un congé du locataire.",
        )
        return
    draft.take_effect(day, "fin du préavis")
    succeed(draft, heir, who, day)
    draft.leave(who, day)
    _until(draft, who, day)
    draft.spawn(*AFTER_PARTING)
    if draft.before.has_debit:
        draft.spawn(_F.NEW_MANDATE)


def _until(draft: Draft, who: int, day: date) -> None:
    months = draft.landlord.coholder_solidarity_months
    until = solidarity_until(day, draft.form.replaced_on, months)
    why = "remplacé par un nouveau cotitulaire" if draft.form.replaced_on else f"{months} mois après le congé"
    draft.bind(who, until, f"{why} ; sa caution de même")
    draft.spawn(_F.SOLIDARITY_END, due_on=until)
    draft.say("La fin de solidarité suit l’article 8-1 ; son application à ce bail HLM est à vérifier.")


def _not_a_holder(draft: Draft, who: int, day: date) -> None:
    ended = any(one.person_id == who and one.until and one.until <= day for one in draft.before.holdings)
    if ended:
        draft.refuse(
            _R.ALREADY_RECORDED, f"Le départ de {draft.name(who)} est déjà enregistré : rien n’est à faire."
        )
    else:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(who)} ne tient pas ce bail : enregistrez plutôt le départ d’un occupant.",
        )


def _married(draft: Draft, who: int, day: date) -> bool:
    """Whether he is one of the spouses: the one by law, or the main holder beside one."""
    spouses = {
        one.person_id for one in draft.before.holders_on(day) if draft.before.is_spouse(one.person_id, day)
    }
    if not spouses:
        return False
    held = draft.before.holding(who, day)
    return who in spouses or (held is not None and held.title is HolderTitle.MAIN_HOLDER)


def violence(draft: Draft) -> None:
    """The victim no longer answers for later debts, the address is withheld, no fact is written (R3.17)."""
    draft.told = False
    draft.needs_manager = True
    day, who = draft.day(), draft.subject()
    if day is None or who is None or not draft.belongs(who):
        return
    draft.refuse_outside_lease(day)
    convicted = draft.form.convicted_on
    if convicted and (convicted > day or add_months(convicted, _CONVICTION_MONTHS) < day):
        draft.refuse(
            _R.DATE_INCONSISTENT,
            "La condamnation date de plus de six mois à la présentation du courrier : "
            "demandez une ordonnance de protection.",
        )
    if draft.before.holding(who, day) is None and draft.before.living(who, day) is None:
        draft.refuse(
            _R.NOT_A_HOLDER, f"{draft.name(who)} n’est pas du foyer le {french_day(day)} : vérifiez."
        )
    person = draft.before.person(who)
    if person and person.confidential:
        draft.refuse(_R.ALREADY_RECORDED, "L’adresse est déjà confidentielle : rien n’est à faire.")
    until = solidarity_after_violence(day)
    draft.take_effect(until, "lendemain de la première présentation du courrier")
    draft.operations.append(SetConfidential(who))
    draft.bind(who, until, "pour les dettes nées ensuite ; sa caution de même")
    draft.say("Les titres sur le bail ne changent pas avant une décision.")
    draft.say("Le dossier devient réservé aux responsables et l’adresse confidentielle.")
    draft.say(
        "Aucun message ne part : la personne est jointe par le moyen qu’elle a choisi, et personne d’autre."
    )
    draft.say("Son préavis, si elle part, est d’un mois.")
    draft.spawn(_F.CALL_KNOWN_NUMBER)
    if person and person.has_account:
        draft.spawn(_F.SEPARATE_ACCOUNT)
