"""What may be proposed: a contact, bank details, a title, each in the shape that the database takes."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.changes.iban import iban_key
from backoffice.rules.names import words
from backoffice.rules.phones import email_key, phone_key
from backoffice.rules.vocabulary.changes import ChangeKind, TitleChange
from backoffice.rules.vocabulary.people import ContactChannel

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Proposal:
    """A change ready to be proposed."""

    kind: ChangeKind
    details: dict[str, Any]


def new_contact(value: str, replaces_id: int | None = None) -> Proposal:
    """A mobile or an e-mail address that will receive codes (R3.43).

    Raises ``Refused`` (``WRONG_CONTACT``).
    """
    if _EMAIL.fullmatch(value.strip()):
        channel, key = ContactChannel.EMAIL, email_key(value)
    else:
        channel, key = ContactChannel.MOBILE, phone_key(value) or ""
    if not key:
        raise Refused(
            "Ce contact ne se lit pas : donnez un numéro de portable ou une adresse électronique complète.",
            code="WRONG_CONTACT",
        )
    details: dict[str, Any] = {"channel": channel.value, "value": value.strip(), "value_key": key}
    if replaces_id is not None:
        details["replaces"] = replaces_id
    return Proposal(ChangeKind.SECURITY_CONTACT, details)


def new_bank_details(
    iban: str, holder_name: str, holders: tuple[str, ...], mandate_reference: str | None = None
) -> Proposal:
    """An account in the name of one of ``holders``, or a third party's with his own mandate (R3.54).

    Raises ``Refused`` (``WRONG_IBAN``, ``NOT_HOLDERS_ACCOUNT``).
    """
    number = iban_key(iban)
    if number is None:
        raise Refused("Cet IBAN n’est pas juste : recopiez-le depuis le RIB.", code="WRONG_IBAN")
    if not mandate_reference and not any(_shares_name(holder_name, holder) for holder in holders):
        raise Refused(
            "Ce RIB n’est pas au nom d’un titulaire : demandez le sien, "
            "ou le mandat signé du tiers qui paie pour lui.",
            code="NOT_HOLDERS_ACCOUNT",
        )
    details: dict[str, Any] = {"iban": number, "holder_name": holder_name.strip()}
    if mandate_reference:
        details["mandate_reference"] = mandate_reference.strip()
    return Proposal(ChangeKind.BANK_DETAILS, details)


def _shares_name(on_account: str, surname: str) -> bool:
    """Whether every word of a surname is on the account, whatever the case and the accents (R4.31)."""
    wanted = set(words(surname))
    return bool(wanted) and wanted <= set(words(on_account))


def new_title(lease_id: int, person_id: int, title: TitleChange, since: date) -> Proposal:
    """What a person of the household becomes on a lease from a day on."""
    details = {"lease_id": lease_id, "person_id": person_id, "title": title.value, "from": since.isoformat()}
    return Proposal(ChangeKind.HOUSEHOLD_TITLE, details)
