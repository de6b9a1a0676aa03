"""The ways to read the words of a name: stuck together, apart, without particles, with initials."""

from dataclasses import dataclass
from itertools import pairwise

from backoffice.rules.names import PARTICLES, name_ways

MOST_WAYS = 10
_SAINTS = {"ST": "SAINT", "STE": "SAINTE", "SAINT": "ST", "SAINTE": "STE"}
_VOWELS = frozenset("AEIOUY")
# Behind the same name read as it was typed: a particle left out, then an initial left out.
_WITHOUT_PARTICLE, _WITHOUT_INITIAL = 6, 12


@dataclass(frozen=True)
class Way:
    """Words that must all be names of one person, letters that begin his first names.

    The less ``behind``, the better.
    """

    words: tuple[str, ...]
    initials: tuple[str, ...] = ()
    behind: int = 0


def read_ways(typed: tuple[str, ...]) -> tuple[Way, ...]:
    """The ways to read folded words, best first: what was typed, then what it may stand for."""
    found = [*_with_initials(typed), *map(Way, name_ways(typed)), *_stuck(typed)]
    found += [Way(_saints(way.words), way.initials, way.behind) for way in tuple(found)]
    plain = tuple(word for word in typed if word not in PARTICLES)
    if plain and len("".join(plain)) > 2:
        found.append(Way(plain, behind=_WITHOUT_PARTICLE))
    best: dict[tuple[tuple[str, ...], tuple[str, ...]], Way] = {}
    for way in found:
        best.setdefault((way.words, way.initials), way)
    return tuple(best.values())[:MOST_WAYS]


def _with_initials(typed: tuple[str, ...]) -> list[Way]:
    """``J DUPONT``, ``DUPONT JP``: letters that begin the first names, then the name alone."""
    letters = tuple(word for word in typed if len(word) == 1)
    pairs = tuple(word for word in typed if len(word) == 2 and not _VOWELS & set(word))
    rest = tuple(word for word in typed if word not in letters and word not in pairs)
    if not rest or not (letters or pairs) or len("".join(rest)) < 3:
        return []
    initials = letters + tuple(letter for pair in pairs for letter in pair)
    whole = tuple(word for word in typed if word not in letters)
    return [
        *([Way(typed)] if pairs and not letters else []),
        *([Way(whole, letters)] if letters else []),
        Way(rest, initials),
        Way(rest, behind=_WITHOUT_INITIAL),
    ]


def _stuck(typed: tuple[str, ...]) -> list[Way]:
    """Two neighbours typed apart are one name: ``EL AMRANI YOUSSEF``, ``ABDEL KADER MOHAMED``."""
    if len(typed) < 3:
        return []
    return [
        Way((*typed[:place], one + other, *typed[place + 2 :]))
        for place, (one, other) in enumerate(pairwise(typed))
    ]


def _saints(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_saint(word) for word in words)


def _saint(word: str) -> str:
    if word in _SAINTS:
        return _SAINTS[word]
    if word.startswith("SAINT") and len(word) > 8:
        return f"ST{word[5:]}"
    if word.startswith("ST") and len(word) > 5 and word[2] not in _VOWELS and word[2] not in "RH":
        return f"SAINT{word[2:]}"
    return word
