"""A co-holder leaves; violence in the couple (R3.16, R3.17)."""

from datetime import date

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.notice import NoticeReason, notice_end
from backoffice.rules.household.operations import SetConfidential
from backoffice.rules.household.solidarity import solidarity_after_violence, solidarity_until
from backoffice.rules.household.steps.parting import AFTER_PARTING
from backoffice.rules.household.steps.succession import first_heir, succeed
from backoffice.rules.household.steps.ties import pacs_partner_of, spouse_of
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _F = HouseholdRejection, FollowUpKind
_CONVICTION_MONTHS = 6


def holder_leaves(draft: Draft) -> None:
    """The others keep the lease; he answers for the rent until replaced, or for some months (R3.16)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    draft.refuse_outside_lease(day)
    _notice(draft, day)
    held = draft.title_at(who, day)
    if held is None:
        _not_a_holder(draft, who, day)
        return
    if spouse_of(draft.before, who, day) is not None:
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
            "Il est le seul titulaire : son congé met fin au bail, traitez-le comme un congé du locataire. "
            "S’il renonce au bail d’un défunt, dites-le au décès.",
        )
        return
    draft.take_effect(day, "fin du préavis")
    succeed(draft, heir, who, day)
    draft.leave(who, day)
    _until(draft, who, day)
    draft.spawn(*AFTER_PARTING)
    if draft.before.has_debit:
        draft.spawn(_F.NEW_MANDATE)


def _notice(draft: Draft, day: date) -> None:
    """No valid notice, no end of the solidarity (R3.16): its period runs from receipt (R3.28)."""
    received = draft.form.received_on
    if received is None:
        draft.lacks("Donnez le jour de réception du congé : le préavis court de là.")
        return
    if received > min(day, draft.today):
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"Le congé reçu le {french_day(received)} finirait avant d’être reçu : vérifiez.",
        )
        return
    short = notice_end(received, NoticeReason.TENSE_ZONE, draft.landlord).ends_on
    long = notice_end(received, NoticeReason.GENERAL, draft.landlord).ends_on
    if short and day < short:
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"Congé reçu le {french_day(received)} : même réduit à un mois, le préavis finit le "
            f"{french_day(short)}. Reprenez la fin du préavis.",
        )
    elif long and day < long:
        draft.say(
            f"Préavis de moins de trois mois, qui finirait le {french_day(long)} : vérifiez que le congé "
            "donne un motif d’un mois et sa preuve, ou que le logement est en zone tendue."
        )


def _until(draft: Draft, who: int, day: date) -> None:
    freed = draft.before.freed_on(who)
    if freed is not None and freed <= day:
        draft.bind(who, freed, "depuis le lendemain du courrier présenté ; sa caution de même")
        return
    if pacs_partner_of(draft.before, who, day) is not None:
        draft.bind(who, None, "jusqu’à la publication de la fin du PACS : un départ n’y change rien")
        draft.spawn(_F.MARGINAL_MENTION)
        return
    months, replaced_on = draft.landlord.coholder_solidarity_months, draft.form.replaced_on
    if replaced_on is not None and not _is_replaced(draft, who, day, replaced_on):
        return
    until = solidarity_until(day, replaced_on, months)
    replaced = replaced_on is not None and until == max(replaced_on, day)
    why = "remplacé par un nouveau cotitulaire" if replaced else f"{months} mois après le congé"
    draft.bind(who, until, f"{why} ; sa caution de même")
    draft.spawn(_F.SOLIDARITY_END, due_on=until)
    draft.say("La fin de solidarité suit l’article 8-1 ; son application à ce bail HLM est à vérifier.")


def _is_replaced(draft: Draft, who: int, day: date, on: date) -> bool:
    """Whether somebody who held nothing when the notice came is on the lease on ``on``."""
    before = {one.person_id for one in draft.before.holders_on(draft.form.received_on or day)}
    if any(one.person_id not in {who, *before} for one in draft.before.holders_on(on)):
        return True
    draft.refuse(
        _R.DATE_INCONSISTENT,
        f"Aucun nouveau cotitulaire n’est au bail le {french_day(on)} : enregistrez d’abord son entrée, "
        "ou laissez la date vide.",
    )
    return False


def _replaced_since(draft: Draft, who: int, day: date, on: date) -> None:
    """He has left, and somebody takes his place before his solidarity ends (R3.16)."""
    draft.take_effect(max(on, day), "entrée du nouveau cotitulaire")
    _until(draft, who, day)
    if draft.solidarity and (who, draft.solidarity.until) in draft.before.bound:
        draft.refuse(
            _R.ALREADY_RECORDED, f"Le départ de {draft.name(who)} est déjà enregistré : rien n’est à faire."
        )


def _not_a_holder(draft: Draft, who: int, day: date) -> None:
    ends = [one.until for one in draft.before.holdings if one.person_id == who and one.until]
    if day in ends and draft.form.replaced_on:
        _replaced_since(draft, who, day, draft.form.replaced_on)
    elif ends and min(ends) <= day:
        draft.refuse(
            _R.ALREADY_RECORDED, f"Le départ de {draft.name(who)} est déjà enregistré : rien n’est à faire."
        )
    else:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(who)} ne tient pas ce bail : enregistrez plutôt le départ d’un occupant.",
        )


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
    if draft.before.freed_on(who) is not None:
        draft.refuse(_R.ALREADY_RECORDED, "Cette mesure est déjà enregistrée : rien n’est à faire.")
    until = solidarity_after_violence(day)
    draft.take_effect(until, "lendemain de la première présentation du courrier")
    if not (person and person.confidential):
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
