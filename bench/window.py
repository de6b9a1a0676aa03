"""The real window, offscreen, on the bench landlord: for what is measured from the keyboard to the screen."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The platform is chosen before Qt is loaded.
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget

from backoffice.app import Program, make_application
from backoffice.settings import Settings
from backoffice.views.main_window import MainWindow

PATIENCE_SECONDS = 30.0
_TURN_MILLISECONDS = 1
CONTROL = Qt.KeyboardModifier.ControlModifier


@contextmanager
def open_window(dsn: str) -> Iterator["Desk"]:
    """The window of a member of staff, opened as the program does; its own files are thrown away."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        before = os.environ.get("BACKOFFICE_HOME")
        os.environ["BACKOFFICE_HOME"] = home
        make_application()
        program = Program(Settings(None, dsn))
        try:
            program.start()
            wait(lambda: program.window is not None)
            assert program.window is not None
            program.window.activateWindow()
            desk = Desk(program, program.window)
            desk.settle()
            yield desk
        finally:
            if program.window is not None:
                program.window.close()
            program.close()
            program.destroy()
            if before is None:
                del os.environ["BACKOFFICE_HOME"]
            else:
                os.environ["BACKOFFICE_HOME"] = before


def wait(until: Callable[[], bool]) -> None:
    """Let the window work until something is true. Raises ``TimeoutError``.

    By an event loop, as the program itself runs: ``QTest.qWait`` would keep Python from the other threads.
    """
    if until():
        return
    loop, timer = QEventLoop(), QTimer()
    deadline = time.monotonic() + PATIENCE_SECONDS

    def look() -> None:
        if until() or time.monotonic() > deadline:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(_TURN_MILLISECONDS)
    loop.exec()
    timer.stop()
    if not until():
        raise TimeoutError("the window did not get there")


def press(widget: QWidget, letter: str) -> None:
    """A key pressed and let go; any letter, where QTest knows those of Latin 1 alone."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


class Desk:
    """A window under a keyboard, with a watch on when the results are painted."""

    def __init__(self, program: Program, window: MainWindow) -> None:
        self.program = program
        self.window = window

    @property
    def field(self) -> QLineEdit:
        """Where one types, wherever the keyboard was."""
        QTest.keyClick(self.window, Qt.Key.Key_K, CONTROL)
        found = self.window.focusWidget()
        assert isinstance(found, QLineEdit), f"Ctrl+K gave the keyboard to {found}"
        return found

    @property
    def results(self) -> QTableView:
        """The table of the tenants found."""
        tables = self.window.search_page.findChildren(QTableView)
        assert tables, "the page of results has no table"
        return tables[0]

    def texts(self) -> str:
        """Everything that labels say on the screen."""
        labels = self.window.findChildren(QLabel)
        return "\n".join(one.text() for one in labels if one.isVisible())

    def is_idle(self) -> bool:
        """Whether nothing is asked of the database."""
        assert self.program.runner is not None
        return self.program.runner.is_idle()

    def settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        wait(self.is_idle)
        QApplication.sendPostedEvents()
        QApplication.processEvents()


class PaintWatch(QObject):
    """Notes the instant of the first painting of a table after its rows were set."""

    def __init__(self, table: QTableView) -> None:
        super().__init__()
        self._viewport: QWidget = table.viewport()
        self._armed = False
        self.painted_at: float | None = None
        model = table.model()
        assert model is not None
        for signal in (model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._on_rows)
        self._viewport.installEventFilter(self)

    def begin(self) -> None:
        """Forget what was painted."""
        self._armed, self.painted_at = False, None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        """Paint first, note after: what counts is what is on the screen."""
        if watched is self._viewport and self._armed and event.type() == QEvent.Type.Paint:
            self._armed = False
            self._viewport.removeEventFilter(self)
            QApplication.sendEvent(self._viewport, event)
            self._viewport.installEventFilter(self)
            self.painted_at = time.perf_counter()
            return True
        return super().eventFilter(watched, event)

    def _on_rows(self, *_: object) -> None:
        self._armed = True
