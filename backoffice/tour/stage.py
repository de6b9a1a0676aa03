"""The stage of the tour: one desk after the other, its keys, its waits, the pictures taken of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from backoffice.app import Program
from backoffice.demo.opening import open_demo
from backoffice.errors import LineLost, Unavailable
from backoffice.settings import Settings
from backoffice.views.main_window import MainWindow
from backoffice.views.theme import Theme

_PATIENCE_MILLISECONDS = 120_000
_TURN_MILLISECONDS = 20
_TWINS = (
    "recherche", "dossier", "questions", "deblocage", "quittance", "historique", "dossier-reserve",
    "code-envoye", "note-refusee", "qui-a-vu", "conservation", "mes-immeubles",
    "orthographe-proche", "dossier-masque", "vu-comme-le-locataire", "historique-argent",
    "reunir-deux-fiches", "pourquoi-bloque", "actes-du-portail", "assistance", "anomalies", "mots-de-passe",
    "attestation-lue", "changement-de-foyer", "compte-bancaire", "campagnes", "textes",
)  # fmt: skip
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
_LOST = "La base est injoignable : vérifiez le réseau, puis réessayez."


class _Cable:
    """The link to the database, which the tour may unplug."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Any]]) -> None:
        self._begin = begin
        self.plugged = True

    def __call__(self) -> AbstractContextManager[Any]:
        return self._begin() if self.plugged else _Unplugged()


class _Unplugged:
    """A transaction that cannot begin."""

    def __enter__(self) -> Any:
        raise LineLost(_LOST, "UNREACHABLE")

    def __exit__(self, *_how: object) -> None:
        """Nothing was begun."""


