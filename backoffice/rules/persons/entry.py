"""A birth date as people type it."""

import re
from datetime import date

from backoffice.errors import Misconfigured

_TYPED = re.compile(r"(\d{1,2})[\s./-]*(\d{1,2})[\s./-]*(\d{4})")
_OLDEST = 1880


def birth_day(text: str) -> date | None:
    """``3/5/1961``, ``03051961``, ``1961-05-03``; ``None`` when nothing is typed.

    Raises ``Misconfigured``.
    """
    typed = text.strip()
    if not typed:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
            found = date.fromisoformat(typed)
        else:
            match = _TYPED.fullmatch(typed)
            if match is None:
                raise ValueError(typed)
            found = date(int(match[3]), int(match[2]), int(match[1]))
        if found.year < _OLDEST:
            raise ValueError(typed)
    except ValueError:
        raise Misconfigured(
            f"« {typed} » n’est pas une date de naissance : tapez le jour, le mois et l’année, "
            "par exemple 03/05/1961."
        ) from None
    return found
