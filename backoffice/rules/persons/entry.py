"""What may be entered of a person: a birth date as people type it, a relation that needs no proof."""

import re
from datetime import date

from backoffice.errors import Misconfigured, Refused
from backoffice.rules.vocabulary.people import PersonKind, Relation

PROVEN_RELATIONS = frozenset({Relation.SPOUSE, Relation.PACS_PARTNER})
"""Those who go on with the lease by right (R3.18): only the event that proves it says so."""
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


def refuse_unproven(kind: PersonKind, relation: Relation) -> None:
    """A couple is never a mere entry. Raises ``Refused`` (``OUT_OF_SCOPE``)."""
    if kind is PersonKind.OCCUPANT and relation in PROVEN_RELATIONS:
        raise Refused(
            "Un époux ou un partenaire de PACS s’enregistre par un changement de foyer (Ctrl+Maj+Y), "
            "avec sa preuve.",
            code="OUT_OF_SCOPE",
        )
