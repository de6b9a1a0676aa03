"""The first call, played through the real windows by key presses; leaves pictures and the PDF."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QPoint,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from backoffice.app import Program, make_application
from backoffice.demo.opening import open_demo
from backoffice.errors import LineLost, Unavailable
from backoffice.settings import Settings
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.main_window import MainWindow
from backoffice.views.receipt.receipt_dialog import ReceiptDialog
from backoffice.views.theme import Theme

_PATIENCE_MILLISECONDS = 120_000
_TURN_MILLISECONDS = 20
_TWINS = ("recherche", "dossier", "questions", "deblocage", "quittance", "historique", "qui-a-vu")
_OFFICER = "dpo.demo"
_CALLER = "1344"
_LOST = "La base est injoignable : vérifiez le réseau, puis réessayez."


def run_tour(
    settings: Settings,
    folder: Path,
    *,
    tenants: int | None = None,
    progress: Callable[[str], None] = print,
    size: tuple[int, int] = (1366, 768),
    dark: bool = False,
) -> tuple[Path, ...]:
    """Play the tour on the training landlord; the files left in ``folder``, in order.

    ``size`` is that of the pictures in pixels; ``QT_SCALE_FACTOR`` scales what is in them.
    Raises ``Unavailable`` when the embedded server does not start.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    with _without_size_hints():
        return Tour(settings, folder, tenants, progress, size, dark=dark).play()


@contextmanager
def _without_size_hints() -> Iterator[None]:
    """A platform without screen complains of every window: whoever plays the tour need not read it."""

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if "propagateSizeHints" in message:
            return
        if before is None:
            sys.stderr.write(f"{message}\n")
        else:
            before(kind, context, message)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


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


