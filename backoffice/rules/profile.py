"""A landlord's profile: who it is, and the parameters that its portal's guide states or leaves silent."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from backoffice.errors import Refused
from backoffice.rules.calls.hours import HalfDay, write_hours
from backoffice.rules.parameters.checks import WrongValue
from backoffice.rules.parameters.passwords import PasswordClass, PasswordPolicy
from backoffice.rules.phones import phone_key
from backoffice.rules.profile_values import (
    DEFAULTS,
    PARAMETERS,
    ActivationKind,
    ChangeMode,
    InsuranceField,
    LoginKind,
    NoticeHistory,
    ReferenceStrip,
    SecondIdentifier,
    SelfService,
    Survey,
    shown_value,
)
from backoffice.rules.vocabulary.ledger import SignConvention
from backoffice.rules.vocabulary.portal import PortalFunction, PortalPlace
from backoffice.rules.vocabulary.receipts import PendingAidPolicy
from backoffice.rules.vocabulary.stock import TermMode

NOT_STATED = "non renseigné"
DEFAULT_SOURCE = "valeur par défaut du produit"
_GROUPS = ("lock", "insurance", "attachment", "letter")
_OPTIONAL = frozenset({"siren", "email"})
_FORMS = {
    "code": (re.compile(r"[a-z][a-z0-9]*"), "des minuscules sans accent et des chiffres sont attendus"),
    "postal_code": (re.compile(r"\d{5}"), "cinq chiffres sont attendus"),
    "siren": (re.compile(r"\d{3} ?\d{3} ?\d{3}"), "neuf chiffres sont attendus"),
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "une adresse électronique est attendue"),
}


@dataclass(frozen=True)
class LandlordIdentity:
    """Who the landlord is, as printed on its documents."""

    code: str
    name: str
    legal_form: str
    street: str
    postal_code: str
    town: str
    phone: str
    siren: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where a parameter's value comes from; ``stated`` is false for a default of ours."""

    stated: bool
    source: str


