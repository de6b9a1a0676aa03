"""What a verification may find, in one sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_KEPT = 100
_LAST = 1 << 63


class Fault(StrEnum):
    """What is wrong."""

    LINE_ALTERED = "LINE_ALTERED"
    LINE_MISSING = "LINE_MISSING"
    LINE_ADDED = "LINE_ADDED"
    SEAL_ALTERED = "SEAL_ALTERED"
    SEAL_MISSING = "SEAL_MISSING"
    SEAL_ADDED = "SEAL_ADDED"
    BATCH_MISSING = "BATCH_MISSING"
    BATCH_ALTERED = "BATCH_ALTERED"
    BATCH_REOPENED = "BATCH_REOPENED"
    HEAD_DIFFERS = "HEAD_DIFFERS"
    PURGE_UNPROVED = "PURGE_UNPROVED"
    EXPORT_CUT = "EXPORT_CUT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: in which batch, at which rank, on the line of which key; and in words."""

    fault: Fault
    batch: int | None
    position: int | None
    entry_id: int | None
    words: str

    @property
    def sentence(self) -> str:
        """The whole sentence, as shown."""
        where = "Trace" if self.batch is None else f"Lot {self.batch}"
        if self.position is not None:
            where += f", rang {self.position}"
        if self.entry_id is not None:
            where += f", ligne {self.entry_id}"
        return f"{where} : {self.words}."

    @property
    def order(self) -> tuple[int, int]:
        """By batch, then by rank; what concerns a whole batch comes after its lines, the whole trace last."""
        return (
            _LAST if self.batch is None else self.batch,
            _LAST if self.position is None else self.position,
        )


class Findings:
    """The first faults met, and how many there are in all."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: list[Finding] = []

    def add(
        self,
        fault: Fault,
        batch: int | None,
        words: str,
        *,
        position: int | None = None,
        entry_id: int | None = None,
    ) -> None:
        """Count a fault; keep it if it is among the first."""
        self.count += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(Finding(fault, batch, position, entry_id, words))

    def insert(self, finding: Finding) -> None:
        """Keep a fault that was judged at the end, whatever was kept before."""
        self.count += 1
        self._kept.append(finding)

    def __iter__(self) -> Iterator[Finding]:
        """In the order of the chain."""
        return iter(sorted(self._kept, key=lambda one: one.order))
