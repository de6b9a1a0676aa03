"""Couples: marriage, PACS, a new partner (R3.10–R3.12)."""

from datetime import date, timedelta

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.household.draft import Draft
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.household.operations import AddLiving, EndLiving
from backoffice.rules.household.steps.ties import pacs_partner_of, spouse_of
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind

_R, _T, _F = HouseholdRejection, HolderTitle, FollowUpKind
_REVIEWS = (_F.REVIEW_SLS, _F.REVIEW_OPS, _F.REVIEW_RLS, _F.TELL_FAMILY_FUND)
ONE_YEAR = 12


def marriage(draft: Draft) -> None:
    """Both hold the lease by law from the marriage, even if the spouse never signed (R3.10)."""
    day, couple = draft.day(), _couple(draft)
    if day is None or couple is None:
        return
    holder, spouse = couple
    on = draft.within_lease(day)
    draft.take_effect(on, "date du mariage" if on == day else "début du bail, le mariage est plus ancien")
    held = draft.before.holding(spouse, on)
    if held and (held.title is _T.SPOUSE_BY_LAW or _is_already(draft, spouse, Relation.SPOUSE, on)):
        _already(draft, f"{draft.name(spouse)} est déjà enregistré comme conjoint cotitulaire.")
        return
    _refuse_another(draft, holder, spouse, spouse_of(draft.before, holder, on))
    if held is None:
        draft.hold_until_next(spouse, _T.SPOUSE_BY_LAW, on)
        draft.say(
            f"{draft.name(spouse)} devient cotitulaire de plein droit, même sans avoir signé le bail ; "
            "il ne peut plus être ôté sans divorce ni décès."
        )
    _lives_as(draft, spouse, _relation(draft, holder, on, Relation.SPOUSE), on)
    draft.bind(spouse, None, "dettes du ménage, tant que dure le mariage")
    draft.spawn(_F.AMENDMENT, *_REVIEWS)


def pacs(draft: Draft) -> None:
    """Co-holders only when both ask; the landlord cannot refuse it, and both answer for the rent (R3.11)."""
    day, couple = draft.day(), _couple(draft)
    if day is None or couple is None:
        return
    holder, partner = couple
    form = draft.form
    on = draft.within_lease(day)
    why = "date du PACS" if on == day else "début du bail, le PACS est plus ancien"
    held = draft.before.holding(partner, draft.today)
    known = _is_already(draft, partner, Relation.PACS_PARTNER, on)
    if known and (held is not None or not form.co_title):
        _already(draft, f"Le PACS de {draft.name(partner)} est déjà enregistré.")
        return
    _refuse_another(draft, holder, partner, spouse_of(draft.before, holder, on))
    _refuse_another(draft, holder, partner, pacs_partner_of(draft.before, holder, on))
    draft.pacs_declared_on = day
    draft.bind(partner, None, "dettes de la vie courante, tant que dure le PACS")
    if form.co_title:
        on, why = _joint_request(draft, partner, day, on)
    elif held is None:
        draft.say(
            f"Sans demande commune, {draft.name(holder)} reste titulaire ; {draft.name(partner)} est "
            "occupant, et répond pourtant des loyers avec lui."
        )
    draft.take_effect(on, why)
    since = draft.within_lease(day)
    _lives_as(draft, partner, _relation(draft, holder, since, Relation.PACS_PARTNER), since)
    draft.spawn(*_REVIEWS)


def _joint_request(draft: Draft, partner: int, day: date, on: date) -> tuple[date, str]:
    form = draft.form
    if not form.signed_by_all:
        draft.refuse(
            _R.NOT_SIGNED_BY_ALL,
            "La demande de cotitularité n’est signée que d’un des deux : demandez les deux signatures.",
        )
    if form.requested_on is None:
        draft.lacks("Donnez le jour où la demande commune a été reçue.")
        return on, "demande commune"
    if form.requested_on < day or form.requested_on > draft.today:
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"La demande commune du {french_day(form.requested_on)} ne peut ni précéder le PACS ni être "
            "à venir : vérifiez les dates.",
        )
    on = max(on, form.requested_on)
    draft.co_title_requested_on = form.requested_on
    if draft.before.holding(partner, on) is None:
        draft.hold(partner, HolderTitle.CO_HOLDER, on)
    draft.say("Les deux le demandent : le bailleur ne peut pas refuser la cotitularité.")
    draft.spawn(FollowUpKind.AMENDMENT)
    return on, "demande commune des partenaires"


