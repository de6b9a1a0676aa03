"""When a search is over: a row is opened, another text is typed, the box is left or nothing follows."""

from PySide6.QtCore import QObject, QTimer, Signal

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.services.access.quotas import kind_of_refusal, nearly_spent
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.search.results import SearchAnswer
from backoffice.views.surroundings import Surroundings

_READ_MILLISECONDS = 15_000
"""Results left on the screen that long were read."""


class SearchTrace(QObject):
    """Letters typed one after the other are one search; it is sent once, when it is over."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""
    spent = Signal(object)
    """The refusal: the quota of searches is reached."""

    def __init__(self, parent: QObject, around: Surroundings) -> None:
        super().__init__(parent)
        self._around = around
        self._pending: Searched | None = None
        self._has_shown = False
        self._sent = ""
        self.is_spent = False
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(_READ_MILLISECONDS)
        self._reading.timeout.connect(self.leave)

    def note(self, text: str, answer: SearchAnswer) -> None:
        """Results for ``text`` have just been shown."""
        if text == self._sent:
            return
        if self._pending is not None:
            longest = self._pending.text
            if longest.startswith(text):
                # Letters taken back: what was read is what the longest text showed.
                self._reading.start()
                return
            if not text.startswith(longest):
                self.leave()
        only = answer.rows[0].customer_id if len(answer.rows) == 1 else None
        self._has_shown = self._has_shown or bool(answer.rows)
        self._pending = Searched(text, len(answer.rows), only)
        self._reading.start()

    def leave(self) -> None:
        """The search is over without a file being opened."""
        if self._pending is not None:
            self._send(self._pending)

    def drop(self) -> None:
        """It was the name of an action; if letters on the way to it showed somebody, it is told."""
        if self._has_shown:
            self.leave()
        else:
            self._reading.stop()
            self._pending = None

    def opened(self, customer_id: int) -> None:
        """The search is over: it led to this file."""
        if self._pending is not None:
            self._send(Searched(self._pending.text, self._pending.rows, customer_id))

    def forget_spent(self) -> None:
        """A reason was given, or an hour has passed: searching may go on."""
        self.is_spent = False

    def _send(self, searched: Searched) -> None:
        self._reading.stop()
        self._pending = None
        self._has_shown = False
        self._sent = searched.text
        self._around.runner.write(
            record_search, searched, owner=self, then=self._show_left, failed=self._show_error, changes=()
        )

    def _show_left(self, remaining: int | None) -> None:
        sentence = nearly_spent(AccessKind.SEARCH, remaining)
        if sentence is not None:
            self.said.emit(sentence, "accent")

    def _show_error(self, error: GuichetError) -> None:
        if kind_of_refusal(error.code) is AccessKind.SEARCH:
            self.is_spent = True
            self.spent.emit(error)
        else:
            # The trace could not be written; whatever else fails says so in its own place.
            self.said.emit(error.sentence, "warn")
