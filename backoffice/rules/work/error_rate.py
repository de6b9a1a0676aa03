"""How often a second person disagrees, and how sure that figure is."""

from dataclasses import dataclass
from math import sqrt

_NINETY_FIVE = 1.959964
FEW = 10
"""Under so many looks no rate is shown: it would say nothing, or say it of one person."""


@dataclass(frozen=True)
class ErrorRate:
    """``wrong`` of ``looked``; shares between 0 and 1, ``None`` when there are too few looks."""

    looked: int
    wrong: int
    rate: float | None
    low: float | None
    high: float | None

    @property
    def words(self) -> str:
        """« 4,0 % (de 1,1 à 13,5 %) », or that it is too early to say."""
        if self.rate is None or self.low is None or self.high is None:
            return f"trop peu de relectures ({self.looked})"
        return f"{_percent(self.rate)} % (de {_percent(self.low)} à {_percent(self.high)} %)"


def error_rate(looked: int, wrong: int) -> ErrorRate:
    """The rate with its interval at 95 % (Wilson), right even when nothing wrong was found."""
    if not 0 <= wrong <= looked:
        raise ValueError(f"{wrong} wrong of {looked}")
    if looked < FEW:
        return ErrorRate(looked, wrong, None, None, None)
    share, squared = wrong / looked, _NINETY_FIVE**2
    middle = (share + squared / (2 * looked)) / (1 + squared / looked)
    half = (
        _NINETY_FIVE * sqrt(share * (1 - share) / looked + squared / (4 * looked**2)) / (1 + squared / looked)
    )
    return ErrorRate(looked, wrong, share, max(0.0, middle - half), min(1.0, middle + half))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",")
