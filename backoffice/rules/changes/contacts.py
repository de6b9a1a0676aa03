"""Changes of contacts: proposed until confirmed, of use after the cooling-off, then hidden (R3.40–R3.45)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backoffice.rules.changes.outcome import ChangeOutcome, Objection
from backoffice.rules.dates import french_instant
from backoffice.rules.household.outcome import LineChange
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import ChangeMode
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace
from backoffice.rules.vocabulary.validation.changes import ContactEvent


class ContactMode(Labelled):
    """Who changes a contact at a landlord's (R3.40)."""

    DIRECT = "DIRECT", "Par le locataire, une fois confirmé"
    VALIDATED = "VALIDATED", "Par le locataire, après validation"
    AGENT_ONLY = "AGENT_ONLY", "Par un agent"


@dataclass(frozen=True)
class ContactOnFile:
    """A contact, with its period and the end of its cooling-off."""

    id: int
    value_key: str
    usable_from: datetime
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class ContactFile:
    """What stands when a change of contact is judged."""

    now: datetime
    before: str
    after: str
    mode: ContactMode
    cooldown_hours: int
    confirmed_at: datetime | None = None
    blocked_at: datetime | None = None
    already_there: bool = False
    is_last: bool = False
    """Whether it is the last contact that codes may go to."""
    suspended: bool = False
    by_me: bool = False


def contact_mode(profile: LandlordProfile) -> ContactMode:
    """How contacts change there: a portal that has no such page leaves it to agents (R3.40)."""
    if profile.functions.get(PortalFunction.CONTACTS) is PortalPlace.NONE:
        return ContactMode.AGENT_ONLY
    return ContactMode.DIRECT if profile.contact_change is ChangeMode.DIRECT else ContactMode.VALIDATED


def usable_from(entered_at: datetime, cooldown_hours: int) -> datetime:
    """First instant when a contact entered then receives a code or counts as evidence (R4.24)."""
    return entered_at + timedelta(hours=max(1, cooldown_hours))


def may_receive_code(contact: ContactOnFile, now: datetime, today: date) -> bool:
    """Whether a code may be sent there now (R4.24)."""
    ended = contact.valid_to is not None and contact.valid_to <= today
    return not ended and contact.usable_from <= now


def told_of(contacts: Iterable[ContactOnFile], new_id: int | None, today: date) -> tuple[int, ...]:
    """Every contact on file but the new one is told, the one being replaced too (R3.44, R4.25)."""
    return tuple(
        one.id for one in contacts if one.id != new_id and (one.valid_to is None or one.valid_to > today)
    )


def is_shown(contact: ContactOnFile, today: date) -> bool:
    """A contact replaced is hidden once its last security message is over (R3.44)."""
    return contact.valid_to is None or contact.valid_to > today


def judge_contact(event: ContactEvent, file: ContactFile) -> ChangeOutcome:
    """What accepting would do, or why it may not be accepted."""
    sentences = []
    if event in (ContactEvent.NEW_EMAIL, ContactEvent.NEW_MOBILE):
        until = french_instant(usable_from(file.now, file.cooldown_hours))
        sentences.append(f"Aucun code n’ira au nouveau contact avant le {until} ; l’ancien sert jusque-là.")
        sentences.append("Tous les anciens contacts sont prévenus : le locataire peut s’opposer.")
    elif event is ContactEvent.REMOVE_CONTACT:
        sentences.append("Le contact reçoit un dernier message de sécurité, puis n’est plus montré.")
    else:
        sentences.append("L’adresse du logement reste celle des quittances : seul l’envoi change.")
    if file.mode is ContactMode.DIRECT:
        sentences.append(
            "Chez ce bailleur, la confirmation du locataire suffit : rien d’autre n’est à vérifier."
        )
    what = {
        ContactEvent.NEW_EMAIL: "Adresse électronique",
        ContactEvent.NEW_MOBILE: "Portable",
        ContactEvent.REMOVE_CONTACT: "Contact",
        ContactEvent.BILLING_ADDRESS: "Adresse de facturation",
    }[event]
    return ChangeOutcome(
        lines=(LineChange(what, file.before, file.after),),
        objections=tuple(_objections(event, file)),
        sentences=tuple(sentences),
        effective_on=None,
    )


def _objections(event: ContactEvent, file: ContactFile) -> list[Objection]:
    found = []
    if file.blocked_at is not None:
        found.append(
            Objection("OBJECTED", "Le locataire s’est opposé depuis un ancien contact : refusez la demande.")
        )
    if event in (ContactEvent.NEW_EMAIL, ContactEvent.NEW_MOBILE) and file.confirmed_at is None:
        found.append(
            Objection(
                "NOT_CONFIRMED",
                "Le nouveau contact n’a pas confirmé par le code reçu : attendez-le, ou refusez la demande.",
            )
        )
    if file.already_there:
        found.append(Objection("ALREADY_RECORDED", "Ce contact est déjà au dossier : refusez la demande."))
    if file.is_last:
        found.append(
            Objection("LAST_CONTACT", "C’est le dernier contact du dossier : demandez-en un autre d’abord.")
        )
    if file.suspended:
        found.append(
            Objection(
                "FRAUD_SUSPENSION", "Le compte en ligne est suspendu pour fraude : attendez un responsable."
            )
        )
    if file.by_me:
        found.append(
            Objection("SECOND_PERSON", "Vous avez saisi cette demande : une autre personne doit la décider.")
        )
    return found
