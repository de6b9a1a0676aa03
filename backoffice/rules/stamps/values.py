"""What the text of a field means: amounts, days, shares; nothing where it is not written as it should be."""

import base64
import binascii
import re
from datetime import date
from decimal import Decimal

from backoffice.rules.stamps.header import hex_day

_AMOUNT = re.compile(r"-?[0-9]{1,12}")
_SHARES = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,2})?")
_YEARS = range(1990, 2100)
_TAX_NUMBER = re.compile(r"[0-9]{13}")
_HIDDEN = "•"
_SHOWN_DIGITS = 3


def euros(raw: str) -> Decimal | None:
    """Whole euros, below zero for a refund; « 0 » is zero, a blank is nothing."""
    return Decimal(raw) if _AMOUNT.fullmatch(raw) else None


def shares(raw: str) -> Decimal | None:
    """The shares of a household (« parts »), more than none."""
    found = Decimal(raw.replace(",", ".")) if _SHARES.fullmatch(raw) else Decimal(0)
    return found if found > 0 else None


def year(raw: str) -> int | None:
    """A year of income."""
    return int(raw) if re.fullmatch(r"[0-9]{4}", raw) and int(raw) in _YEARS else None


def day(raw: str) -> date | None:
    """A day written DDMMYYYY, known to the day."""
    if not re.fullmatch(r"[0-9]{8}", raw):
        return None
    try:
        return date(int(raw[4:]), int(raw[2:4]), int(raw[:2]))
    except ValueError:
        return None


def tax_number(raw: str) -> str | None:
    """The thirteen digits of a taxpayer, the first zero kept."""
    return raw if _TAX_NUMBER.fullmatch(raw) else None


def masked(number: str) -> str:
    """A tax number of which the last digits alone are shown."""
    return _HIDDEN * (len(number) - _SHOWN_DIGITS) + number[-_SHOWN_DIGITS:]


def address(raw: str) -> str | None:
    """The lines of an address, one under the other; ``None`` when all are blank."""
    lines = [line.strip() for line in raw.split("/")]
    return "\n".join(line for line in lines if line) or None


def person(raw: str) -> str | None:
    """A name as it is written: the order of surname and first name varies from one code to another."""
    return " ".join(raw.replace("/", " ").split()) or None


def shown(kind: str, raw: str) -> str:
    """How a value of ``kind`` is shown to an agent; as it is in the code where it cannot be read."""
    if kind == "date_jjmmaaaa" and (found := day(raw)):
        return f"{found:%d/%m/%Y}"
    if kind == "days_hex" and (counted := hex_day(raw)):
        return f"{counted:%d/%m/%Y}"
    if kind in ("name_slash", "name_list_slash", "address_slash"):
        return ", ".join(part.strip() for part in raw.split("/") if part.strip())
    if kind == "boolean_0_1" and raw in ("0", "1"):
        return "oui" if raw == "1" else "non"
    return _unfolded(raw) if kind == "base32_utf8" else raw.strip()


def _unfolded(raw: str) -> str:
    try:
        return base64.b32decode(raw + "=" * (-len(raw) % 8)).decode("utf-8")
    except (binascii.Error, ValueError):
        return raw
