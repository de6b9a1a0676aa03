"""Fields that open a list or a calendar, and show it: the style sheet takes the system’s arrow away."""

from datetime import date

from PySide6.QtCore import QDate, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QWidget

from backoffice.views.icons import icon

_SIDE, _RIGHT = 12, 8


class Chooser(QComboBox):
    """One of a closed list."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then its arrow."""
        super().paintEvent(event)
        _paint_arrow(self)


class DayField(QDateEdit):
    """A day, typed or taken in a calendar."""

    def __init__(self, day: QDate) -> None:
        super().__init__(day)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy")

    def day(self) -> date:
        """The day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then its arrow."""
        super().paintEvent(event)
        _paint_arrow(self)


def _paint_arrow(field: QWidget) -> None:
    place = QRect(field.width() - _RIGHT - _SIDE, (field.height() - _SIDE) // 2, _SIDE, _SIDE)
    icon("open", "soft").paint(QPainter(field), place, Qt.AlignmentFlag.AlignCenter)
