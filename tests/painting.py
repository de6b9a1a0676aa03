"""From a key press to painted rows, in the real window: what the person at the desk waits for."""

from collections.abc import Callable, Iterable
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backoffice.views.main_window import MainWindow

LONGEST_MILLISECONDS = 5000


class PaintWatch(QObject):
    """Knows when the results of a text were painted, rows or the sentence in their place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._page = window.search_page
        self._awaited = ""
        self._is_set = False
        self.is_painted = False
        self._page.shown.connect(self._on_shown)
        for widget in (self._page.view.viewport(), self._page.frame):
            widget.installEventFilter(self)

    def expect(self, text: str) -> None:
        """Watch for the results of ``text``."""
        self._awaited, self._is_set, self.is_painted = text, False, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt’s name
        """Note the first painting after the rows were set."""
        rows = bool(self._page.table.rows)
        wanted = self._page.view.viewport() if rows else self._page.frame
        if self._is_set and watched is wanted and event.type() == QEvent.Type.Paint:
            self.is_painted = True
        return False

    @Slot(str)
    def _on_shown(self, text: str) -> None:
        self._is_set = self._is_set or text == self._awaited


def key_to_rows(window: MainWindow, texts: Iterable[str], is_idle: Callable[[], bool]) -> list[float]:
    """Type each text letter by letter over the one before; milliseconds from each key to its painted rows.

    Each key waits for the rows of the one before, and for whatever else was under way (``is_idle``). Raises
    ``TimeoutError`` when rows do not come within five seconds.
    """
    field, watch = window.search_box.field, PaintWatch(window)
    taken: list[float] = []
    for text in texts:
        window.search_box.take_focus()
        for count, letter in enumerate(text, 1):
            # What the page asks is stripped: a space alone asks again for the same.
            watch.expect(text[:count].strip())
            started = perf_counter()
            QTest.keyClicks(field, letter)
            wait(lambda: watch.is_painted, f"no rows for « {text[:count]} »")
            taken.append((perf_counter() - started) * 1000)
            wait(is_idle, "still at work")
            QApplication.processEvents()
    return taken


def wait(until: Callable[[], bool], otherwise: str) -> None:
    """Turn the event loop as the program does, asleep between events: one that spins slows threads."""
    end = QTimer(singleShot=True, interval=LONGEST_MILLISECONDS)
    end.start()
    while not until():
        if not end.isActive():
            raise TimeoutError(otherwise)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