@dataclass(frozen=True)
class LandlordProfile:
    """A landlord and every parameter in force; ``origins`` tells what it stated itself."""

    identity: LandlordIdentity
    valid_from: date
    origins: Mapping[str, Origin]
    client_ref_label: str
    client_ref_regex: str
    client_ref_place: str | None
    """Where the tenant reads his reference."""
    strip: tuple[ReferenceStrip, ...]
    second_identifier: SecondIdentifier
    login: LoginKind
    activation: ActivationKind
    activation_hours: int
    lock_threshold: int | None
    lock_recreations: int | None
    lock_minutes: int | None
    contact_retry_hours: int
    password_min: int
    password_classes: Mapping[PasswordClass, int]
    password_policies: tuple[PasswordPolicy, ...]
    """What each screen asks; a guide that contradicts itself is kept as it is."""
    insurance_max_bytes: int
    insurance_fields: tuple[InsuranceField, ...]
    notice_history: NoticeHistory
    receipt_self_service: SelfService
    sign_convention: SignConvention
    contact_change: ChangeMode
    household_change: ChangeMode
    balance_latency_hours: int
    surveys: tuple[Survey, ...]
    pending_aid_policy: PendingAidPolicy
    notice_serves_as_receipt: bool
    security_cooldown_hours: int
    due_day: int
    term_mode: TermMode
    channels: tuple[PortalPlace, ...]
    functions: Mapping[PortalFunction, PortalPlace]
    """Where each function is; one that is absent from it is « non renseigné »."""
    renewal_months: int | None
    """Every how many months the portal has the account made again; we do not follow it (R4.6)."""
    desk_hours: tuple[HalfDay, ...]
    """When the landlord's desk answers, Monday to Friday: call-backs are due within (R7.9)."""
    code_minutes: int
    """How long a code by SMS works (R4.18)."""
    reset_hours: int
    """How long a link to a new password works (R4.18)."""
    undo_minutes: int
    """How long an act of staff can be taken back: its messages leave later."""
    assistance_form: bool
    """Whether the portal has a form for who cannot register (R4.12)."""
    invitation_by_letter: bool
    """Whether one may register with a letter of the landlord."""
    supplier_portal: str | None
    """Another portal, of a supplier, whose passwords are not ours."""
    attachment_max_bytes: int
    attachment_max_pages: int
    attachment_max_megapixels: int
    insurance_request_before_days: int
    insurance_answer_days: int
    insurance_formal_notice_days: int
    insurance_surcharge_percent: int
    insurance_period_warning_months: int
    second_look_every: int | None
    """One decision in so many is looked at by a second person; ``None`` for never."""
    debit_days: str
    debit_cutoff_day: int
    regul_autodebit_limit: int | None
    """Euros above which a charge regularisation is not debited unless asked (R3.56)."""
    co_title_on_request: bool
    """Whether a partner may be added to the lease on request (R3.12)."""
    survey_asks_employer: bool
    """Whether a survey needs the name of the employer: without it, it is not kept (R3.33)."""
    coholder_solidarity_months: int
    letter_colour: str
    letter_footer: str | None
    terms_asked: bool
    """Whether the portal has its terms accepted when an account is made."""

    def is_stated(self, key: str) -> bool:
        """Whether the landlord itself stated ``key`` (``lock.minutes``)."""
        return self.origins[key].stated

    def value(self, key: str) -> object:
        """The value of ``key`` (``lock.minutes``) as the tables and files write it."""
        return plain(getattr(self, field_name(key)))

    def shown(self, key: str) -> str:
        """The value of ``key`` in French words; « non renseigné » when the landlord is silent."""
        value = shown_value(getattr(self, field_name(key)))
        if self.is_stated(key):
            return value
        return NOT_STATED if not value else f"{NOT_STATED} (par défaut : {value})"


def field_name(key: str) -> str:
    """The attribute of ``LandlordProfile`` that holds ``key``: ``lock.minutes`` → ``lock_minutes``."""
    return key.replace(".", "_")


def plain(value: object) -> object:
    """``value`` in the types that JSON knows."""
    if isinstance(value, NoticeHistory):
        return {key: item for key, item in asdict(value).items() if item is not None} | (
            {"since": value.since.isoformat()} if value.since else {}
        )
    if isinstance(value, tuple) and value and isinstance(value[0], HalfDay):
        return write_hours(value)
    return json.loads(json.dumps(value, default=PasswordPolicy.plain))


