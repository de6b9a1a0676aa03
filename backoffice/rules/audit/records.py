"""What a verification reads: batches, seals, lines, purges, heads kept outside."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch; instants in microseconds of the epoch (UTC), ``closed_at`` None while it is open."""

    number: int
    opened_at: int
    closed_at: int | None
    row_count: int | None
    previous_head: bytes | None
    head: bytes | None


@dataclass(frozen=True, slots=True)
class Seal:
    """The digest of a line (``month`` as ``2026-11``) and its link in the chain."""

    batch: int
    position: int
    entry_id: int
    month: str
    row_hash: bytes
    chain_hash: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is there: where it says it belongs, and the digest of its canonical text."""

    batch: int
    entry_id: int
    digest: bytes


class Absence(StrEnum):
    """Why an export carries the seal of a line without the line."""

    PERIOD = "PERIOD"
    """Its month was not asked for."""
    HIDDEN = "HIDDEN"
    """Who exported may not read it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A seal and its line; one of them may be missing."""

    seal: Seal | None
    line: Line | None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Purge:
    """A month (``2025-10``) erased at the end of its retention, and the line that announced it."""

    month: str
    row_count: int
    entry_id: int
    act_text: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a closed batch, as carried outside the database."""

    batch: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the lines: batches, purges, and the batch that lines enter now, where known."""

    batches: tuple[Batch, ...]
    purges: tuple[Purge, ...]
    open_batch: int | None = None
    months: tuple[str, str] | None = None
    """First and last month carried, for an export of some months."""
