"""A hundred thousand distinct surnames: the common ones of France first, then names made alike."""

from random import Random

from backoffice.rules.names import fold
from bench.population.lists import read_list

# The common ones of France roughly from the most borne down, regional and foreign names among them.
COMMON = read_list("surnames")
_STARTS, _ENDS = read_list("starts"), read_list("ends")
# Some names have no middle.
_MIDDLES = ["", "", "", *read_list("middles")]
# A dot stands for the space that parts a particle from the name.
_PARTICLES = [particle.replace("·", " ") for particle in read_list("particles")]
_VOWELS = "aeiouyéèêâîôûœ"


def surnames(count: int) -> list[str]:
    """``count`` surnames, distinct once folded, the most borne first; always the same ones."""
    chance = Random("surnames of the bench")
    found: dict[str, str] = {}
    for name in COMMON:
        found.setdefault(fold(name), name)
        if len(found) == count:
            break
    made = list(found.values())
    while len(found) < count:
        name = _made(chance, made)
        key = fold(name)
        if key not in found:
            found[key] = name
            made.append(name)
    return made


def _made(chance: Random, known: list[str]) -> str:
    kind = chance.random()
    if kind < 0.07:
        link = "-" if chance.random() < 0.7 else " "
        return f"{_simple(chance, known)}{link}{_simple(chance, known)}"
    name = chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)
    if kind < 0.15:
        particle = chance.choice(_PARTICLES)
        if particle in ("D’", "L’") and name[0].lower() not in _VOWELS:
            particle = "De "
        return particle + name
    return name


def _simple(chance: Random, known: list[str]) -> str:
    """A known name in one word: the half of a double one."""
    while True:
        name = known[int(len(known) * chance.random() ** 3)]
        if name.isalpha():
            return name
