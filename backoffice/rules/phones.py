"""Telephone numbers and e-mail addresses: one key for search, one way to show them."""

import re
import unicodedata

import phonenumbers

_REGION = "FR"
_NOISE = re.compile(r"\(\s*0\s*\)|[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# What people put between the digits: spaces of every kind, dots, slashes, dashes, commas, bars, underscores.
_BETWEEN = re.compile(r"[\s./\\(){}\[\],;:_|·•*’'\-\u2010-\u2015\u2212]+")
_WRITTEN = re.compile(r"^\+?\d{2,20}$")
_TAIL = re.compile(
    r"\s*(?:(?:poste|ext|p)\b\.?\s*\d{1,5}|[(\[]?\s*(?:mobile|portable|fixe|domicile|travail|bureau)\s*[)\]]?)$",
    re.I,
)
_AS_ZERO = str.maketrans({"O": "0", "o": "0"})
# Overseas numbers have a national form like any other and a country code of their own.
_OVERSEAS = {
    "262": "262", "263": "262", "692": "262", "693": "262", "269": "262", "639": "262",
    "590": "590", "690": "590", "691": "590",
    "594": "594", "694": "594", "596": "596", "696": "596", "697": "596", "508": "508",
}  # fmt: skip
# The country codes of one and two figures; all others have three, and none begins another.
_SHORT_CODE = re.compile(r"\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])")
OVERSEAS_CODES = frozenset(_OVERSEAS.values())
_NATIONAL = 10
_SHORTEST, _LONGEST = 3, 9


def phone_key(text: str) -> str | None:
    """The E.164 form of a number typed in any notation, or ``None`` if it is not a possible number.

    ``07 56 89 41 00``, ``07/56/89/41/00``, ``+33 (0)7 56…`` and ``0033756894100`` give ``+33756894100``;
    ``0262 12 34 56`` gives ``+262262123456``.
    """
    written = _written(text)
    return _key(written) if written else None


def phone_keys(text: str) -> tuple[str, ...]:
    """Every key under which a typed number may be kept: its own, then those of older or looser readings.

    Overseas numbers were once kept under +33; one whose zero or plus sign was lost is tried with it.
    """
    written = _written(text)
    if not written:
        return ()
    found = [_key(written)]
    digits = written.lstrip("+")
    if digits.startswith("0") and len(digits) == _NATIONAL:
        found.append(f"+33{digits[1:]}")
    elif digits.startswith("262262") or digits[:3] in _OVERSEAS.values():
        found.append(f"+33{digits[3:]}")
    if written == digits and not digits.startswith("0"):
        found += [_key(f"+{digits}")] if digits.startswith(("33", *_OVERSEAS.values())) else []
        found += [_key(f"0{digits}")] if len(digits) == _NATIONAL - 1 and digits[0] in "1234567" else []
    return tuple(dict.fromkeys(key for key in found if key))


def phone_prefix(text: str) -> str | None:
    """The start of an E.164 key for a number still being typed: ``07 56`` → ``+33756``."""
    written = _written(text)
    if not written:
        return None
    digits = written.lstrip("+")
    if digits.startswith("00"):
        # Eight digits that begin with zeros are a client number sooner than a country.
        if not digits.startswith("0033") and len(digits) <= _NATIONAL:
            return None
        written, digits = f"+{digits[2:]}", digits[2:]
    if written.startswith("+33"):
        rest = digits[2:].removeprefix("0")
    elif written.startswith("+"):
        return f"+{digits}" if _SHORTEST + 2 <= len(digits) <= _LONGEST + 2 else None
    elif digits.startswith("0"):
        rest = digits[1:]
    else:
        return None
    if not _SHORTEST <= len(rest) <= _LONGEST:
        return None
    return f"+{_OVERSEAS[rest[:3]]}{rest}" if rest[:3] in _OVERSEAS else f"+33{rest}"


def _written(text: str) -> str | None:
    """The digits typed, after a plus sign if there is one; ``None`` if anything else was typed."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).strip()
    plain = _TAIL.sub("", plain)
    plain = re.sub(r"\A\W*\+", "+", plain)
    bare = _BETWEEN.sub("", plain)
    if sum(char.isdigit() for char in bare) >= 6 and re.fullmatch(r"\+?[\dOo]+", bare):
        bare = bare.translate(_AS_ZERO)
    bare = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in bare)
    return bare if _WRITTEN.match(bare) else None


def _key(written: str) -> str | None:
    digits = written.lstrip("+")
    if digits.startswith("00"):
        written = f"+{digits[2:]}"
    elif (
        written == digits and digits.startswith("0") and digits[1:4] in _OVERSEAS and len(digits) == _NATIONAL
    ):
        written = f"+{_OVERSEAS[digits[1:4]]}{digits[1:]}"
    written = re.sub(r"^\+330(?=\d{9}$)", "+33", written)
    try:
        number = phonenumbers.parse(written, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(key: str) -> str:
    """``07 56 89 41 00`` for a French key, the international form for the others."""
    number = phonenumbers.parse(key, None)
    national = number.country_code == 33
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, shape)


def is_landline(key: str) -> bool:
    """Whether an E.164 number can only be a fixed telephone: no message reaches it."""
    return phonenumbers.number_type(phonenumbers.parse(key, None)) == phonenumbers.PhoneNumberType.FIXED_LINE


def mask_phone(key: str) -> str:
    """``07 •• •• •• 00``, ``+262 •• •• •• 47`` from elsewhere: as ``proof_masked`` of the database."""
    if key.startswith("+33"):
        start = f"0{key[3:4]}"
    else:
        short = _SHORT_CODE.match(key)
        start = short[0] if short else key[:4]
    return f"{start} •• •• •• {key[-2:]}"


def email_key(text: str) -> str:
    """An e-mail address for comparison: outer spaces gone, lower case."""
    return text.strip().lower()


def mask_email(address: str) -> str:
    """``m•••@mail.fr``: enough to recognise it, too little to learn it."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"
