"""What the portal checks in a form: screen first, then number, names, birth date, account (R4.30, R4.31)."""

import re
from dataclasses import dataclass

from backoffice.demo.portal.files import File, Individual
from backoffice.demo.portal.screens import Registration
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import fold
from backoffice.rules.parameters.passwords import PasswordClass
from backoffice.rules.portal.typed import form_of
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import ReferenceStrip, SecondIdentifier
from backoffice.rules.vocabulary.portal import FailedCheck, TypedForm

_PATTERNS = {
    PasswordClass.UPPER: "[A-ZÀ-ÖØ-Þ]",
    PasswordClass.LOWER: "[a-zß-öø-ÿ]",
    PasswordClass.DIGIT: "[0-9]",
    PasswordClass.SPECIAL: r"[^\w\s]|_",
}
_ASKS_NAMES = frozenset(SecondIdentifier) - {SecondIdentifier.PARTY_NUMBER}
_ASKS_FIRST_NAMES = _ASKS_NAMES - {SecondIdentifier.SIGNATORY_NAME}
_ASKS_BIRTH_DATE = frozenset({SecondIdentifier.PERSONAL_DATA, SecondIdentifier.NAMES_AND_BIRTH_DATE})


@dataclass(frozen=True)
class Failure:
    """The first check that failed, with the form of the number when a number is checked."""

    check: FailedCheck
    typed: TypedForm | None = None

    def facts(self) -> dict[str, object]:
        """As an event tells it."""
        return {"failed": self.check.value, "typed": self.typed.value if self.typed else None}


def number_form(typed: str, file: File, profile: LandlordProfile) -> TypedForm:
    """The form of what was typed in place of the client number."""
    return form_of(typed, profile, file.other_numbers)


def is_number(typed: str, file: File, profile: LandlordProfile) -> bool:
    """Whether the portal takes ``typed`` for the number of this client: its form counts as well."""
    told = typed.strip() if ReferenceStrip.OUTER_SPACES in profile.strip else typed
    same = normalise(told) == file.number_key
    return same and number_form(told, file, profile) is TypedForm.AS_EXPECTED


def password_failure(profile: LandlordProfile, password: str, again: str | None) -> Failure | None:
    """What is wrong with a new password, by the landlord's rule; the screen may say it, it tells nothing."""
    counted = {kind: len(re.findall(_PATTERNS[kind], password)) for kind in profile.password_classes}
    missing = any(counted[kind] < least for kind, least in profile.password_classes.items())
    if missing or len(password) < profile.password_min:
        return Failure(FailedCheck.PASSWORD_RULE)
    if again is not None and again != password:
        return Failure(FailedCheck.PASSWORD_DIFFERS)
    return None


def screen_failure(profile: LandlordProfile, form: Registration, *, by_sms: bool) -> Failure | None:
    """What the screen itself refuses; with a code by SMS, the e-mail and the password are not asked yet."""
    if not form.captcha:
        return Failure(FailedCheck.CAPTCHA)
    if not form.terms:
        return Failure(FailedCheck.TERMS)
    if by_sms:
        return None
    if form.email_again is not None and form.email_again != form.email:
        return Failure(FailedCheck.EMAIL_DIFFERS)
    return password_failure(profile, form.password, form.password_again)


def identity_failure(profile: LandlordProfile, file: File, form: Registration) -> Failure | None:
    """The first identifier that does not agree with the file."""
    if not file.is_tenant or not is_number(form.number, file, profile):
        return Failure(FailedCheck.NUMBER, number_form(form.number, file, profile))
    asked = profile.second_identifier
    if asked is SecondIdentifier.PARTY_NUMBER:
        return _party_failure(profile, file, form)
    if not _is_named(file.main, form, first_names=asked in _ASKS_FIRST_NAMES):
        others = (one for one in file.household if not one.is_holder)
        outsider = any(_is_named(one, form, first_names=True) for one in others)
        return Failure(FailedCheck.NOT_HOLDER if outsider else FailedCheck.NAME)
    if asked in _ASKS_BIRTH_DATE and form.birth_date != file.main.birth_date:
        return Failure(FailedCheck.BIRTH_DATE)
    return None


def _party_failure(profile: LandlordProfile, file: File, form: Registration) -> Failure | None:
    if normalise(form.party) == file.main.party_key:
        return None
    others = (file.lease_keys | {file.number_key}) - {file.main.party_key}
    return Failure(FailedCheck.PARTY_NUMBER, form_of(form.party, profile, others))


def _is_named(person: Individual, form: Registration, *, first_names: bool) -> bool:
    """Without accents, case, hyphens (R4.31); one of the first names is enough."""
    surnames = {fold(name) for name in (person.birth_name, person.usage_name) if name}
    if fold(form.surname) not in surnames:
        return False
    known = {fold(person.first_names), *map(fold, re.split(r"[\s,]+", person.first_names))}
    return not first_names or fold(form.first_names) in known


def as_wanted(file: File, profile: LandlordProfile) -> str:
    """The number that the portal takes: as printed, less what the guide says to leave out."""
    ways = (file.number, file.number_key, file.number.lstrip("0"), file.number.removeprefix("L/"))
    return next((one for one in ways if is_number(one, file, profile)), file.number)
