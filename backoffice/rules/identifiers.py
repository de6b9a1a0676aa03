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


_SUFFIX = re.compile(r"^\D{0,3}(\d+)\s*[\s\-._,\\|:/]\s*(\d)$")
_MISREAD_L = re.compile(r"^\W*L\W+0*(\d{4,})", re.IGNORECASE)


def normalised_ways(number: str) -> tuple[str, ...]:
    """The canonical forms that a number typed may stand for, as typed first (R4.30).

    ``994-0``, ``994 0`` and ``994.0`` may be the contract ``994/0``; ``L[2013936`` is a misread ``L/``.
    """
    bare = number.strip().strip("#*()[]\"'.,;:")
    ways = [normalise(bare)]
    suffixed, misread = _SUFFIX.match(bare), _MISREAD_L.match(bare)
    if suffixed:
        ways.append(normalise(f"{suffixed[1]}/{suffixed[2]}"))
    if misread:
        ways.append(normalise(misread[1]))
    return tuple(dict.fromkeys(way for way in ways if way))
