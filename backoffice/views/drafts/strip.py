"""« Vous écriviez … le … à … »: a draft found again, to go on with or to erase."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame

from backoffice.rules.drafts.draft import Draft, sentence
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, column, line
from backoffice.views.theme import Theme, tokens

_TONE = "accent"


class DraftStrip(QFrame):
    """One draft at a time; hidden while there is none."""

    resumed = Signal(object)
    erased = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self._when = Elided("", "strong")
        self._text = Elided("", "soft")
        self.resume = KeyButton("Reprendre", "Alt+R")
        self.resume.clicked.connect(self._on_resume)
        self.erase = KeyButton("Effacer", "Alt+E", kind="quiet")
        self.erase.clicked.connect(self._on_erase)
        for key, button in (("Alt+R", self.resume), ("Alt+E", self.erase)):
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        words = column(self._when, self._text, spacing=1)
        layout = line(IconLabel("info", _TONE), words, self.resume, self.erase, spacing=10)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 6, 8, 6)
        self.setLayout(layout)
        Theme.current().changed.connect(self._on_theme)
        self.hide()

    def show_draft(self, draft: Draft | None) -> None:
        """Offer a draft, or none."""
        self.draft = draft
        if draft is None:
            self.hide()
            return
        words = sentence(draft)
        self._when.say(words)
        self._text.say(f"« {' '.join(draft.text.split())} »")
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the edge of a piece of information."""
        ink, ground = tokens().tone(_TONE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ink))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)

    @Slot()
    def _on_resume(self) -> None:
        if self.draft is not None:
            self.resumed.emit(self.draft)

    @Slot()
    def _on_erase(self) -> None:
        if self.draft is not None:
            self.erased.emit(self.draft)

    @Slot()
    def _on_theme(self) -> None:
        self.update()
