"""How many slips of the keyboard separate two short texts."""

from rapidfuzz.distance import OSA


def slips(one: str, other: str) -> int:
    """Letters wrong, dropped, added, or two neighbours swapped, each counted once (optimal alignment)."""
    return OSA.distance(one, other)


def within(one: str, other: str, allowed: int) -> bool:
    """Whether at most ``allowed`` slips separate them; beyond, they are not counted."""
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed
