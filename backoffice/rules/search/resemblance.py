"""Names one slip away from what was typed, the likeliest first; candidates, never a correction (R4.31)."""

from dataclasses import dataclass
from enum import Enum
from math import log2

from rapidfuzz.distance import Indel, Postfix, Prefix

SHORTEST = 3
_LONG = 7
_ROWS = ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN")
_PLACES = {char: (row, rank) for row, chars in enumerate(_ROWS) for rank, char in enumerate(chars)}


class Slip(Enum):
    """What happened to a name on its way to the keyboard, with how unlikely it is."""

    SWAPPED = 0.0
    DOUBLED = 0.1
    DROPPED = 0.2
    NEIGHBOUR = 1.4
    WRONG = 2.0
    ADDED = 2.2
    TWICE = 6.0


@dataclass(frozen=True)
class Near:
    """A known name near the one typed: how far (the less the nearer), and whether it sounds the same."""

    key: str
    far: float
    same_sound: bool


def deletions(key: str) -> tuple[str, ...]:
    """The name and the name with each letter left out: it meets those of any name one slip away."""
    if len(key) < SHORTEST:
        return (key,)
    cut = (key[:place] + key[place + 1 :] for place in range(len(key)))
    return tuple(dict.fromkeys((key, *cut)))


def slip_between(typed: str, name: str) -> Slip | None:
    """The one slip that turns ``name`` into ``typed``; two of them in a long name; ``None`` beyond."""
    start = Prefix.similarity(typed, name)
    end = Postfix.similarity(typed[start:], name[start:])
    said, meant = typed[start : len(typed) - end], name[start : len(name) - end]
    if (len(said), len(meant)) == (0, 1):
        return Slip.DROPPED
    if (len(said), len(meant)) == (1, 0):
        return (
            Slip.DOUBLED if said in (typed[start - 1 : start], typed[start + 1 : start + 2]) else Slip.ADDED
        )
    if (len(said), len(meant)) == (1, 1):
        return Slip.NEIGHBOUR if _touching(said, meant) else Slip.WRONG
    if len(said) == len(meant) == 2 and said == meant[::-1]:
        return Slip.SWAPPED
    return Slip.TWICE if _twice(typed, name) else None


def _twice(typed: str, name: str) -> bool:
    # The deletion keys meet: the same name once a letter is left out of each.
    as_long = len(typed) == len(name) >= _LONG
    return as_long and Indel.distance(typed, name, score_cutoff=2) <= 2


def near_names(typed: str, sound: str, known: dict[str, tuple[str, int]]) -> tuple[Near, ...]:
    """Of ``known`` names (their sound, how many bear them, bounded), those near ``typed``, nearest first."""
    found = []
    for key, (its_sound, bearers) in known.items():
        if key == typed:
            continue
        slip, same = slip_between(typed, key), its_sound == sound
        if slip is None and not (same and len(key) >= SHORTEST):
            continue
        far = 1.2 if slip is None else min(slip.value, 1.2) if same else slip.value
        far += 0.0 if key[:1] == typed[:1] else 0.6
        far -= 0.35 * log2(1 + bearers) + (0.6 if same else 0.0)
        found.append(Near(key, far, same))
    return tuple(sorted(found, key=lambda one: (one.far, one.key)))


def _touching(one: str, other: str) -> bool:
    if one not in _PLACES or other not in _PLACES:
        return False
    (row, rank), (other_row, other_rank) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(rank - other_rank) <= 1
