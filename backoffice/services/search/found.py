"""What a search has found so far: persons and customers, each with its best reason."""

from dataclasses import dataclass, field

from backoffice.services.search.results import Quality

# A rank is a quality, then what tells equals apart: who is named on the notice, who shares the lease
# (one more), who lives there (fifty more); numbers before names, names before places.
TIER = 1000
TIERS = {quality: TIER * place for place, quality in enumerate(Quality)}
FORMER_CONTACT, BORN, NAMED, LIVES, LIVED = 5, 50, 100, 300, 400
MOST_PERSONS = 100
_QUALITIES = tuple(Quality)


@dataclass(frozen=True)
class Hit:
    """Why somebody was found: the less the ``rank``, the better; ``evidence`` is the value that answered."""

    rank: int
    matched: str
    evidence: str
    former: bool = False


@dataclass
class Found:
    """Persons and customers by their ids, each with its best reason; ``cut`` when there were more."""

    persons: dict[int, Hit] = field(default_factory=dict)
    customers: dict[int, Hit] = field(default_factory=dict)
    cut: bool = False

    def person(self, person_id: int, hit: Hit) -> None:
        """Keep the best reason for a person."""
        _keep(self.persons, person_id, hit)

    def customer(self, customer_id: int, hit: Hit) -> None:
        """Keep the best reason for a customer."""
        _keep(self.customers, customer_id, hit)

    def best_persons(self) -> list[tuple[int, Hit]]:
        """The persons worth finishing, best first."""
        return sorted(self.persons.items(), key=lambda one: one[1].rank)[:MOST_PERSONS]

    def exact_names(self) -> int:
        """How many persons bear exactly the name typed."""
        return sum(1 for hit in self.persons.values() if hit.matched == "NAME" and hit.rank < TIER)


def quality_of(rank: int) -> Quality:
    """The quality that a rank stands for."""
    return _QUALITIES[min(rank // TIER, len(_QUALITIES) - 1)]


def _keep(kept: dict[int, Hit], key: int, hit: Hit) -> None:
    if key not in kept or hit.rank < kept[key].rank:
        kept[key] = hit
