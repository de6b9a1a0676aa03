"""First names by the decade of birth, the most given first, as French registers count them."""

from random import Random

from bench.population.lists import read_list

_ORDINARY = 0.86
_SECOND = 0.12


class FirstNames:
    """Draws first names that suit a year of birth."""

    def __init__(self) -> None:
        # Under 0: given in every decade, in the families of the whole world.
        self._given = {
            woman: {int(line.split()[0]): line.split()[1:] for line in read_list(name)}
            for woman, name in ((True, "women"), (False, "men"))
        }

    def draw(self, chance: Random, year: int, *, woman: bool) -> str:
        """One first name, now and then two, for somebody born in ``year``."""
        name = self._one(chance, year, woman=woman)
        if chance.random() < _SECOND:
            other = self._one(chance, year - 30, woman=woman)
            return name if other == name else f"{name} {other}"
        return name

    def _one(self, chance: Random, year: int, *, woman: bool) -> str:
        if chance.random() > _ORDINARY:
            return chance.choice(self._given[woman][0])
        names = self._given[woman][min(2020, max(1930, year // 10 * 10))]
        # The square: the first of the list are borne by many.
        return names[int(len(names) * chance.random() ** 2)]
