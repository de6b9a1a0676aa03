"""Fill a text with what concerns one tenant: every variable known and filled, or nothing leaves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import process

from backoffice.errors import Refused
from backoffice.rules.letters.variables import VARIABLES

UNFILLED = "UNFILLED_VARIABLE"
_VARIABLE = re.compile(r"\{([^{}\n]*)\}")
_BREAKS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
_LIKE_ENOUGH = 60


@dataclass(frozen=True)
class Piece:
    """A stretch of a filled text; ``variable`` is the one that it comes from, or empty."""

    text: str
    variable: str = ""


def variables_of(body: str) -> tuple[str, ...]:
    """The names between braces in ``body``, each once, in order.

    Raises ``Refused`` (``UNFILLED_VARIABLE``) for a brace that opens or closes nothing.
    """
    left = _VARIABLE.sub("", body)
    stray = min((left.find(sign) for sign in "{}" if sign in left), default=-1)
    if stray >= 0:
        near = left[max(0, stray - 15) : stray + 15].replace("\n", " ").strip()
        raise Refused(
            f"Une accolade n’a pas sa pareille près de « {near} » : écrivez {{variable}}, ou ôtez-la.",
            code=UNFILLED,
        )
    return tuple(dict.fromkeys(_VARIABLE.findall(body)))


def fill(body: str, values: Mapping[str, str]) -> str:
    """``body`` with each ``{variable}`` replaced by its value, once; nothing else is interpreted.

    Raises ``Refused`` (``UNFILLED_VARIABLE``) for a variable that is unknown, missing or empty, for a stray
    brace, and for a value that would itself be read as a variable.
    """
    return "".join(piece.text for piece in filled_pieces(body, values))


def filled_pieces(body: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """The same, with what comes from which variable kept apart. Raises ``Refused`` as ``fill``."""
    checked = {name: _value(name, values) for name in variables_of(body)}
    pieces, start = [], 0
    for found in _VARIABLE.finditer(body):
        pieces.append(Piece(body[start : found.start()]))
        pieces.append(Piece(checked[found[1]], found[1]))
        start = found.end()
    pieces.append(Piece(body[start:]))
    return tuple(piece for piece in pieces if piece.text)


def nearest(name: str, known: tuple[str, ...] = tuple(VARIABLES)) -> str:
    """The variable that ``name`` was meant for, or an empty text when none is like it."""
    found = process.extract(name.strip().lower(), known, limit=1, score_cutoff=_LIKE_ENOUGH)
    return str(found[0][0]) if found else ""


def _value(name: str, values: Mapping[str, str]) -> str:
    if name not in VARIABLES:
        meant = nearest(name)
        told = f" : vouliez-vous dire {{{meant}}} ?" if meant else " : choisissez-la dans la liste."
        raise Refused(f"La variable {{{name}}} n’existe pas{told}", code=UNFILLED)
    value = values.get(name, "").replace("\r\n", "\n").strip()
    if not value:
        raise Refused(
            f"Rien n’est parti : il manque « {VARIABLES[name].label} » ({{{name}}}) pour ce locataire. "
            "Complétez le dossier, ou ôtez cette variable du texte.",
            code=UNFILLED,
        )
    if "{" in value or "}" in value or _BREAKS.search(value) or not _fits_line(name, value):
        raise Refused(
            f"Rien n’est parti : « {VARIABLES[name].label} » ({{{name}}}) contient un signe interdit "
            "(accolade ou saut de ligne). Corrigez le dossier.",
            code=UNFILLED,
        )
    return value


def _fits_line(name: str, value: str) -> bool:
    return "\n" not in value or VARIABLES[name].several_lines
