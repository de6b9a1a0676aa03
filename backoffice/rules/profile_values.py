"""What each parameter of a landlord's profile may hold, and our default when the landlord is silent."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from backoffice.errors import Refused
from backoffice.rules.calls.hours import DEFAULT_HOURS, HalfDay, hours_words, read_hours, write_hours
from backoffice.rules.dates import french_month
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace
from backoffice.rules.vocabulary.receipts import PendingAidPolicy
from backoffice.rules.vocabulary.stock import TermMode

Word = TypeVar("Word", bound=Labelled)


class WrongValue(Exception):
    """A value that its parameter does not allow; the text is the reason, in French."""


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


class PasswordClass(Labelled):
    """A class of characters that a password must hold."""

    UPPER = "UPPER", "majuscule"
    LOWER = "LOWER", "minuscule"
    DIGIT = "DIGIT", "chiffre"
    SPECIAL = "SPECIAL", "caractère spécial"


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


Check = Callable[[object], object]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WrongValue("un texte est attendu")
    return value


def _regex(value: object) -> str:
    pattern = _text(value)
    try:
        re.compile(pattern)
    except re.error as error:
        raise WrongValue(f"l’expression régulière est fautive (caractère {(error.pos or 0) + 1})") from error
    return pattern


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("true ou false est attendu")
    return value


def _number(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongValue("un nombre entier est attendu")
        if not low <= value <= high:
            raise WrongValue(f"un nombre entier de {low} à {high} est attendu, pas {value}")
        return value

    return check


def _maybe(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _word(words: type[Word]) -> Callable[[object], Word]:
    def check(value: object) -> Word:
        if isinstance(value, str) and value in words.__members__.values():
            return words(value)
        listed = ", ".join(word.value for word in words)
        raise WrongValue(f"un mot de la liste {listed} est attendu")

    return check


def _words(words: type[Word]) -> Callable[[object], tuple[Word, ...]]:
    def check(value: object) -> tuple[Word, ...]:
        if not isinstance(value, list | tuple):
            raise WrongValue("une liste est attendue")
        found = tuple(_word(words)(item) for item in value)
        if len(set(found)) != len(found):
            raise WrongValue("un mot y est écrit deux fois")
        return found

    return check


def _classes(value: object) -> dict[PasswordClass, int]:
    if not isinstance(value, Mapping):
        raise WrongValue("une table { DIGIT = 2, SPECIAL = 1 } est attendue")
    return {_word(PasswordClass)(word): _number(1, 9)(count) for word, count in value.items()}


def _functions(value: object) -> dict[PortalFunction, PortalPlace]:
    if not isinstance(value, Mapping):
        raise WrongValue('une table { BALANCE = "WEB" } est attendue')
    return {_word(PortalFunction)(one): _word(PortalPlace)(place) for one, place in value.items()}


def _history(value: object) -> NoticeHistory:
    if isinstance(value, NoticeHistory):
        return value
    if not isinstance(value, Mapping) or len(value) != 1 or not value.keys() <= {"months", "since"}:
        raise WrongValue("{ months = 6 } ou { since = 2023-11-01 } est attendu")
    if "months" in value:
        return NoticeHistory(months=_number(1, 120)(value["months"]))
    since = value["since"]
    try:
        return NoticeHistory(since=since if type(since) is date else date.fromisoformat(str(since)))
    except ValueError as error:
        raise WrongValue("une date (2023-11-01) est attendue") from error


def _desk_hours(value: object) -> tuple[HalfDay, ...]:
    try:
        return read_hours(_text(value))
    except Refused as error:
        raise WrongValue("des demi-journées (08:30-12:00 13:30-17:00) sont attendues") from error


_HOURS = _number(0, 720)

PARAMETERS: Mapping[str, Check] = {
    "client_ref_label": _text,
    "client_ref_regex": _regex,
    "client_ref_place": _maybe(_text),
    "strip": _words(ReferenceStrip),
    "second_identifier": _word(SecondIdentifier),
    "login": _word(LoginKind),
    "activation": _word(ActivationKind),
    "activation_hours": _number(1, 720),
    "lock.threshold": _maybe(_number(1, 100)),
    "lock.recreations": _maybe(_number(0, 100)),
    "lock.minutes": _maybe(_number(1, 1440)),
    "contact_retry_hours": _HOURS,
    "password_min": _number(4, 64),
    "password_classes": _classes,
    "insurance.max_bytes": _number(10_000, 50_000_000),
    "insurance.fields": _words(InsuranceField),
    "notice_history": _history,
    "receipt_self_service": _word(SelfService),
    "sign_convention": _word(SignConvention),
    "contact_change": _word(ChangeMode),
    "household_change": _word(ChangeMode),
    "balance_latency_hours": _HOURS,
    "surveys": _words(Survey),
    "pending_aid_policy": _word(PendingAidPolicy),
    "notice_serves_as_receipt": _flag,
    "security_cooldown_hours": _HOURS,
    "due_day": _number(1, 28),
    "term_mode": _word(TermMode),
    "channels": _words(PortalPlace),
    "functions": _functions,
    "renewal_months": _maybe(_number(1, 60)),
    "desk_hours": _desk_hours,
    "code_minutes": _number(1, 60),
    "reset_hours": _number(1, 72),
    "undo_minutes": _number(0, 60),
    "assistance_form": _flag,
    "invitation_by_letter": _flag,
    "supplier_portal": _maybe(_text),
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
    "password_min": 12,
    "password_classes": dict.fromkeys(PasswordClass, 1),
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
        needed = (_counted(word, count) for word, count in value.items())
        return ", ".join(needed) or "aucune exigée"
    if isinstance(value, tuple) and value and isinstance(value[0], HalfDay):
        return hours_words(value)
    if isinstance(value, tuple):
        return ", ".join(word.label for word in value) or "aucune"
    return str(value)


def _counted(word: Labelled, count: object) -> str:
    if isinstance(count, Labelled):
        return f"{word.label} ({count.label})"
    return word.label if count == 1 else f"{word.label} × {count}"
