"""What colleagues change, as one signal on the UI thread."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal


class News(Protocol):
    """A source that tells, from a thread of its own, which kinds of record changed."""

    def start(self, tell: Callable[[frozenset[str]], object]) -> None:
        """Begin to tell."""

    def stop(self) -> None:
        """Stop for good; the thread has ended, or says nothing more."""


class Live(QObject):
    """Carries the news over to the UI thread; outlives the thread that tells."""

    changed = Signal(object)
    """The kinds of record that somebody changed: ``frozenset[str]``, at most once a second."""

    def __init__(self, source: News, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source

    def start(self) -> None:
        """Begin to listen."""
        self._source.start(self.changed.emit)

    def stop(self) -> None:
        """Stop listening, before this object goes."""
        self._source.stop()
