"""A holder dies, or leaves for good and at once (R3.18, R3.19)."""

from datetime import date, timedelta

from backoffice.rules.dates import french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.operations import EndLease, SetDeceased, StopDebits, StopEDelivery
from backoffice.rules.household.steps.succession import first_heir, heirs, occupant_spouse, succeed
from backoffice.rules.household.transfer import judge_claims, stay_sentence
from backoffice.rules.vocabulary.people import Relation
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
    if known is not None and not _is_followed(draft, who, day):
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
    if held is None and known is not None:
        _renounced_since(draft, who, day)
        return
    if held is None:
        draft.leave(who, day)
        draft.say(f"{draft.name(who)} ne tenait pas le bail : les titres ne changent pas.")
        draft.spawn(*_REVIEWS)
        return
    draft.spawn(*_REVIEWS)
    _who_goes_on(draft, who, day)


def _is_followed(draft: Draft, who: int, day: date) -> bool:
    """Whether a death on record has a sequel: a transfer, the end of the lease, a renunciation."""
    form = draft.form
    if draft.before.holding(who, day) is not None:
        return bool(form.transfer_to or form.no_claimant or form.renounced_by)
    held = any(one.person_id == who and one.until == day for one in draft.before.holdings)
    return held and form.renounced_by is not None


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
    entitled, renounced = heirs(draft, who, day), draft.form.renounced_by
    if renounced is not None and renounced not in entitled:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(renounced)} ne reprend pas ce bail de plein droit : il n’y renonce pas, "
            "enregistrez le décès sans renonciation.",
        )
        return
    if renounced is not None:
        _renounces(draft, renounced)
        title = draft.before.holding(renounced, day)
        if title is not None:
            draft.end_title(title, day)
    _next_one(draft, [one for one in entitled if one != renounced], (who, day))


def _renounced_since(draft: Draft, who: int, day: date) -> None:
    """Whoever went on after a death on record gives the lease up: a title begun is never emptied."""
    heir = draft.form.renounced_by
    title = draft.before.holding(heir, draft.today) if heir is not None else None
    if heir is None or title is None or title.since < day:
        draft.refuse(
            _R.NOT_A_HOLDER,
            f"{draft.name(heir or who)} n’a pas repris le bail à ce décès : "
            "un cotitulaire qui part donne congé.",
        )
        return
    on = title.since + timedelta(days=1)
    _renounces(draft, heir)
    draft.spawn(*_REVIEWS)
    _next_one(draft, list(heirs(draft, heir, on)), (heir, on))


def _renounces(draft: Draft, heir: int) -> None:
    if draft.form.transfer_to == heir:
        draft.refuse(_R.OUT_OF_SCOPE, "La même personne renonce au bail et le reprend : choisissez.")
    draft.ask_manager(f"constater que {draft.name(heir)} renonce au bail, par écrit.")
    draft.say(f"{draft.name(heir)} renonce au bail ; s’il quitte le logement, enregistrez aussi son départ.")


def _next_one(draft: Draft, entitled: list[int], place: tuple[int, date]) -> None:
    """The first who goes on by right; else who asks; ``place`` is whose title is free, and from when."""
    leaver, on = place
    heir = entitled[0] if entitled else None
    if heir is not None and draft.form.no_claimant:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            f"{draft.name(heir)} vit là et continue le bail de plein droit : il ne prend pas fin. "
            "S’il y renonce, dites-le.",
        )
    elif heir is not None:
        if draft.before.holding(heir, on) is None and heir in draft.before.co_title_asked:
            draft.say(f"{draft.name(heir)} avait demandé la cotitularité : le bail lui revient.")
            draft.ask_manager("constater que la demande commune avait bien été faite avant le décès.")
        else:
            draft.say(f"{draft.name(heir)} continue le bail de plein droit, et peut y renoncer.")
        if draft.before.holding(heir, on) is None and heir not in draft.before.co_title_asked:
            draft.say("Son mariage n’est connu que par l’occupation : vérifiez-le au livret de famille.")
        if draft.form.claims and [one.person_id for one in draft.form.claims] != [heir]:
            draft.say("Aucun transfert n’est à étudier : les autres demandes sont sans objet.")
        _goes_on(draft, heir, leaver, on)
    elif draft.form.no_claimant and not draft.form.claims:
        # Whoever gave it up held it to that day: the lease ends with it.
        _ends(draft, on - timedelta(days=1) if leaver == draft.form.renounced_by else on)
    else:
        _claimed(draft, leaver, on)


def _goes_on(draft: Draft, heir: int, who: int, on: date) -> None:
    succeed(draft, heir, who, on, draft.form.renounced_by)
    if draft.form.renounced_by != who:
        draft.leave(who, on)
    elif draft.before.living(who, on) is not None:
        draft.live(who, Relation.OTHER_OCCUPANT, on)
    draft.spawn(_F.AMENDMENT)


def _ends(draft: Draft, last: date) -> None:
    draft.ask_manager("constater que personne ne peut reprendre le bail.")
    draft.operations.append(EndLease(last + timedelta(days=1)))
    draft.say(f"Personne ne peut reprendre le bail : il a pris fin par la loi le {french_day(last)}.")


def _claimed(draft: Draft, who: int, day: date) -> None:
    """On request: a manager decides, a judge when several ask; until then the title waits."""
    results = judge_claims(draft.form.claims, draft.before, draft.effective_on or day)
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
    elif draft.form.renounced_by == who:
        draft.lacks("Dites à qui le bail est transféré, ou que personne ne peut le reprendre.")
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
    spouse = occupant_spouse(draft, who, day)
    if spouse is not None:
        draft.ask_manager("constater le départ définitif du titulaire.")
        draft.say(f"{draft.name(spouse)} est son conjoint au dossier et continue le bail de plein droit.")
        draft.spawn(*_REVIEWS)
        _goes_on(draft, spouse, who, day)
        return
    if not draft.form.claims:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            "Personne ne demande le bail : la reprise d’un logement abandonné passe par le juge.",
        )
        return
    draft.spawn(_F.TRANSFER_CHECK, *_REVIEWS)
    _claimed(draft, who, day)
