"""A closed list in place of the checklist: why it is refused, what is asked, why a no is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from backoffice.views.parts.pieces import column, label, line


@dataclass(frozen=True)
class Choice:
    """One line: its code, its words, its digit if it has one, what the tenant reads."""

    code: str
    words: str
    digit: str = ""
    told: str = ""
    likely: bool = False


class _List(QListWidget):
    """Enter belongs to the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; letters search nothing here."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()


class Choices(QWidget):
    """A digit or an arrow chooses; Enter, pressed on the page, confirms."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "section", wrap=True)
        self.list = _List()
        self._offered: tuple[Choice, ...] = ()
        head = line(self.title, label("Échap revient", "hint"))
        head.setStretch(0, 1)
        self.setLayout(column(head, self.list))
        self.list.currentRowChanged.connect(self._on_row)

    def offer(self, title: str, choices: Sequence[Choice]) -> None:
        """Show these; the likely one is in hand, and nothing is decided."""
        self._offered = tuple(choices)
        self.title.setText(title)
        self.list.blockSignals(True)  # noqa: FBT003 -- Qt
        self.list.clear()
        self.list.setAccessibleName(title)
        for one in self._offered:
            digit = f"{one.digit}   " if one.digit else "     "
            item = QListWidgetItem(f"{digit}{one.words}{' — proposé' if one.likely else ''}")
            item.setToolTip(one.told)
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)  # noqa: FBT003 -- Qt
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        likely = next((rank for rank, one in enumerate(self._offered) if one.likely), None)
        if likely is not None:
            self.list.setCurrentRow(likely)

    def current(self) -> str | None:
        """The code in hand."""
        row = self.list.currentRow()
        return self._offered[row].code if 0 <= row < len(self._offered) else None

    def choose_digit(self, digit: str) -> bool:
        """Take the line of a digit in hand; whether there is one."""
        for rank, one in enumerate(self._offered):
            if one.digit == digit:
                self.list.setCurrentRow(rank)
                return True
        return False

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._offered):
            self.chosen.emit(self._offered[row].code)
