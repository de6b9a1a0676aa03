"""The text as a real tenant would read it: his number typed, the letter as pages or the message as words."""

from PySide6.QtCore import QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QRegularExpressionValidator, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from backoffice.services.letters.preview import TextPreview
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.paper import PaperView
from backoffice.views.parts.pieces import column, label, line, title_of, unbroken
from backoffice.views.receipt.papers import Pages

_INVITATION = "Tapez le numéro d’un locataire : ce texte se montre ici comme il le lira. Rien ne part."
_NUMBER = QRegularExpression(r"[\w/ .-]{0,30}")


_READABLE = 1000


class LargeLetter(SheetDialog):
    """The letter as wide as it can be read; Escape closes."""

    def __init__(self, parent: QWidget, pages: Pages) -> None:
        super().__init__(parent, "Aperçu de la lettre", "Rien n’est émis : c’est un essai.")
        self.paper = PaperView("Aperçu de la lettre")
        self.body.addWidget(self.paper, 1)
        closing = KeyButton("Fermer", "Échap", kind="main")
        closing.clicked.connect(self.reject)
        self.buttons.addWidget(closing)
        room = parent.size()
        self.resize(min(860, room.width() - 40), room.height() - 40)
        self._pages = pages

    def showEvent(self, event: QShowEvent) -> None:
        """The pages, once the width is known."""
        super().showEvent(event)
        self.paper.show_pages(self._pages)
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)


class TenantPreview(QWidget):
    """Asks for a number, shows what comes back; the number is kept from one text to the next."""

    wanted = Signal(str)
    """A number, as typed."""

    def __init__(self) -> None:
        super().__init__()
        self.number = QLineEdit()
        self.number.setAccessibleName("Numéro du locataire")
        self.number.setPlaceholderText("client, contrat ou tiers")
        self.number.setValidator(QRegularExpressionValidator(_NUMBER, self))
        self.number.returnPressed.connect(self._on_asked)
        self.look = KeyButton("Essayer", "Alt+L", icon_name="watch")
        self.look.clicked.connect(self._on_asked)
        self.larger = KeyButton("Agrandir", "Alt+G", icon_name="search")
        self.larger.setShortcut("Alt+G")
        self.larger.clicked.connect(self._on_larger)
        self.subject = label("", "strong", wrap=True)
        self.paper = PaperView("Aperçu")
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("Aperçu du message")
        self.told = label("", "soft", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.paper)
        self._stack.addWidget(self.words)
        asked = line(title_of("&N°", self.number), self.number, self.look)
        asked.setStretch(1, 1)
        layout = column(asked, self.subject, self._stack, line(self.larger, 1), self.told)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        shortcut = QShortcut(QKeySequence("Alt+L"), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._on_key)
        self.clear()

    def clear(self) -> None:
        """Nothing to show yet for this text."""
        self.say(_INVITATION)

    def say(self, sentence: str) -> None:
        """A sentence in place of the preview."""
        self.subject.hide()
        self.larger.hide()
        self.told.setText("")
        self.paper.say(unbroken(sentence))
        self._stack.setCurrentWidget(self.paper)

    def show_preview(self, preview: TextPreview, pages: Pages) -> None:
        """What the tenant would read."""
        self.subject.setText(preview.subject)
        self.subject.setVisible(bool(preview.subject) and not pages)
        self.larger.setVisible(bool(pages))
        if pages:
            self.paper.show_pages(pages)
        else:
            self.words.setPlainText(preview.body)
        self._stack.setCurrentWidget(self.paper if pages else self.words)
        told = [preview.parts] if preview.parts else []
        if preview.by_example:
            names = ", ".join(f"{{{name}}}" for name in preview.by_example)
            told.append(f"Montré par un exemple, la décision le donnera : {names}.")
        self.told.setText(unbroken("\n".join(told)))

    def pixels_across(self) -> int:
        """How wide a page is drawn: enough to be read once enlarged."""
        return max(_READABLE, self.paper.pixels_across())

    @Slot()
    def _on_larger(self) -> None:
        if self.paper.pages():
            LargeLetter(self.window(), self.paper.pages()).open()

    def show_words(self, words: str) -> None:
        """What the tenant would read of a reason."""
        self.subject.hide()
        self.larger.hide()
        self.told.setText("")
        self.words.setPlainText(words)
        self._stack.setCurrentWidget(self.words)

    @Slot()
    def _on_key(self) -> None:
        if self.number.text().strip():
            self._on_asked()
        else:
            self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_asked(self) -> None:
        number = self.number.text().strip()
        if number:
            self.wanted.emit(number)
        else:
            self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
