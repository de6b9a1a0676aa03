"""An account number read in full: its bank, its country, how a screen shows it (R3.53)."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from backoffice.rules.changes.iban import iban_key

if TYPE_CHECKING:
    from schwifty import IBAN


@dataclass(frozen=True)
class Account:
    """A right account number; never written anywhere but where the database keeps it."""

    number: str
    country: str
    bic: str | None
    """``None`` when the registry of banks does not know it: it is optional."""
    bank: str | None

    @property
    def masked(self) -> str:
        """``FR76 •••• •••• 1234``."""
        return masked(self.number)

    def __repr__(self) -> str:
        return f"Account({self.masked})"


def masked(number: str) -> str:
    """What screens show of an account number."""
    return f"{number[:4]} •••• •••• {number[-4:]}"


def read_account(text: str) -> Account | None:
    """The account, or ``None`` when length, check digits or the national key are wrong, or out of SEPA."""
    number = iban_key(text)
    if number is None:
        return None
    iban = _parsed(number)
    if iban is None or not iban.in_sepa_zone:
        return None
    bic = iban.bic
    names = bic.bank_names if bic is not None else []
    return Account(number, number[:2], str(bic) if bic is not None else None, names[0] if names else None)


@cache
def _library() -> "type[IBAN]":
    # A second of reading registries, paid by whoever first reads an account.
    from schwifty import IBAN  # noqa: PLC0415

    return IBAN


def _parsed(number: str) -> "IBAN | None":
    from schwifty.exceptions import SchwiftyException  # noqa: PLC0415

    try:
        return _library()(number, validate_bban=number.startswith("FR"))
    except SchwiftyException:
        return None
