"""How many of everything, in proportion to the persons, and the day that all dates are counted from."""

from dataclasses import dataclass
from datetime import date

FULL = 1_000_000


@dataclass(frozen=True)
class Size:
    """The bench landlord of ``persons`` persons as of ``day``; 600 leases for 1,000 persons."""

    persons: int
    day: date

    @property
    def customers(self) -> int:
        """Main persons, each with his own customer and the lease of one dwelling."""
        return self.persons * 45 // 100

    @property
    def co_holders(self) -> int:
        """Persons who share a lease."""
        return self.persons * 13 // 100

    @property
    def former(self) -> int:
        """Customers who have left a dwelling that somebody else has now."""
        return self.persons * 54 // 1000

    @property
    def dwellings(self) -> int:
        """Dwellings, each let."""
        return self.customers - self.former

    @property
    def parkings(self) -> int:
        """Parking places, each on its own lease."""
        return self.persons * 15 // 100

    @property
    def surnames(self) -> int:
        """Distinct surnames at birth."""
        return max(600, self.persons // 10)

    @property
    def residences(self) -> int:
        """Residences of three buildings."""
        return max(40, self.persons * 6 // 1000)

    def values(self) -> dict[str, object]:
        """The numbers that the scripts name."""
        names = ("persons", "customers", "co_holders", "former", "dwellings", "parkings", "residences")
        return {name: getattr(self, name) for name in names} | {"day": self.day.isoformat()}
