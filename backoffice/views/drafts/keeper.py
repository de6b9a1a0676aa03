"""The drafts of the window: kept a moment after each key, offered back by the next run."""

from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from backoffice.errors import GuichetError
from backoffice.rules.drafts.draft import Draft, KeptDrafts
from backoffice.tasks.background import Background

_PAUSE_MILLISECONDS = 300
_CLOSING_SECONDS = 5
_NO_STORE = "JOURNAL_MEMORY"


class Store(Protocol):
    """Handed by the application: where drafts outlive the program. Called off the UI thread."""

    def read(self) -> KeptDrafts:
        """What an earlier run has left. Raises ``Unavailable``."""

    def keep(self, draft: Draft) -> None:
        """Keep a draft in place of the one before it. Raises ``Unavailable``."""

    def erase(self, place: str) -> None:
        """Forget the draft of a place. Raises ``Unavailable``."""


class Drafts(QObject):
    """What is typed and not sent, by place; in memory at once, in the store a moment later.

    Without a store, or when it fails, everything goes on in memory, and that is said once.
    """

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""
    offered = Signal()
    """What an earlier run has left is known, or one of these drafts was taken up or erased."""
    kept = Signal(str)
    """The draft of this place is in the store."""

    def __init__(self, store: Store | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clerk = Background(self, threads=1)
        self._drafts: dict[str, Draft] = {}
        self._earlier: list[Draft] = []
        self._waiting: set[str] = set()
        self._resumed: str | None = None
        self._told: set[str | None] = set()
        self._timer = QTimer(self, interval=_PAUSE_MILLISECONDS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_pause)

    def begin(self) -> None:
        """Read what an earlier run has left."""
        if self._store is not None:
            self._clerk.run(
                self._store.read, owner=self, then=self._show_read, failed=self._show_failure, topic="read"
            )

    def earlier(self) -> tuple[Draft, ...]:
        """What an earlier run has left and nobody has taken up or erased yet, the latest first."""
        return tuple(self._earlier)

    def find(self, place: str) -> Draft | None:
        """The draft of a place, if there is one."""
        return self._drafts.get(place)

    def keep(self, place: str, what: str, customer_id: int | None, text: str) -> None:
        """Keep what is typed at a place now; an empty text is no draft."""
        if not text.strip():
            self.erase(place)
            return
        self._drafts[place] = Draft(place, what, text, customer_id, datetime.now(UTC))
        self._settle(place)
        self._waiting.add(place)
        if not self._timer.isActive():
            self._timer.start()

    def erase(self, place: str) -> None:
        """Forget a draft: it was sent, or the agent does not want it."""
        self._settle(place)
        self._waiting.discard(place)
        if self._drafts.pop(place, None) is None or self._store is None:
            return
        self._clerk.forget(self, place)
        self._do(partial(self._store.erase, place))

    def resume(self, draft: Draft) -> None:
        """The field of this draft, when it opens, takes the text without asking."""
        self._resumed = draft.place

    def takes_at_once(self, place: str) -> bool:
        """Whether the agent has already said that he goes on with this draft; true once."""
        taken, self._resumed = self._resumed == place, None
        return taken

    def close(self) -> None:
        """Write what waits, then join the thread."""
        self._timer.stop()
        for place in sorted(self._waiting):
            if self._store is not None:
                self._do(partial(self._store.keep, self._drafts[place]))
        self._waiting.clear()
        self._clerk.close(seconds=_CLOSING_SECONDS)

    def is_idle(self) -> bool:
        """Whether everything typed has reached the store."""
        return not self._waiting and self._clerk.is_idle()

    def _settle(self, place: str) -> None:
        left = [draft for draft in self._earlier if draft.place != place]
        if len(left) < len(self._earlier):
            self._earlier = left
            self.offered.emit()

    def _do(self, work: partial[None]) -> None:
        self._clerk.do(work, owner=self, then=_ignore, failed=self._show_failure)

    def _show_read(self, read: KeptDrafts) -> None:
        for draft in read.drafts:
            # What has been typed since is worth more.
            if self._drafts.setdefault(draft.place, draft) is draft:
                self._earlier.append(draft)
        if read.notice is not None:
            self.said.emit(read.notice, "warn")
        self.offered.emit()

    def _show_failure(self, error: GuichetError) -> None:
        if error.code == _NO_STORE:
            # Asking again at each key might open a window of the system each time.
            self._store = None
        if error.code not in self._told:
            self._told.add(error.code)
            self.said.emit(error.sentence, "warn")

    @Slot()
    def _on_pause(self) -> None:
        places, self._waiting = self._waiting, set()
        for place in sorted(places):
            if self._store is not None:
                self._clerk.run(
                    partial(self._store.keep, self._drafts[place]),
                    owner=self,
                    then=partial(self._show_kept, place),
                    failed=self._show_failure,
                    topic=place,
                )

    def _show_kept(self, place: str, _nothing: None) -> None:
        self.kept.emit(place)


def _ignore(_answer: object) -> None:
    """It is done."""
