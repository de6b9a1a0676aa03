"""What every request on the desk has, whatever it asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.items.orders import KindOrder, KindPreview


class PaperSent(Protocol):
    """A paper of a request."""

    @property
    def document_id(self) -> int:
        """Which."""
        ...

    @property
    def kind(self) -> DocumentKind:
        """What it is said to be."""
        ...

    @property
    def name(self) -> str:
        """The name of its file."""
        ...


class Submitted(Protocol):
    """What came, as every request has it."""

    @property
    def item_id(self) -> int:
        """Of the queue."""
        ...

    @property
    def item_version(self) -> int:
        """That a decision is taken at."""
        ...

    @property
    def papers(self) -> Sequence[PaperSent]:
        """In the order that they came."""
        ...


class Case(Protocol):
    """What is read of an item."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it may be refused."""
        ...

    @property
    def role(self) -> StaffRole:
        """Mine."""
        ...


@dataclass(frozen=True)
class RequestActs:
    """What the service does for a kind of request."""

    kind: WorkKind
    read: Callable[..., Any]
    preview: Callable[[Any, KindOrder], KindPreview]
    decide: Callable[..., Any]
    undo: Callable[..., Any]
