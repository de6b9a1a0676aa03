"""Account numbers, right or not (R3.53); the database makes the masked one that screens show."""

import re
from string import ascii_uppercase

# Length by country, for the countries of the SEPA area.
_LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22,
    "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "VA": 22,
}  # fmt: skip
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+")
_VALUES = {letter: str(value) for value, letter in enumerate(ascii_uppercase, 10)}


def iban_key(text: str) -> str | None:
    """The IBAN without spaces, in capitals; ``None`` when its length or its check digits are wrong."""
    number = "".join(text.split()).upper()
    if not _SHAPE.fullmatch(number) or len(number) != _LENGTHS.get(number[:2]):
        return None
    digits = "".join(_VALUES.get(letter, letter) for letter in number[4:] + number[:4])
    return number if int(digits) % 97 == 1 else None
