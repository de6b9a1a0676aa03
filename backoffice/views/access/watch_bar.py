"""What is asked of the trace: whose file, between which days, by whom, why."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from backoffice.rules.vocabulary.access import WatchReason
from backoffice.services.access.who_saw import Colleague, WatchQuery
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.pieces import title_of

_ANYBODY = "Tous les agents"
_NO_REASON = "Motif (obligatoire pour un agent)"
_DAYS = 365
"""The trace is kept a year (R5.10)."""


class WatchBar(QWidget):
    """Fields on one line; only the button, or Enter, asks."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setPlaceholderText("Numéro ou nom du locataire")
        self.field.setMaxLength(200)
        self.field.returnPressed.connect(self.asked)
        day = today()
        self.since, self.until = DayField(day.addDays(-_DAYS)), DayField(day)
        self.who = Chooser()
        self.who.addItem(_ANYBODY, None)
        self.reason = Chooser()
        self.reason.addItem(_NO_REASON, None)
        for reason in WatchReason:
            self.reason.addItem(reason.label, reason.value)
        self.button = KeyButton("Voir", "Entrée", kind="main", icon_name="watch")
        self.button.clicked.connect(self._on_button)
        self._lay_out()

    def take_focus(self) -> None:
        """Ready to type over what is there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def text(self) -> str:
        """What is typed."""
        return self.field.text().strip()

    def colleague(self) -> str:
        """The name of the member of staff chosen, or that it is anybody."""
        return self.who.currentText()

    def show_colleagues(self, people: tuple[Colleague, ...]) -> None:
        """Fill the list of members of staff."""
        for one in people:
            self.who.addItem(one.full_name, one.login)

    def query(self, customer_id: int | None) -> WatchQuery:
        """The question that the fields make, about ``customer_id`` or about a member of staff."""
        reason = self.reason.currentData()
        return WatchQuery(
            self.since.day(),
            self.until.day(),
            customer_id,
            self.who.currentData(),
            None if reason is None else WatchReason(reason),
        )

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        fields = (
            ("&Locataire", self.field),
            ("&Du", self.since),
            ("&Au", self.until),
            ("A&gent", self.who),
            ("&Motif de la lecture", self.reason),
        )
        height = max(field.sizeHint().height() for _, field in fields)
        for place, (words, field) in enumerate(fields):
            field.setFixedHeight(height)
            grid.addWidget(title_of(words, field, "hint"), 0, place)
            grid.addWidget(field, 1, place)
        grid.addWidget(self.button, 1, len(fields))
        grid.setColumnStretch(0, 1)

    @Slot()
    def _on_button(self) -> None:
        self.asked.emit()
