"""Fields that open a list or a calendar, and show it: the style sheet takes the system’s arrow away."""

from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QDateTime, QRect, Qt, QTime
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QDateTimeEdit, QWidget

from backoffice.rules.dates import PARIS, paris_day
from backoffice.views.icons import icon

_SIDE, _RIGHT = 12, 8
_SHORTEST = 12


class Chooser(QComboBox):
    """One of a closed list."""

    def let_shrink(self) -> None:
        """Never wider than its column, however long the choices: the open list shows them whole."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
        self.currentTextChanged.connect(self.setToolTip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then its arrow."""
        super().paintEvent(event)
        _paint_arrow(self)


def today() -> QDate:
    """The day in Paris, wherever this computer thinks it is: the database counts in it."""
    day = paris_day(datetime.now(UTC))
    return QDate(day.year, day.month, day.day)


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


class MomentField(QDateTimeEdit):
    """A day and an hour in Paris, typed or taken in a calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy HH:mm")

    def show_moment(self, moment: datetime) -> None:
        """Show an instant as Paris reads it, to the minute."""
        local = moment.astimezone(PARIS)
        day, hour = QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)
        self.setDateTime(QDateTime(day, hour))

    def moment(self) -> datetime:
        """The instant shown."""
        day, hour = self.dateTime().date(), self.dateTime().time()
        return datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute(), tzinfo=PARIS)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leaves the field at once: left and right go from the day to the hour."""
        return QWidget.focusNextPrevChild(self, forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then its arrow."""
        super().paintEvent(event)
        _paint_arrow(self)


def _paint_arrow(field: QWidget) -> None:
    place = QRect(field.width() - _RIGHT - _SIDE, (field.height() - _SIDE) // 2, _SIDE, _SIDE)
    icon("open", "soft").paint(QPainter(field), place, Qt.AlignmentFlag.AlignCenter)
