"""An agent at the keyboard of the real window: keys in, what is on the screen out."""

import gc
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.database.session import transaction
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.tasks.background import Background
from backoffice.tasks.runner import Runner, Transaction
from backoffice.views.main_window import MainWindow
from backoffice.views.surroundings import Surroundings

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 20_000

_W = TypeVar("_W", bound=QWidget)


class Agent:
    """Drives one window; ``saved`` is the file saved, ``printed`` what was printed."""

    def __init__(self, qtbot: QtBot, engine: Engine, folder: Path, begin: Transaction | None = None) -> None:
        make_application()
        end_calls(engine)
        self._qtbot = qtbot
        self._engine = engine
        self.saved = folder / "document.pdf"
        self.printed: list[tuple[tuple[QImage, ...], str]] = []
        self.runner = Runner(begin or partial(transaction, engine))
        self.window = MainWindow(Surroundings(self.runner, self._print, self._choose))
        self.window.resize(1366, 768)
        self.window.show()
        self.front(self.window)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is, and wait for what follows."""
        widget = QApplication.activeModalWidget() or self.window
        self.front(widget)
        focused: QWidget | None = widget.focusWidget()
        QTest.keyClick(widget if focused is None else focused, key, modifier)
        self.settle()

    def enter(self, words: str) -> None:
        """Type in the search box, reached by its key."""
        self.press(Qt.Key.Key_K, CONTROL)
        QTest.keyClicks(self.window.search_box.field, words)

    def find(self, words: str) -> None:
        """Type, wait for the results, open the first one."""
        self.enter(words)
        self.settle()
        self.press(Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: self.window.tenant_page.file is not None, timeout=PATIENCE)
        self.settle()

    def by_mail(self) -> None:
        """Say that the file in front is open for a letter: nobody listens to what is read of it."""
        self.press(Qt.Key.Key_M, CONTROL)
        self.press(Qt.Key.Key_3)

    def answers_mail(self) -> None:
        """Sit at a desk that answers letters: every file is opened for one."""
        self.settle()
        self.window.access._usual = OpeningPurpose.MAIL

    def dialog(self, kind: type[_W]) -> _W:
        """The dialog in front, which must be of that kind."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind), f"{found} in front, not {kind.__name__}"
        return found

    def has_dialog(self) -> bool:
        """Whether a dialog is open."""
        return QApplication.activeModalWidget() is not None

    def verify(self) -> None:
        """Identify the caller up to level 2: telephone, number and name, two right answers."""
        self.press(Qt.Key.Key_F8)
        self.press(Qt.Key.Key_1)
        for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J):
            self.press(key)

    def settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        self._qtbot.waitUntil(self.runner.is_idle, timeout=PATIENCE)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def read_papers(self) -> None:
        """Wait until papers are drawn, read and compared: that goes on in threads of their own."""
        self.settle()
        threads = self.window.findChildren(Background)
        self._qtbot.waitUntil(lambda: all(one.is_idle() for one in threads), timeout=3 * PATIENCE)
        self.settle()

    def front(self, widget: QWidget) -> None:
        """Give the keyboard to a window."""
        if not widget.isActiveWindow():
            widget.activateWindow()
            self._qtbot.waitUntil(widget.isActiveWindow, timeout=PATIENCE)

    def message(self) -> str:
        """What the message bar of the window says."""
        return self.window.messages.text()

    def ask(self, query: str) -> Any:
        """One value of the database, read outside the window."""
        with self._engine.connect() as connection:
            return connection.execute(text(query)).scalar()

    def leave(self) -> None:
        """Close whatever is open."""
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
            QApplication.sendPostedEvents()
        # A call under way asks first; closing again closes all the same.
        while not self.window.close():
            QApplication.sendPostedEvents()
        destroy(self.window)

    def _print(self, _parent: QWidget, pages: tuple[QImage, ...], title: str) -> bool:
        self.printed.append((pages, title))
        return True

    def _choose(self, _parent: QWidget, _name: str) -> Path:
        return self.saved


def end_calls(engine: Engine) -> None:
    """Conclude the call that the training landlord leaves open: stories begin before it."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT end_call(c.id) FROM phone_call c JOIN staff s ON s.id = c.staff_id"
                " WHERE s.login = session_user AND c.ended_at IS NULL"
            )
        ).all()


def destroy(*windows: QWidget | None) -> None:
    """Destroy windows now, on this thread, and not whenever Python collects them."""
    for window in windows:
        if window is not None and shiboken6.isValid(window):
            window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
