"""A whole Guichet in a process of its own, which types the summary of a call and waits to be killed."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backoffice.app import Program, make_application
from backoffice.settings import Settings
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.main_window import MainWindow

PATIENCE = 60_000


def main(dsn: str, text: str) -> None:
    """Open 1344, type the summary, say « kept » once it is in the journal, then do nothing."""
    application = make_application()
    program = Program(Settings(None, dsn))
    program.start()
    _wait(lambda: program.window is not None and program.runner is not None and program.runner.is_idle())
    window = program.window
    assert window is not None
    assert program.drafts is not None
    _open_file(window)
    QTest.keyClick(window, Qt.Key.Key_F12)
    _wait(lambda: isinstance(QApplication.activeModalWidget(), ConcludeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConcludeDialog)
    assert program.runner is not None
    _wait(program.runner.is_idle)
    dialog.summary.selectAll()
    QTest.keyClicks(dialog.summary, text)
    _wait(program.drafts.is_idle)
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    application.exec()


def _open_file(window: MainWindow) -> None:
    QTest.keyClicks(window.search_box.field, "lefevre thi")
    _wait(lambda: bool(window.search_page.table.rows))
    window.open_tenant(window.search_page.table.row(0).customer_id)
    _wait(lambda: window.desk.call is not None)


def _wait(done: Callable[[], bool]) -> None:
    loop = QEventLoop()
    limit = QTimer(singleShot=True)
    limit.timeout.connect(lambda: loop.exit(1))
    limit.start(PATIENCE)
    turn = QTimer(interval=10)
    turn.timeout.connect(lambda: loop.quit() if done() else None)
    turn.start()
    assert loop.exec() == 0, "waited in vain"


if __name__ == "__main__":
    main(*sys.argv[1:])