def read_profile(text: str, origin: str) -> LandlordProfile:
    """The profile written as TOML in ``text``; ``origin`` names the file in a refusal.

    Raises ``Refused`` with the file, the key and the reason, or the line of a broken file.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        where = f"ligne {place[1]}" if place else "dernière ligne"
        raise Refused(
            f"Le profil « {origin} » est refusé : {where}, l’écriture TOML est fautive ; corrigez-la.",
            code="PROFILE_REFUSED",
        ) from error
    return parse_profile(raw, origin)


def parse_profile(raw: Mapping[str, object], origin: str) -> LandlordProfile:
    """The profile that ``raw`` describes (``valid_from``, ``[identity]``, ``[parameters]``).

    A parameter that is absent takes our default and is not stated. Raises ``Refused`` with the
    file, the key and the reason for anything unknown, missing or out of range.
    """
    reader = _Reader(origin)
    reader.only(raw, ("valid_from", "identity", "parameters"), "")
    start = reader.present(raw, "valid_from")
    if type(start) is not date:
        raise reader.refusal("valid_from", "une date (2024-01-31) est attendue")
    identity = reader.identity(reader.table(raw, "identity"))
    stated = reader.parameters(reader.table(raw, "parameters"))
    return build_profile(identity, start, stated, origin)


def build_profile(
    identity: LandlordIdentity,
    valid_from: date,
    given: Mapping[str, tuple[object, Origin]],
    origin: str,
) -> LandlordProfile:
    """The profile made of ``given`` values (key → value and origin) and of defaults for the other keys.

    Raises ``Refused`` with ``origin``, the key and the reason when a value is wrong.
    """
    values: dict[str, object] = {}
    origins: dict[str, Origin] = {}
    for key, check in PARAMETERS.items():
        value, whence = given.get(key, (DEFAULTS[key], Origin(stated=False, source=DEFAULT_SOURCE)))
        try:
            values[field_name(key)] = check(value)
        except WrongValue as wrong:
            raise _Reader(origin).refusal(f"parameters.{key}", str(wrong)) from wrong
        origins[key] = whence
    return LandlordProfile(identity=identity, valid_from=valid_from, origins=origins, **values)  # type: ignore[arg-type]  # each checked just above


@dataclass(frozen=True)
class _Reader:
    """Reads one file, and says what is wrong with it."""

    origin: str

    def refusal(self, key: str, reason: str) -> Refused:
        return Refused(
            f"Le profil « {self.origin} » est refusé : clé « {key} », {reason}.", code="PROFILE_REFUSED"
        )

    def only(self, raw: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
        for key in raw:
            if key not in known:
                raise self.refusal(prefix + key, "elle n’existe pas ; ôtez-la ou corrigez son nom")

    def present(self, raw: Mapping[str, object], key: str, prefix: str = "") -> object:
        if key not in raw:
            raise self.refusal(prefix + key, "elle manque ; ajoutez-la")
        return raw[key]

    def table(self, raw: Mapping[str, object], key: str, prefix: str = "") -> Mapping[str, object]:
        found = self.present(raw, key, prefix)
        if not isinstance(found, Mapping):
            raise self.refusal(prefix + key, "une table est attendue")
        return found

    def text(self, raw: Mapping[str, object], key: str, prefix: str) -> str:
        found = self.present(raw, key, prefix)
        if not isinstance(found, str) or not found.strip():
            raise self.refusal(prefix + key, "un texte est attendu")
        return found

    def identity(self, raw: Mapping[str, object]) -> LandlordIdentity:
        known = tuple(one.name for one in fields(LandlordIdentity))
        self.only(raw, known, "identity.")
        values: dict[str, str] = {}
        for key in known:
            if key in _OPTIONAL and key not in raw:
                continue
            value = self.text(raw, key, "identity.")
            if key in _FORMS and not _FORMS[key][0].fullmatch(value):
                raise self.refusal(f"identity.{key}", _FORMS[key][1])
            values[key] = value
        if phone_key(values["phone"]) is None:
            raise self.refusal("identity.phone", "un numéro de téléphone est attendu")
        if "siren" in values:
            values["siren"] = values["siren"].replace(" ", "")
        return LandlordIdentity(**values)

    def parameters(self, raw: Mapping[str, object]) -> dict[str, tuple[object, Origin]]:
        found: dict[str, tuple[object, Origin]] = {}
        for key in raw:
            if key not in _GROUPS:
                found[key] = self.stated(raw, key, "parameters.")
                continue
            group = self.table(raw, key, "parameters.")
            for inner in group:
                found[f"{key}.{inner}"] = self.stated(group, inner, f"parameters.{key}.")
        self.only(found, tuple(PARAMETERS), "parameters.")
        return found

    def stated(self, raw: Mapping[str, object], key: str, prefix: str) -> tuple[object, Origin]:
        entry = raw[key]
        if not isinstance(entry, Mapping):
            reason = "une table { value = …, source = … } est attendue"
            raise self.refusal(prefix + key, reason)
        inner = f"{prefix}{key}."
        self.only(entry, ("value", "source"), inner)
        source = self.text(entry, "source", inner)
        return self.present(entry, "value", inner), Origin(stated=True, source=source)