class Stage:
    """The program at one desk, the folder, the pictures taken."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        tenants: int | None,
        progress: Callable[[str], None],
        size: tuple[int, int],
        *,
        dark: bool,
    ) -> None:
        self.settings = settings
        self.folder = folder
        self.progress = progress
        self.dark = dark
        self.files: list[Path] = []
        self._size = size
        self._cables: list[_Cable] = []
        self._tenants = tenants
        self._document = ""
        self.program = self._program(settings, replay=True)

    def begin(self) -> None:
        """The light, the folder."""
        Theme.current().force(Qt.ColorScheme.Dark if self.dark else Qt.ColorScheme.Light)
        self.folder.mkdir(parents=True, exist_ok=True)

    def seat(self, login: str) -> None:
        """Leave this desk for that of somebody else."""
        self.leave()
        self.program = self._program(replace(self.settings, login=login), replay=False)
        self.program.start()
        self.await_window()

    def await_window(self) -> None:
        """The window is open, and as large as the pictures. Raises ``Unavailable`` when it does not open."""
        self.wait(lambda: self.program.window is not None or bool(self.program.dialog.messages.text()))
        if self.program.window is None:
            raise Unavailable(self.program.dialog.messages.text())
        ratio = self.window.devicePixelRatioF()
        self.window.setMinimumSize(1, 1)
        self.window.resize(round(self._size[0] / ratio), round(self._size[1] / ratio))
        self.settle()

    def plug(self, *, plugged: bool) -> None:
        """Pull the link to the database, or put it back."""
        self._cables[-1].plugged = plugged

    def read_as(self, login: str, query: str) -> Any:
        """One value of the database as somebody else sees it: what his telephone shows, say."""
        opened = open_demo(replace(self.settings, login=login), self.progress, tenants=self._tenants)
        try:
            with opened.engine.connect() as connection:
                return connection.exec_driver_sql(query).scalar()
        finally:
            opened.close()

    def _program(self, settings: Settings, *, replay: bool) -> Program:
        training = partial(open_demo, tenants=self._tenants, replay=replay)
        return Program(settings, training, print_with=_no_printer, choose_with=self._choose, wrap=self._wrap)

    def leave(self) -> None:
        """Close this desk."""
        if self.program.window is not None:
            self.program.window.close()
        else:
            self.program.close()
        self.program.destroy()

    @property
    def window(self) -> MainWindow:
        """The window of this desk."""
        assert self.program.window is not None, "connected"
        return self.program.window

    def dialog(self, kind: type[Any]) -> Any:
        """The dialog in front, which must be of that kind."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind), f"{kind.__name__} was to open, there is {found}"
        return found

    def in_front(self) -> QWidget:
        """What has the keyboard."""
        return QApplication.activeModalWidget() or self.program.window or self.program.dialog

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is, and wait for what follows."""
        front = self.in_front()
        self.bring_front(front)
        focused: QWidget | None = front.focusWidget()
        QTest.keyClick(front if focused is None else focused, key, modifier)
        self.settle()

    def bring_front(self, widget: QWidget) -> None:
        """Give a window the keyboard."""
        if not widget.isActiveWindow():
            widget.activateWindow()
            self.wait(widget.isActiveWindow)

    def search(self, words: str) -> None:
        """Type in the search box, reached by its key, letter by letter."""
        self.press(Qt.Key.Key_K, CONTROL)
        for letter in words:
            QTest.keyClicks(self.window.search_box.field, letter)
        self.settle()

    def write(self, words: str) -> None:
        """Type where the keyboard is."""
        front = self.in_front()
        focused: QWidget | None = front.focusWidget()
        QTest.keyClicks(front if focused is None else focused, words)
        self.settle()

    def save_as(self, name: str, act: Callable[[], object]) -> None:
        """Let ``act`` save a document; it is one of the files left."""
        self._document = name
        act()
        self.files.append(self.folder / name)

    def settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        runner = self.program.runner
        if runner is not None:
            self.wait(runner.is_idle)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait for ``done``, some minutes at most."""
        wait_once(done)

    def shoot(self, name: str) -> None:
        """Take a picture, and its dark twin for the screens that show the product."""
        self._picture(f"{self._number():02d}-{name}.png")
        if name in _TWINS and not self.dark:
            Theme.current().force(Qt.ColorScheme.Dark)
            self.settle()
            self._picture(f"{self._number() - 1:02d}-{name}-sombre.png")
            Theme.current().force(Qt.ColorScheme.Light)
            self.settle()

    def _number(self) -> int:
        return 1 + sum(path.suffix == ".png" and "-sombre" not in path.name for path in self.files)

    def _picture(self, name: str) -> None:
        path = self.folder / name
        picture(self.in_front(), self.program.window).save(str(path))
        self.files.append(path)
        self.progress(path.name)

    def _choose(self, _parent: QWidget, _name: str) -> Path:
        return self.folder / self._document

    def _wrap(self, begin: Callable[[], AbstractContextManager[Any]]) -> _Cable:
        self._cables.append(_Cable(begin))
        return self._cables[-1]


def picture(front: QWidget, window: QWidget | None) -> QPixmap:
    """What is seen: the window, and the dialog over its middle if one is open."""
    if window is None or front is window:
        return front.grab()
    whole, sheet = window.grab(), front.grab()
    size = sheet.deviceIndependentSize()
    place = QPoint(round((window.width() - size.width()) / 2), round((window.height() - size.height()) / 2))
    painter = QPainter(whole)
    painter.drawPixmap(place, sheet)
    painter.end()
    return whole


def is_open(dialog: QWidget) -> bool:
    """Whether this dialog is in front."""
    return QApplication.activeModalWidget() is dialog


def _no_printer(_parent: QWidget, _pages: tuple[QImage, ...], _title: str) -> bool:
    return False


def wait_once(done: Callable[[], bool]) -> None:
    """Wait until ``done`` has been true once: news may make the desk busy again the next instant."""
    if done():
        return
    loop = QEventLoop()
    limit = QTimer(singleShot=True)
    limit.timeout.connect(lambda: loop.exit(1))
    limit.start(_PATIENCE_MILLISECONDS)
    turn = QTimer(interval=_TURN_MILLISECONDS)
    turn.timeout.connect(lambda: loop.quit() if done() else None)
    turn.start()
    assert loop.exec() == 0, "the tour waited in vain"
