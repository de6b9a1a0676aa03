"""What every part of the training set shares: rows, reference day, landlords, numbers, clock."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from backoffice.demo.loading import Rows
from backoffice.rules.dates import PARIS
from backoffice.rules.identifiers import normalise
from backoffice.rules.profile import LandlordProfile

# The numbers printed in the guides: no other client, person, contract or order may answer to them.
RESERVED = frozenset(
    normalise(number)
    for number in ("1344", "1970223", "994/0", "12345", "123456", "2013936", "2013937", "05441712", "317131")
)


@lru_cache(maxsize=20_000)
def moment(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """The instant of ``day`` at that time in Paris."""
    return datetime.combine(day, time(hour, minute, second), PARIS).astimezone(UTC)


@dataclass(frozen=True)
class AgencyOf:
    """An agency of the set, with the town it looks after."""

    id: int
    town: str
    postal_code: str
    sls_zone: str


@dataclass
class Numbers:
    """The next numbers of one landlord; each has its own ranges, so that they seldom meet (R4.30)."""

    client_form: str
    client: int
    contract_form: str
    contract: int
    party: int
    serial: int
    order: int
    premises: int = 5000
    mobile: int = 0
    landline: int = 0

    def next_client(self) -> str:
        """A client reference as printed."""
        return self._next("client", self.client_form)

    def next_contract(self) -> str:
        """A contract number as printed."""
        return self._next("contract", self.contract_form)

    def next_party(self) -> str:
        """A number of person (tiers)."""
        return self._next("party", "{}")

    def next_order(self) -> str:
        """An order reference of the card page."""
        return self._next("order", "{:08d}")

    def next_premises(self) -> str:
        """A reference of dwelling or annex."""
        return self._next("premises", "{:06d}")

    def next_serial(self) -> int:
        """The serial number of a rent notice."""
        self.serial += 1
        return self.serial

    def _next(self, name: str, form: str) -> str:
        while True:
            number: int = getattr(self, name) + 1
            setattr(self, name, number)
            shown = form.format(number)
            if normalise(shown) not in RESERVED:
                return shown


def numbers_of(code: str) -> Numbers:
    """The ranges of one landlord's numbers."""
    return {
        "logirem": lambda: Numbers("{}", 2000, "{}/0", 2000, 1_971_000, 10_000_000, 5_500_000),
        "vivest": lambda: Numbers("V{}", 104_200, "57-{:07d}", 104_200, 5_700_000, 20_000_000, 6_500_000),
        "ekidom": lambda: Numbers("{:06d}", 300_100, "EK{}", 300_100, 8_600_000, 30_000_000, 7_500_000),
        "monlogement27": lambda: Numbers(
            "{:08d}", 20_100, "ML{}", 20_100, 2_700_000, 40_000_000, 8_500_000
        ),
        "larochelle": lambda: Numbers(
            "L/{}", 2_014_000, "L/{}", 2_054_000, 1_700_000, 50_000_000, 9_500_000
        ),
    }[code]()  # fmt: skip


@dataclass
class House:
    """One landlord of the set."""

    id: int
    code: str
    profile: LandlordProfile
    numbers: Numbers
    agencies: list[AgencyOf] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)


@dataclass
class Aging:
    """What grows old within a day and is renewed at each start: ids kept with the facts of the set."""

    locks: dict[int, dict[str, object]] = field(default_factory=dict)
    activations: list[int] = field(default_factory=list)
    cooling: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    calls: list[dict[str, object]] = field(default_factory=list)
    resets: dict[int, int] = field(default_factory=dict)
    """Clients whose reset was sent so many minutes ago."""


@dataclass
class World:
    """The set being made."""

    day: date
    rows: Rows
    houses: dict[str, House]
    staff: dict[str, int] = field(default_factory=dict)
    mobiles: set[str] = field(default_factory=set)
    aging: Aging = field(default_factory=Aging)

    def ago(self, days: int) -> date:
        """The day ``days`` before the reference day."""
        return self.day - timedelta(days=days)
