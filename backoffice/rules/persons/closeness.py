"""How many slips of the keyboard separate two short texts."""


def slips(one: str, other: str) -> int:
    """Letters wrong, dropped, added, or two neighbours swapped, each counted once (optimal alignment)."""
    two_before: list[int] = []
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            fewest = min(before[column] + 1, current[-1] + 1, before[column - 1] + (letter != opposite))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite
            if swapped:
                fewest = min(fewest, two_before[column - 2] + 1)
            current.append(fewest)
        two_before, before = before, current
    return before[-1]


def within(one: str, other: str, allowed: int) -> bool:
    """Whether at most ``allowed`` slips separate them; lengths that differ more are not compared."""
    return abs(len(one) - len(other)) <= allowed and slips(one, other) <= allowed
