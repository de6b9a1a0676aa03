"""What each parameter of a landlord's profile may hold, and our default when the landlord is silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backoffice.errors import Refused
from backoffice.rules.calls.hours import DEFAULT_HOURS, HalfDay, hours_words, read_hours, write_hours
from backoffice.rules.dates import french_month
from backoffice.rules.parameters import desk_values
from backoffice.rules.parameters.checks import (
    Check,
    WrongValue,
    flag,
    maybe,
    number,
    regex,
    table,
    text,
    word,
    words_of,
)
from backoffice.rules.parameters.passwords import LONGEST, OURS, SHORTEST, classes, policies
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace
from backoffice.rules.vocabulary.receipts import PendingAidPolicy
from backoffice.rules.vocabulary.stock import TermMode


class ReferenceStrip(Labelled):
    """What a tenant leaves out of the reference printed (R4.30)."""

    OUTER_SPACES = "OUTER_SPACES", "espaces autour"
    LEADING_ZEROS = "LEADING_ZEROS", "zéros de tête"
    L_PREFIX = "L_PREFIX", "« L/ » de tête"


class SecondIdentifier(Labelled):
    """What the portal asks beside the client reference (R4.31)."""

    PARTY_NUMBER = "PARTY_NUMBER", "numéro de tiers"
    HOLDER_NAMES = "HOLDER_NAMES", "nom et prénom du titulaire principal"
    PERSONAL_DATA = "PERSONAL_DATA", "données personnelles"
    NAMES_AND_BIRTH_DATE = "NAMES_AND_BIRTH_DATE", "nom, prénom et date de naissance"
    SIGNATORY_NAME = "SIGNATORY_NAME", "nom du signataire tel qu’imprimé"


class LoginKind(Labelled):
    """What a tenant signs in with (R4.32)."""

    CLIENT_REF = "CLIENT_REF", "référence client"
    EMAIL = "EMAIL", "adresse électronique"
    EMAIL_OR_CLIENT_REF = "EMAIL_OR_CLIENT_REF", "adresse électronique ou référence client"


class ActivationKind(Labelled):
    """How an account is activated (R4.17)."""

    SMS_CODE = "SMS_CODE", "code à six chiffres par SMS"
    EMAIL_LINK = "EMAIL_LINK", "lien par courriel"
    EMAIL_TWO_LINKS = "EMAIL_TWO_LINKS", "courriel à deux liens, site et application"


class InsuranceField(Labelled):
    """What the portal asks with an insurance certificate (R2.6)."""

    START = "START", "date de début"
    END = "END", "date de fin"
    FILE = "FILE", "fichier"


class SelfService(Labelled):
    """What the portal gives by itself when a receipt is asked (R1.26)."""

    NO = "NO", "non"
    DOWNLOAD = "DOWNLOAD", "téléchargement"
    IF_CLEAR = "IF_CLEAR", "sur demande, si le solde du moment ou du mois dernier est à jour"


class ChangeMode(Labelled):
    """Whether a change made by the tenant waits for staff (R3.40)."""

    DIRECT = "DIRECT", "immédiat"
    VALIDATED = "VALIDATED", "après validation"


class Survey(Labelled):
    """A survey that the portal carries."""

    SLS = "SLS", "SLS"
    OPS = "OPS", "OPS"


@dataclass(frozen=True)
class NoticeHistory:
    """How far back the portal shows notices: a number of months, or all since a month (R1.27)."""

    months: int | None = None
    since: date | None = None


def _functions(value: object) -> dict[PortalFunction, PortalPlace]:
    given = table(value, '{ BALANCE = "WEB" }')
    return {word(PortalFunction)(one): word(PortalPlace)(place) for one, place in given.items()}


def _history(value: object) -> NoticeHistory:
    if isinstance(value, NoticeHistory):
        return value
    if not isinstance(value, Mapping) or len(value) != 1 or not value.keys() <= {"months", "since"}:
        raise WrongValue("{ months = 6 } ou { since = 2023-11-01 } est attendu")
    if "months" in value:
        return NoticeHistory(months=number(1, 120)(value["months"]))
    since = value["since"]
    try:
        return NoticeHistory(since=since if type(since) is date else date.fromisoformat(str(since)))
    except ValueError as error:
        raise WrongValue("une date (2023-11-01) est attendue") from error


def _desk_hours(value: object) -> tuple[HalfDay, ...]:
    try:
        return read_hours(text(value))
    except Refused as error:
        raise WrongValue("des demi-journées (08:30-12:00 13:30-17:00) sont attendues") from error


_HOURS = number(0, 720)

PARAMETERS: Mapping[str, Check] = {
    "client_ref_label": text,
    "client_ref_regex": regex,
    "client_ref_place": maybe(text),
    "strip": words_of(ReferenceStrip),
    "second_identifier": word(SecondIdentifier),
    "login": word(LoginKind),
    "activation": word(ActivationKind),
    "activation_hours": number(1, 720),
    "lock.threshold": maybe(number(1, 100)),
    "lock.recreations": maybe(number(0, 100)),
    "lock.minutes": maybe(number(1, 1440)),
    "contact_retry_hours": _HOURS,
    "password_min": number(SHORTEST, LONGEST),
    "password_classes": classes,
    "password_policies": policies,
    "insurance.max_bytes": number(10_000, 50_000_000),
    "insurance.fields": words_of(InsuranceField),
    "notice_history": _history,
    "receipt_self_service": word(SelfService),
    "sign_convention": word(SignConvention),
    "contact_change": word(ChangeMode),
    "household_change": word(ChangeMode),
    "balance_latency_hours": _HOURS,
    "surveys": words_of(Survey),
    "pending_aid_policy": word(PendingAidPolicy),
    "notice_serves_as_receipt": flag,
    "security_cooldown_hours": _HOURS,
    "due_day": number(1, 28),
    "term_mode": word(TermMode),
    "channels": words_of(PortalPlace),
    "functions": _functions,
    "renewal_months": maybe(number(1, 60)),
    "desk_hours": _desk_hours,
    "code_minutes": number(1, 60),
    "reset_hours": number(1, 72),
    "undo_minutes": number(0, 60),
    "assistance_form": flag,
    "invitation_by_letter": flag,
    "supplier_portal": maybe(text),
    **desk_values.PARAMETERS,
    "terms_asked": flag,
}

DEFAULTS: Mapping[str, object] = {
    "client_ref_label": "N° client",
    "client_ref_regex": r"^\w{1,20}$",
    "client_ref_place": None,
    "strip": [ReferenceStrip.OUTER_SPACES],
    "second_identifier": SecondIdentifier.NAMES_AND_BIRTH_DATE,
    "login": LoginKind.EMAIL,
    "activation": ActivationKind.EMAIL_LINK,
    "activation_hours": 24,
    "lock.threshold": None,
    "lock.recreations": None,
    "lock.minutes": None,
    "contact_retry_hours": 24,
    "password_min": OURS.minimum,
    "password_classes": OURS.classes,
    "password_policies": [OURS],
    "insurance.max_bytes": 10_000_000,
    "insurance.fields": [InsuranceField.START, InsuranceField.END],
    "notice_history": {"months": 12},
    "receipt_self_service": SelfService.NO,
    "sign_convention": SignConvention.AMOUNT_DUE,
    "contact_change": ChangeMode.VALIDATED,
    "household_change": ChangeMode.VALIDATED,
    "balance_latency_hours": 0,
    "surveys": [Survey.SLS, Survey.OPS],
    "pending_aid_policy": PendingAidPolicy.WAIT,
    "notice_serves_as_receipt": False,
    "security_cooldown_hours": 24,
    "due_day": 10,
    "term_mode": TermMode.END,
    "channels": [PortalPlace.WEB],
    "functions": {},
    "renewal_months": None,
    "desk_hours": write_hours(DEFAULT_HOURS),
    "code_minutes": 10,
    "reset_hours": 24,
    "undo_minutes": 10,
    "assistance_form": False,
    "invitation_by_letter": False,
    "supplier_portal": None,
    **desk_values.DEFAULTS,
    "terms_asked": False,
}


def shown_value(value: object) -> str:
    """A parameter's value in French words; empty for no value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, NoticeHistory):
        return f"{value.months} mois" if value.since is None else f"depuis {french_month(value.since)}"
    if isinstance(value, Mapping):
        needed = (_counted(one, count) for one, count in value.items())
        return ", ".join(needed) or "aucune exigée"
    if isinstance(value, tuple) and value and isinstance(value[0], HalfDay):
        return hours_words(value)
    if isinstance(value, tuple):
        return ", ".join(one.label for one in value) or "aucune"
    return str(value)


def _counted(one: Labelled, count: object) -> str:
    if isinstance(count, Labelled):
        return f"{one.label} ({count.label})"
    return one.label if count == 1 else f"{one.label} × {count}"
