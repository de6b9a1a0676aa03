"""« Vous écriviez … le … à … »: a draft found again, to go on with or to erase."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut

from backoffice.rules.drafts.draft import Draft, sentence, short_sentence
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, column, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame

_TONE = "accent"


class DraftStrip(TonedFrame):
    """One draft at a time; hidden while there is none."""

    resumed = Signal(object)
    erased = Signal(object)

    def __init__(self, *, narrow: bool = False) -> None:
        """``narrow``: the buttons under the words, as in a dialog, which itself says what was written."""
        super().__init__(_TONE)
        self.draft: Draft | None = None
        self._narrow = narrow
        self._when = label("", "strong", wrap=True)
        self._text = Elided("", "soft")
        self.resume = KeyButton("Reprendre", "Alt+R")
        self.resume.clicked.connect(self._on_resume)
        self.erase = KeyButton("Effacer", "Alt+E", kind="quiet")
        self.erase.clicked.connect(self._on_erase)
        for key, button in (("Alt+R", self.resume), ("Alt+E", self.erase)):
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
        self._lay_out()
        self.hide()

    def show_draft(self, draft: Draft | None) -> None:
        """Offer a draft, or none."""
        self.draft = draft
        if draft is None:
            self.hide()
            return
        words = short_sentence(draft) if self._narrow else sentence(draft)
        self._when.setText(unbroken(words))
        self._text.say(f"« {' '.join(draft.text.split())} »")
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _lay_out(self) -> None:
        words = column(self._when, self._text, spacing=1)
        buttons = line(1, self.resume, self.erase, spacing=10)
        pieces = (column(words, buttons, spacing=6),) if self._narrow else (words, buttons)
        layout = line(IconLabel("info", _TONE), *pieces, spacing=10)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 6, 8, 6)
        self.setLayout(layout)

    @Slot()
    def _on_resume(self) -> None:
        if self.draft is not None:
            self.resumed.emit(self.draft)

    @Slot()
    def _on_erase(self) -> None:
        if self.draft is not None:
            self.erased.emit(self.draft)
