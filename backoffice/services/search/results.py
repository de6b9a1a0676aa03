"""What the search box asks and what it is answered, as frozen values."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.search_shapes import Shape
from backoffice.rules.vocabulary.labelled import Labelled


class Quality(Labelled):
    """How a row answers the text, best first: exact before prefix before sound-alike before misspelt."""

    EXACT = "EXACT", "exact"
    PREFIX = "PREFIX", "commence ainsi"
    SOUND = "SOUND", "sonne pareil"
    MISSPELT = "MISSPELT", "orthographe proche"


@dataclass(frozen=True)
class SearchQuery:
    """What is typed, in which landlord (all of mine if ``None``), as of which day, how many rows at most."""

    text: str
    landlord_code: str | None = None
    today: date | None = None
    limit: int = 50
    without: frozenset[Shape] = frozenset()
    """The readings that the agent has clicked away."""


@dataclass(frozen=True)
class Chip:
    """One way in which the text was read, that can be clicked away."""

    shape: Shape
    label: str
    """For a reader: ``Nom : LEFEVRE``, ``Né(e) le : 03/05/1961``."""


@dataclass(frozen=True)
class Proposal:
    """A surname of the landlord's tenants that resembles the one typed."""

    surname: str
    """As folded: ``LEFEVRE``; typing it in place of the misspelt one finds its bearers."""
    quality: Quality


@dataclass(frozen=True)
class TenantRow:
    """One tenant found."""

    customer_id: int
    landlord_code: str
    landlord_name: str
    client_ref: str
    party_number: str
    name: str
    leases: tuple[str, ...]
    premises: str
    address: str
    is_current: bool
    matched: str
    """Code of the reason, a key of ``WHY``."""
    why: str
    """The same for a reader: ``téléphone 07 56 89 41 00``."""
    spelt_as_typed: bool = False
    """The name found carries the very accents and apostrophes typed."""
    quality: Quality = Quality.EXACT
    is_former: bool = False
    """Found as somebody who has left the place typed: shown in grey."""


@dataclass(frozen=True)
class SearchAnswer:
    """The tenants found, how the text was read, and whether there are more."""

    rows: tuple[TenantRow, ...]
    shapes: tuple[str, ...]
    more: bool
    notice: str = ""
    """What must be known though it is no row: the number typed is of a reserved file."""
    chips: tuple[Chip, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    """Surnames near the one typed, best first, when it is nobody's."""
