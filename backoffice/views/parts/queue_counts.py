"""How much waits in each queue, in the rail: a name, a number, and what is late in its tooltip."""

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.services.work.counters import QueueCount, open_counts
from backoffice.tasks.runner import Runner
from backoffice.views.parts.pieces import Elided, label

_PAUSE_MILLISECONDS = 5000


class QueueCounts(QWidget):
    """Hidden as long as nothing waits."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: tuple[QueueCount, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 10, 10, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        heading = label("À traiter")
        heading.setObjectName("railSection")
        self._grid.addWidget(heading, 0, 0, 1, 2)
        self.hide()

    def show_counts(self, counts: tuple[QueueCount, ...]) -> None:
        """Show the queues that are not empty; the same figures again change nothing on the screen."""
        if counts == self.counts:
            return
        self.counts = counts
        self._clear()
        for row, count in enumerate(counts, 1):
            late = f", dont {count.late_items} en retard" if count.late_items else ""
            told = f"{count.kind.label} : {count.open_items} à traiter{late}"
            name, figure = Elided(count.kind.label), label(str(count.open_items))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            for piece in (name, figure):
                piece.setAccessibleName(told)
            figure.setToolTip(told)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(figure, row, 1)
        self.setVisible(bool(counts))

    def _clear(self) -> None:
        while self._grid.count() > 1:
            item = self._grid.takeAt(1)
            widget = item.widget() if item is not None else None
            assert widget is not None, "the grid holds labels alone"
            widget.hide()
            widget.deleteLater()


class QueueWatch(QObject):
    """Counts again when told that something changed: at once, then every five seconds at most.

    Three hundred desktops hear of every decision of each other.
    """

    def __init__(self, runner: Runner, counts: QueueCounts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._counts = runner, counts
        self._due = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._on_pause_over)

    def again(self) -> None:
        """Count now, or at the end of the pause."""
        self._due = True
        if not self._pause.isActive():
            self._on_pause_over()

    @Slot()
    def _on_pause_over(self) -> None:
        if not self._due:
            return
        self._due = False
        self._pause.start()
        show = self._counts.show_counts
        self._runner.read(open_counts, owner=self, then=show, failed=self._ignore, topic="queues")

    def _ignore(self, _error: GuichetError) -> None:
        """Not everybody has queues; a lost connection is told by the runner."""
