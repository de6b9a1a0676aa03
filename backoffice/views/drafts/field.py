"""A field whose text is kept until its dialog has sent it."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from backoffice.rules.drafts.draft import Draft
from backoffice.views.drafts.keeper import Drafts
from backoffice.views.drafts.strip import DraftStrip
from backoffice.views.parts.dialog import SheetDialog


class KeptField(QObject):
    """Lives as long as the dialog: keeps what is typed, offers back what was, erases what is sent.

    ``what`` follows « Vous écriviez »: « le résumé de l’appel de Mme X ».
    """

    def __init__(
        self,
        dialog: SheetDialog,
        field: QPlainTextEdit,
        drafts: Drafts,
        *,
        place: str,
        what: str,
        customer_id: int | None,
    ) -> None:
        super().__init__(dialog)
        self._field = field
        self._drafts = drafts
        self._place, self._what, self._customer_id = place, what, customer_id
        self.strip = DraftStrip(narrow=True)
        self.strip.resumed.connect(self._on_resumed)
        self.strip.erased.connect(self._on_erased)
        dialog.body.insertWidget(0, self.strip)
        # While the program fills a field, the field says that it was modified; a moment later no more.
        self._timer = QTimer(self, interval=0)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_text)
        field.textChanged.connect(self._timer.start)
        dialog.accepted.connect(self._on_sent)
        drafts.said.connect(dialog.messages.say)
        draft = drafts.find(place)
        if draft is not None and drafts.takes_at_once(place):
            self._on_resumed(draft)
        else:
            self.strip.show_draft(draft)

    @Slot()
    def _on_text(self) -> None:
        if self._field.document().isModified():
            self._drafts.keep(self._place, self._what, self._customer_id, self._field.toPlainText())

    @Slot(object)
    def _on_resumed(self, draft: Draft) -> None:
        """Put the text in the field; Ctrl+Z brings back what was there."""
        self.strip.show_draft(None)
        cursor = self._field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(draft.text)
        self._field.setTextCursor(cursor)
        self._field.setFocus()

    @Slot(object)
    def _on_erased(self, _draft: Draft) -> None:
        self.strip.show_draft(None)
        self._drafts.erase(self._place)

    @Slot()
    def _on_sent(self) -> None:
        self._timer.stop()
        self._drafts.erase(self._place)
