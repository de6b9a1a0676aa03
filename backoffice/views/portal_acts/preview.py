"""What will leave if the act is done: messages, what the portal sends by itself, until when it is undone."""

from PySide6.QtWidgets import QScrollArea, QWidget

from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.messages import MessagePreview
from backoffice.services.portal.orders import ActPreview
from backoffice.views.parts.pieces import IconLabel, card, column, label, line, unbroken
from backoffice.views.tenant.portal.words import sending_words, undo_words


class PreviewPanel(QWidget):
    """Cards from top to bottom, scrolled when they are many."""

    def __init__(self) -> None:
        super().__init__()
        self._cards = column(spacing=8)
        self._told: list[str] = []
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(column(self._cards, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Messages qui partiront")
        self._undo = label("", "soft", wrap=True)
        self.setLayout(column(label("Le locataire sera prévenu", "section"), scroll, self._undo, spacing=6))
        self.say("Lecture des contacts…")

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of the messages."""
        self._clear()
        self._add(label(unbroken(sentence), "soft", wrap=True), sentence)
        self._undo.setText("")

    def show_preview(self, act: PortalAct, preview: ActPreview) -> None:
        """Show what ``act`` would send."""
        self._clear()
        sends = sending_words(act, preview.sends_to)
        if sends:
            self._add(_by_portal(sends), sends)
        for message in preview.messages:
            self._add(_message_card(message), f"{message.address_masked} : {message.body}")
        if not sends and not preview.messages:
            none = "Aucun message ne partira."
            self._add(label(none, "soft", wrap=True), none)
        allowed = preview.refusal is None
        self._undo.setText(unbroken(undo_words(act, preview.undo_minutes)) if allowed else "")

    def text(self) -> str:
        """What is shown, in words."""
        return "\n".join([*self._told, self._undo.text()])

    def _add(self, widget: QWidget, told: str) -> None:
        self._cards.addWidget(widget)
        self._told.append(told)

    def _clear(self) -> None:
        self._told.clear()
        while (item := self._cards.takeAt(0)) is not None:
            before = item.widget()
            if before is not None:
                before.hide()
                before.deleteLater()


def _by_portal(sentence: str) -> QWidget:
    words = label(unbroken(sentence), "strong", wrap=True)
    row = line(IconLabel("privacy"), words, spacing=8)
    row.setStretch(1, 1)
    row.setContentsMargins(12, 8, 12, 8)
    return card(row, "sunken")


def _message_card(message: MessagePreview) -> QWidget:
    head = line(label(message.channel, "strong"), label(message.address_masked, "soft"), 1)
    pieces = [label(message.subject, "strong", wrap=True)] if message.subject else []
    box = column(head, *pieces, label(message.body, "", wrap=True), spacing=4)
    box.setContentsMargins(12, 8, 12, 10)
    return card(box)
