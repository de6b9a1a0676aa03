"""How much waits in each queue, in the rail: a name, a number, and what is late in its tooltip."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.work.counters import QueueCount, open_counts
from backoffice.tasks.runner import Runner
from backoffice.views.parts.buttons import RailEntry
from backoffice.views.parts.pieces import column, label

_PAUSE_MILLISECONDS = 5000


class QueueCounts(QWidget):
    """Hidden as long as nothing waits; a queue is opened by a click, or by Enter."""

    opened = Signal(object)
    """The ``WorkKind`` of a queue."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: tuple[QueueCount, ...] = ()
        self._front = ""
        heading = label("À traiter")
        heading.setObjectName("railSection")
        heading.setContentsMargins(10, 0, 0, 0)
        self._entries = column(spacing=0)
        whole = column(heading, self._entries, spacing=2)
        whole.setContentsMargins(0, 10, 0, 0)
        self.setLayout(whole)
        self.hide()

    def show_counts(self, counts: tuple[QueueCount, ...]) -> None:
        """Show the queues that are not empty; the same figures again change nothing on the screen."""
        if counts == self.counts:
            return
        kinds, self.counts = [count.kind for count in self.counts], counts
        if kinds != [count.kind for count in counts]:
            self._make_entries()
        for rank, count in enumerate(counts):
            entry = self._entry(rank)
            told = f"{count.kind.label} : {_told(count)}"
            entry.say(str(count.open_items))
            entry.setAccessibleName(told)
            entry.setToolTip(told)
        self.setVisible(bool(counts))

    def show_front(self, title: str) -> None:
        """Light the queue whose page, called like it, is in front."""
        self._front = title
        for rank, count in enumerate(self.counts):
            self._entry(rank).setChecked(count.kind.label == title)

    def told(self) -> dict[WorkKind, str]:
        """What waits in each queue that is not empty, in words."""
        return {count.kind: _told(count) for count in self.counts}

    def _entry(self, rank: int) -> RailEntry:
        item = self._entries.itemAt(rank)
        widget = item.widget() if item is not None else None
        assert isinstance(widget, RailEntry), "the list holds entries alone"
        return widget

    def _make_entries(self) -> None:
        for rank in reversed(range(self._entries.count())):
            entry = self._entry(rank)
            self._entries.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        for count in self.counts:
            entry = RailEntry(count.kind.label)
            entry.setProperty("kind_of_work", count.kind.value)
            entry.setCheckable(True)
            entry.setChecked(count.kind.label == self._front)
            entry.clicked.connect(self._on_entry)
            self._entries.addWidget(entry)

    @Slot()
    def _on_entry(self) -> None:
        kind = WorkKind(str(self.sender().property("kind_of_work")))
        # A click lights what it is on; what is in front says it, once it is.
        self.show_front(self._front)
        self.opened.emit(kind)


def _told(count: QueueCount) -> str:
    late = f", dont {count.late_items} en retard" if count.late_items else ""
    return f"{count.open_items} à traiter{late}"


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