def new_partner(draft: Draft) -> None:
    """Nobody new holds the lease by law; a co-holder is added where the landlord admits it (R3.12)."""
    day, couple = draft.day(), _couple(draft)
    if day is None or couple is None:
        return
    holder, partner = couple
    on = draft.within_lease(day)
    draft.take_effect(on, "date d’arrivée" if on == day else "début du bail")
    held = draft.before.holding(partner, on)
    known = _is_already(draft, partner, Relation.KNOWN_PARTNER, on)
    if known and (held is not None or not draft.form.co_title):
        _already(draft, f"{draft.name(partner)} est déjà au dossier comme concubin.")
        return
    _lives_as(draft, partner, _relation(draft, holder, on, Relation.KNOWN_PARTNER), on)
    if draft.form.co_title:
        _admitted(draft, partner)
    else:
        draft.say(
            f"{draft.name(partner)} est occupant : il n’a aucun droit sur le bail et ne répond pas du loyer."
        )
    draft.spawn(*_REVIEWS)


def _admitted(draft: Draft, partner: int) -> None:
    if not draft.landlord.co_title_on_request:
        draft.refuse(
            _R.OUT_OF_SCOPE,
            f"{draft.landlord.identity.name} n’ajoute pas de concubin au bail : enregistrez un occupant.",
        )
        return
    since = draft.form.lived_since
    if since is None:
        draft.lacks("Donnez le jour depuis lequel il vit dans le logement.")
    elif add_months(since, ONE_YEAR) > draft.today:
        draft.refuse(
            _R.ONE_YEAR_NOT_PROVEN,
            f"Il ne vit là que depuis le {french_day(since)} : un an est demandé, enregistrez un occupant.",
        )
    if not draft.form.signed_by_all:
        draft.refuse(
            _R.NOT_SIGNED_BY_ALL, "Tous les titulaires et le concubin signent la demande : complétez-la."
        )
    draft.ask_manager("admettre ce cotitulaire, selon la règle du bailleur.")
    draft.hold(partner, HolderTitle.CO_HOLDER, draft.today)
    draft.take_effect(draft.today, "décision du bailleur ; la cotitularité naît de l’avenant")
    draft.bind(partner, None, "il signe l’avenant")
    draft.spawn(FollowUpKind.AMENDMENT)


def _relation(draft: Draft, holder: int, on: date, relation: Relation) -> Relation:
    """What he is to the *main* holder: a co-holder's partner is another occupant."""
    return relation if holder == draft.before.main_holder(on) else Relation.OTHER_OCCUPANT


def _couple(draft: Draft) -> tuple[int, int] | None:
    """The holder and who joins him; of two holders, the main one first: stays name their tie to him."""
    holder, other = draft.holder(), draft.subject()
    if holder is None or other is None:
        return None
    if holder == other:
        draft.refuse(_R.OUT_OF_SCOPE, "Il faut deux personnes : choisissez l’autre.")
        return None
    day = max(draft.form.event_on or draft.today, draft.before.lease_from)
    return (other, holder) if other == draft.before.main_holder(day) else (holder, other)


def _refuse_another(draft: Draft, holder: int, wanted: int, other: int | None) -> None:
    """Nobody is married or bound by a PACS to two persons."""
    if other is not None and other != wanted:
        draft.refuse(
            _R.DATE_INCONSISTENT,
            f"Le dossier dit encore {draft.name(holder)} en couple avec {draft.name(other)} : enregistrez "
            "d’abord le divorce, la fin du PACS ou le décès.",
        )


def _lives_as(draft: Draft, who: int, relation: Relation, on: date) -> None:
    """What he is from ``on``, stays that were written later included: else the file forgets it with them."""
    draft.live(who, relation, on)
    for row in draft.before.livings:
        since = row.since + timedelta(days=1)
        later = row.person_id == who and row.since > on and row.relation not in (relation, Relation.HOLDER)
        if later and (row.until is None or row.until > since):
            draft.operations.append(EndLiving(row.id, since))
            draft.operations.append(AddLiving(who, relation, since, row.until))


def _is_already(draft: Draft, who: int, relation: Relation, on: date) -> bool:
    """Whether his stay says so; a word changed on the very day that a stay began holds from the next one."""
    days = (on, on + timedelta(days=1))
    return any(one.relation is relation for day in days for one in [draft.before.living(who, day)] if one)


def _already(draft: Draft, sentence: str) -> None:
    draft.refuse(_R.ALREADY_RECORDED, f"{sentence} Rien n’est à faire : dites-le au locataire.")
