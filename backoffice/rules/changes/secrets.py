"""Account numbers where none belongs: in a free field, however they are written."""

import re

from backoffice.rules.changes.iban import iban_key

_START = re.compile(r"(?=([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}))")
_CARD = re.compile(r"(?=([0-9]{13,19}))")


def hides_account(text: str) -> bool:
    """Whether an account number or a long number of digits is in ``text``, spaced or not."""
    compact = re.sub(r"[^0-9A-Z]", "", text.upper())
    if _CARD.search(compact):
        return True
    return any(
        iban_key(found[:length]) is not None
        for found in _START.findall(compact)
        for length in range(15, len(found) + 1)
    )
