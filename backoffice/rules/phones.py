"""Telephone numbers and e-mail addresses: one key for search, one way to show them."""

import re

import phonenumbers

_REGION = "FR"
_WRITTEN = re.compile(r"^[+(]?[\d\s./()\-\u00a0\u202f]{2,24}$")


def phone_key(text: str) -> str | None:
    """The E.164 form of a number typed in any notation, or ``None`` if it is not a possible number.

    ``07 56 89 41 00``, ``07/56/89/41/00``, ``+33 (0)7 56…`` and ``0033756894100`` give ``+33756894100``.
    """
    if not _WRITTEN.match(text.strip()):
        return None
    try:
        number = phonenumbers.parse(text.replace("(0)", "").replace("/", " "), _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_prefix(text: str) -> str | None:
    """The start of an E.164 key for a French number still being typed: ``07 56`` → ``+33756``."""
    if not _WRITTEN.match(text.strip()):
        return None
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if text.strip().startswith("+33") or digits.startswith("0033"):
        rest = digits.removeprefix("00").removeprefix("33")
    elif digits.startswith("0"):
        rest = digits[1:]
    else:
        return None
    return f"+33{rest.removeprefix('0')}" if 3 <= len(rest) <= 9 else None


def show_phone(key: str) -> str:
    """``07 56 89 41 00`` for a French key, the international form for the others."""
    number = phonenumbers.parse(key, None)
    national = number.country_code == 33
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, shape)


def mask_phone(key: str) -> str:
    """``07 •• •• •• 00``: enough to recognise it, too little to learn it."""
    shown = show_phone(key)
    return f"{shown[:2]} •• •• •• {shown[-2:]}"


def email_key(text: str) -> str:
    """An e-mail address for comparison: outer spaces gone, lower case."""
    return text.strip().lower()


def mask_email(address: str) -> str:
    """``m•••@mail.fr``: enough to recognise it, too little to learn it."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"