class Tour:
    """One run: the program, the folder, the pictures taken."""

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
        self._folder = folder
        self._progress = progress
        self._size = size
        self._dark = dark
        self._files: list[Path] = []
        self._cables: list[_Cable] = []
        self._pdf = folder / "quittance.pdf"
        self._settings = settings
        self._tenants = tenants
        self.program = self._program(settings, replay=True)

    def play(self) -> tuple[Path, ...]:
        """The whole call, then the way out."""
        Theme.current().force(Qt.ColorScheme.Dark if self._dark else Qt.ColorScheme.Light)
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._connect()
            self._find()
            self._identify()
            self._unlock()
            self._issue()
            self._read_tabs()
            self._lose_connection()
            self._conclude()
            self._leave()
            self._watch()
        finally:
            Theme.current().force(None)
            self._leave()
        return tuple(self._files)

    def _program(self, settings: Settings, *, replay: bool) -> Program:
        training = partial(open_demo, tenants=self._tenants, replay=replay)
        return Program(settings, training, print_with=_no_printer, choose_with=self._choose, wrap=self._wrap)

    def _connect(self) -> None:
        self.program.start(at_once=False)
        self._bring_front(self.program.dialog)
        self._shoot("connexion")
        self._press(Qt.Key.Key_Return)
        self._shoot("ouverture")
        self._progress("Ouverture du bailleur de formation…")
        wait_once(lambda: self.program.window is not None or bool(self.program.dialog.messages.text()))
        self._take_place()
        self._shoot("recherche-vide")

    def _take_place(self) -> None:
        """The window is open, and as large as the pictures."""
        if self.program.window is None:
            raise Unavailable(self.program.dialog.messages.text())
        ratio = self._window.devicePixelRatioF()
        self._window.setMinimumSize(0, 0)
        self._window.resize(round(self._size[0] / ratio), round(self._size[1] / ratio))
        self._settle()

    def _find(self) -> None:
        self._type("xyzzyx")
        self._shoot("recherche-introuvable")
        self._press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._type("lefevre thi")
        self._shoot("recherche")
        self._press(Qt.Key.Key_Return)
        wait_once(lambda: self._window.tenant_page.file is not None)
        self._end_earlier_call()
        self._shoot("dossier")
        self._press(Qt.Key.Key_F4)
        self._shoot("appelant-inconnu")
        self._press(Qt.Key.Key_Escape)

    def _end_earlier_call(self) -> None:
        """The training landlord may be left in the middle of a call."""
        if self._window.desk.call is not None:
            self._press(Qt.Key.Key_F12)
            self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            self._press(Qt.Key.Key_Escape)

    def _identify(self) -> None:
        self._press(Qt.Key.Key_F8)
        dialog = self._dialog(IdentifyDialog)
        self._shoot("identification")
        self._press(Qt.Key.Key_1)
        self._shoot("identifiants")
        self._press(Qt.Key.Key_J)
        self._press(Qt.Key.Key_R)
        self._shoot("questions")
        self._press(Qt.Key.Key_J)
        self._press(Qt.Key.Key_R)
        self._press(Qt.Key.Key_J)
        wait_once(lambda: not _is_open(dialog))
        self._shoot("appelant-verifie")

    def _unlock(self) -> None:
        self._press(Qt.Key.Key_F4)
        self._press(Qt.Key.Key_1)
        self._shoot("deblocage")
        self._press(Qt.Key.Key_Return)
        self._shoot("compte-debloque")

    def _issue(self) -> None:
        self._press(Qt.Key.Key_F3)
        dialog = self._dialog(ReceiptDialog)
        self._shoot("quittance")
        self._press(Qt.Key.Key_Return)
        self._shoot("quittance-emise")
        self._press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self._files.append(self._pdf)
        dialog.view.setFocus()
        self._press(Qt.Key.Key_Home)
        self._shoot("mois-non-solde")
        self._press(Qt.Key.Key_Escape)

    def _read_tabs(self) -> None:
        names = ("compte", "contrats", "menage", "portail", "documents", "demandes", "historique")
        for rank, name in enumerate(names):
            self._press(Qt.Key(Qt.Key.Key_1 + rank), Qt.KeyboardModifier.ControlModifier)
            self._shoot(name)
        self._press(Qt.Key.Key_F1)
        self._shoot("touches")
        self._press(Qt.Key.Key_Escape)

    def _lose_connection(self) -> None:
        self._cables[0].plugged = False
        self._press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._type("dupond")
        self._shoot("connexion-perdue")
        self._cables[0].plugged = True
        wait_once(lambda: self.program.runner is not None and not self.program.runner.is_lost)
        self._settle()
        self._shoot("connexion-retablie")
        self._press(Qt.Key.Key_Escape)

    def _conclude(self) -> None:
        self._press(Qt.Key.Key_F12)
        self._shoot("conclusion")
        self._press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self._shoot("appel-conclu")

    def _watch(self) -> None:
        """The data protection officer, at a desk of his own, reads who saw the tenant of the call."""
        self.program = self._program(replace(self._settings, login=_OFFICER), replay=False)
        self.program.start()
        wait_once(lambda: self.program.window is not None or bool(self.program.dialog.messages.text()))
        self._take_place()
        self._press(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        self._shoot("qui-a-vu-vide")
        QTest.keyClicks(self._window.focusWidget(), _CALLER)
        self._press(Qt.Key.Key_Return)
        self._shoot("qui-a-vu")

    def _leave(self) -> None:
        if self.program.window is not None:
            self.program.window.close()
        else:
            self.program.close()
        self.program.destroy()

    @property
    def _window(self) -> MainWindow:
        assert self.program.window is not None, "connected"
        return self.program.window

    def _dialog(self, kind: type[Any]) -> Any:
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind), f"{kind.__name__} was to open, there is {found}"
        return found

    def _in_front(self) -> QWidget:
        return QApplication.activeModalWidget() or self.program.window or self.program.dialog

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        front = self._in_front()
        self._bring_front(front)
        focused: QWidget | None = front.focusWidget()
        QTest.keyClick(front if focused is None else focused, key, modifier)
        self._settle()

    def _bring_front(self, widget: QWidget) -> None:
        if not widget.isActiveWindow():
            widget.activateWindow()
            wait_once(widget.isActiveWindow)

    def _type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._window.search_box.field, letter)
        self._settle()

    def _settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        runner = self.program.runner
        if runner is not None:
            wait_once(runner.is_idle)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def _shoot(self, name: str) -> None:
        self._picture(f"{self._number():02d}-{name}.png")
        if name in _TWINS and not self._dark:
            Theme.current().force(Qt.ColorScheme.Dark)
            self._settle()
            self._picture(f"{self._number() - 1:02d}-{name}-sombre.png")
            Theme.current().force(Qt.ColorScheme.Light)
            self._settle()

    def _number(self) -> int:
        return 1 + sum(path.suffix == ".png" and "-sombre" not in path.name for path in self._files)

    def _picture(self, name: str) -> None:
        path = self._folder / name
        picture(self._in_front(), self.program.window).save(str(path))
        self._files.append(path)
        self._progress(path.name)

    def _choose(self, _parent: QWidget, _name: str) -> Path:
        return self._pdf

    def _wrap(self, begin: Callable[[], AbstractContextManager[Any]]) -> _Cable:
        self._cables.append(_Cable(begin))
        return self._cables[-1]


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


def _is_open(dialog: QWidget) -> bool:
    return QApplication.activeModalWidget() is dialog


def _no_printer(_parent: QWidget, _pages: tuple[QImage, ...], _title: str) -> bool:
    return False
