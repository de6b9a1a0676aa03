"""The acts of the last days on an access: who, why, whether they can still be taken back."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.dates import french_instant
from backoffice.services.portal.orders import DoneAct
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line, unbroken
from backoffice.views.tenant.portal.countdown import Countdown
from backoffice.views.tenant.portal.words import UNDO_KEY, standing_words

_MOST = 4


class DoneActs(QWidget):
    """The latest first; the key takes back the latest of mine."""

    undo_asked = Signal(int, str)
    """The number of the act, and what it was."""
    stale = Signal()
    """A minute has passed: what is written is to be read again."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[DoneAct, str], ...] = ()
        self._rows = column(spacing=6)
        self.setLayout(column(label("Actes des 7 derniers jours", "section"), self._rows, spacing=4))
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_minute)
        self._countdown.over.connect(self.stale)
        self.hide()

    def show_acts(self, acts: Sequence[DoneAct], now: datetime) -> None:
        """Show the acts as they stood at ``now``, by the server's clock."""
        self._countdown.stop()
        waiting = [one.leaves_at for one in acts if one.undone_at is None and one.leaves_at > now]
        if waiting:
            self._countdown.start((min(waiting) - now).total_seconds())
        shown = tuple((one, standing_words(one, now)) for one in acts[:_MOST])
        if shown != self._shown:
            self._shown = shown
            self._make_rows()
        self.setVisible(bool(shown))

    def text(self) -> str:
        """The lines shown."""
        return "\n".join(_told(act, standing) for act, standing in self._shown)

    def _make_rows(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            before = item.widget()
            if before is not None:
                before.hide()
                before.deleteLater()
        key = UNDO_KEY
        for act, standing in self._shown:
            self._rows.addWidget(self._row(act, standing, key if act.can_undo else ""))
            key = "" if act.can_undo else key

    def _row(self, act: DoneAct, standing: str, key: str) -> QWidget:
        row = QWidget()
        words = label(unbroken(_told(act, standing)), "soft", wrap=True)
        layout = line(words, spacing=8)
        layout.setStretch(0, 1)
        if act.can_undo:
            undo = KeyButton("Annuler", key)
            undo.setAccessibleName(f"Annuler l’acte : {act.act.label}, {standing}")
            undo.setProperty("act", act.id)
            undo.setProperty("words", act.act.label)
            undo.clicked.connect(self._on_undo)
            layout.addWidget(undo)
        row.setLayout(layout)
        return row

    @Slot()
    def _on_undo(self) -> None:
        button = self.sender()
        self.undo_asked.emit(int(button.property("act")), str(button.property("words")))

    @Slot(int)
    def _on_minute(self, _left: int) -> None:
        self.stale.emit()


def _told(act: DoneAct, standing: str) -> str:
    return (
        f"{act.act.label} ({act.reason.label.lower()})  ·  {french_instant(act.done_at)}, {act.who}"
        f"  ·  {standing}"
    )
