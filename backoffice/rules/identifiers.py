"""Numbers as papers print them and as people type them (R4.30)."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s.\-_]+")
_LEADING = re.compile(r"^(?:0*L/?(?=\d))?0*(?=\w)")


def normalise(number: str) -> str:
    """The canonical form of any printed number: client, tiers, contract, order (R4.30).

    Spaces, dots and dashes go, letters become capitals, full-width digits plain ones, the ``L/``
    of La Rochelle and leading zeros go; a contract's suffix (``994/0``) stays.
    """
    plain = unicodedata.normalize("NFKC", number)
    return _LEADING.sub("", _SEPARATORS.sub("", plain).upper())
