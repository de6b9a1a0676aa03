"""A holder dies, or leaves for good and at once (R3.18, R3.19)."""

from datetime import date, timedelta

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.operations import EndLease, SetDeceased, StopDebits, StopEDelivery
from backoffice.rules.household.steps.succession import first_heir, succeed
from backoffice.rules.household.transfer import judge_claims, stay_sentence
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _F = HouseholdRejection, FollowUpKind
_REVIEWS = (_F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS)


def death(draft: Draft) -> None:
    """The spouse and co-holders go on; others may ask; without anybody the lease ends by law (R3.18)."""
    day, who = draft.day(), draft.subject()
    if day is None or who is None or not draft.belongs(who):
        return
    draft.refuse_outside_lease(day)
    person = draft.before.person(who)
    known = person.deceased_on if person else None
    held = draft.before.holding(who, day)
    pending = known is not None and held is not None
    if known is not None and not (pending and (draft.form.transfer_to or draft.form.no_claimant)):
        draft.refuse(
            _R.ALREADY_RECORDED, f"Le décès de {draft.name(who)} est déjà enregistré : rien n’est à faire."
        )
        return
    if known is not None and known != day:
        draft.refuse(
            _R.DATE_INCONSISTENT, f"Le décès est enregistré au {french_day(known)} : reprenez cette date."
        )
        return
    draft.take_effect(day, "date du décès")
    if known is None:
        _protect(draft, who, day)
    if held is None:
        draft.leave(who, day)
        draft.say(f"{draft.name(who)} ne tenait pas le bail : les titres ne changent pas.")
        draft.spawn(*_REVIEWS)
        return
    draft.spawn(*_REVIEWS)
    _who_goes_on(draft, who, day)


def _protect(draft: Draft, who: int, day: date) -> None:
    """What is done at once, whoever holds the lease afterwards."""
    draft.operations.append(SetDeceased(who, day))
    draft.say(
        f"Aucun courrier n’est plus adressé à {draft.name(who)} ; le solde du dossier reste ce qu’il est."
    )
    person = draft.before.person(who)
    if person and person.has_account:
        draft.say("Son compte en ligne est fermé.")
    if draft.before.holding(who, day) is None:
        return
    if draft.before.has_debit:
        draft.operations.append(StopDebits())
        draft.say("Les prélèvements sont arrêtés : un nouveau mandat est à demander.")
        draft.spawn(_F.NEW_MANDATE)
    if draft.before.has_e_delivery:
        draft.operations.append(StopEDelivery())
        draft.say("Les envois électroniques s’arrêtent.")


def _who_goes_on(draft: Draft, who: int, day: date) -> None:
    heir = first_heir(draft, who, day)
    asked = [one for one in draft.before.living_on(day) if one.person_id in draft.before.co_title_asked]
    if heir is not None:
        draft.say(f"{draft.name(heir)} continue le bail de plein droit, et peut y renoncer.")
        _goes_on(draft, heir, who, day)
    elif asked and asked[0].person_id != who:
        draft.say(f"{draft.name(asked[0].person_id)} avait demandé la cotitularité : le bail lui revient.")
        draft.ask_manager("constater que la demande commune avait bien été faite avant le décès.")
        _goes_on(draft, asked[0].person_id, who, day)
    elif draft.form.no_claimant and not draft.form.claims:
        _ends(draft, day)
    else:
        _claimed(draft, who, day)


def _goes_on(draft: Draft, heir: int, who: int, day: date) -> None:
    succeed(draft, heir, who, day)
    draft.leave(who, day)
    draft.spawn(_F.AMENDMENT)


def _ends(draft: Draft, day: date) -> None:
    draft.ask_manager("constater que personne ne peut reprendre le bail.")
    draft.operations.append(EndLease(day + timedelta(days=1)))
    draft.say(f"Personne ne peut reprendre le bail : il a pris fin par la loi le {french_day(day)}.")


def _claimed(draft: Draft, who: int, day: date) -> None:
    """On request: a manager decides, a judge when several ask; until then the title waits."""
    results = judge_claims(draft.form.claims, draft.before, day)
    for one in results:
        if draft.before.person(one.claim.person_id) is None:
            draft.refuse(_R.OUT_OF_SCOPE, "Qui demande le bail n’est pas de ce foyer : vérifiez la personne.")
            return
        if not one.stay_proven:
            draft.refuse(_R.ONE_YEAR_NOT_PROVEN, stay_sentence(one, draft.name(one.claim.person_id)))
        for question in one.questions:
            draft.ask_manager(question)
    if draft.form.transfer_to is not None and draft.form.transfer_to not in [
        one.claim.person_id for one in results
    ]:
        draft.lacks("Dites à quel titre cette personne demande le bail.")
    elif draft.form.transfer_to is not None and len(results) > 1:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Plusieurs personnes demandent le bail : le juge tranche. Enregistrez sans transfert.",
        )
    elif draft.form.transfer_to is not None:
        draft.ask_manager("accorder le transfert du bail.")
        _goes_on(draft, draft.form.transfer_to, who, day)
    else:
        draft.leave(who, day)
        draft.spawn(_F.TRANSFER_CHECK)
        draft.say(
            f"Le titre reste au nom de {draft.name(who)} tant que le responsable n’a pas décidé du transfert."
        )


def abandonment(draft: Draft) -> None:
    """The holder left for good: the lease goes to who may claim it, a manager decides (R3.19)."""
    draft.needs_manager = True
    day, who = draft.day(), draft.subject()
    if day is None or who is None:
        return
    draft.refuse_outside_lease(day)
    if draft.before.holding(who, day) is None:
        ended = any(one.person_id == who and one.until for one in draft.before.holdings)
        code = _R.ALREADY_RECORDED if ended else _R.NOT_A_HOLDER
        draft.refuse(
            code, f"{draft.name(who)} ne tient pas ce bail le {french_day(day)} : vérifiez la personne."
        )
        return
    draft.take_effect(day, "départ définitif")
    if first_heir(draft, who, day) is not None:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Un autre titulaire reste : sans congé, celui qui est parti répond encore du loyer. "
            "Attendez son congé, ou le divorce.",
        )
        return
    if not draft.form.claims:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Personne ne demande le bail : la reprise d’un logement abandonné passe par le juge.",
        )
        return
    draft.spawn(_F.TRANSFER_CHECK, *_REVIEWS)
    _claimed(draft, who, day)
