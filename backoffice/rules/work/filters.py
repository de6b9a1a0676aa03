"""What of a queue is looked at, and in which order: the same for the list, « suivant » and « précédent »."""

from dataclasses import dataclass, replace
from typing import Any

from backoffice.errors import Misconfigured
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.work import WorkKind

MANY_SKIPS = 3
"""Passed on by so many colleagues, an item is shown to the manager."""


class QueueSort(Labelled):
    """The order of a list; among items equal in it, the first recorded goes first."""

    DUE = "DUE", "Échéance"
    RECEIVED = "RECEIVED", "Plus ancien"
    RECENT = "RECENT", "Plus récent"
    NAME = "NAME", "Nom"

    def following(self) -> "QueueSort":
        """The sort after this one, round and round."""
        sorts = list(QueueSort)
        return sorts[(sorts.index(self) + 1) % len(sorts)]


@dataclass(frozen=True)
class QueueFilter:
    """Which items; an empty tuple or ``None`` narrows nothing."""

    kinds: tuple[WorkKind, ...]
    agencies: tuple[int, ...] = ()
    landlords: tuple[int, ...] = ()
    late: bool = False
    """Past their date alone."""
    free: bool = False
    """Held by nobody."""
    channel: RequestChannel | None = None
    detail: str | None = None
    """The event of a change (``MARRIAGE``)."""
    passed_on: bool = False
    """Passed on by ``MANY_SKIPS`` colleagues."""

    def __post_init__(self) -> None:
        """Raise ``Misconfigured`` when no queue is named."""
        if not self.kinds:
            raise Misconfigured("Nommez au moins une file : INSURANCE, HOUSEHOLD…")

    def as_json(self) -> dict[str, Any]:
        """What the database reads of it, the queues apart."""
        given: dict[str, Any] = {
            "agencies": list(self.agencies),
            "landlords": list(self.landlords),
            "late": self.late,
            "free": self.free,
            "channel": self.channel.value if self.channel else None,
            "detail": self.detail,
            "passed_on": self.passed_on,
        }
        return {key: value for key, value in given.items() if value}

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything of its queues out."""
        return bool(self.as_json())

    def all(self) -> "QueueFilter":
        """The same queues, whole."""
        return QueueFilter(self.kinds)

    def words(self) -> tuple[str, ...]:
        """What narrows, one piece each, as a screen says it; agencies are named by who knows them."""
        told = []
        if self.late:
            told.append("en retard")
        if self.free:
            told.append("libres")
        if self.channel is not None:
            told.append(self.channel.label.lower())
        if self.detail is not None:
            told.append(self.detail)
        if self.passed_on:
            told.append(f"passés par {MANY_SKIPS} collègues")
        return tuple(told)

    def turned(self, name: str) -> "QueueFilter":
        """The same with one of the yes-or-no narrowings turned (``late``, ``free``, ``passed_on``)."""
        if name == "late":
            return replace(self, late=not self.late)
        if name == "free":
            return replace(self, free=not self.free)
        return replace(self, passed_on=not self.passed_on)
