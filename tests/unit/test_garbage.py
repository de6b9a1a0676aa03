"""Cycles are collected on the UI thread, whoever makes them."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backoffice.tasks.garbage import UiThreadCollector


class Knot:
    """An object that only the cycle collector can free."""

    def __init__(self) -> None:
        self.me = self


def test_a_cycle_made_by_a_worker_is_collected_on_the_ui_thread(qapp: QApplication, qtbot: QtBot) -> None:
    was_enabled = gc.isenabled()
    parent = QObject()
    UiThreadCollector(parent)
    where: list[int] = []
    knots: list[weakref.ref[Knot]] = []

    def work() -> None:
        freed = lambda _: where.append(threading.get_ident())  # noqa: E731 -- one callback for all
        knots.extend(weakref.ref(Knot(), freed) for _ in range(20_000))

    try:
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        assert where == [], "nothing is collected by the worker"
        qtbot.waitUntil(lambda: len(where) == len(knots), timeout=10_000)
        assert set(where) == {threading.main_thread().ident}
    finally:
        parent.deleteLater()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
