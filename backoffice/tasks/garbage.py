"""Python's cycle collector kept on the UI thread, between two turns of the event loop."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MILLISECONDS = 300


class UiThreadCollector(QObject):
    """Collects cycles from a timer of the UI thread, never from a worker.

    A window is a cycle like any other: collected by a thread that happened to allocate
    an object, it would be destroyed there, and Qt aborts. Objects that live as long as the
    program are set aside (``gc.freeze``), so that a collection is short enough not to be seen.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self, interval=_INTERVAL_MILLISECONDS)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    @Slot()
    def _on_turn(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
