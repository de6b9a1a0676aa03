"""A field for free text with its checker under it: what may not be said, at every key typed (R5.17)."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from backoffice.rules.notes.checker import NoteVerdict, check_note
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.notes.words import NoteOutcome
from backoffice.views.parts.pieces import IconLabel, column, label, line, set_property, unbroken
from backoffice.views.parts.toned import TonedFrame

RULE = "La personne peut lire cette note : des faits utiles au service, rien sur sa vie privée."
_TEXT_HEIGHT, _VERDICT_HEIGHT = 110, 84
_LOOKS = {
    NoteOutcome.OK: ("info", ""),
    NoteOutcome.WARN: ("warn", "warn"),
    NoteOutcome.BLOCK: ("error", "bad"),
}
_STARTS = {NoteOutcome.WARN: "À relire", NoteOutcome.BLOCK: "À corriger"}


class NoteField(QWidget):
    """The text, its length, and the verdict in words; the text is never rewritten."""

    judged = Signal()
    """The text or the verdict has changed."""

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._vocabulary: Vocabulary | None = None
        self.verdict = NoteVerdict(NoteOutcome.OK)
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(_TEXT_HEIGHT)
        self.edit.textChanged.connect(self._on_text)
        self._length = label("", "hint")
        self._strip = _Strip()
        self.setLayout(column(self.edit, line(1, self._length), self._strip, spacing=4))
        self._judge()

    def use(self, vocabulary: Vocabulary) -> None:
        """Check with ``vocabulary`` from now on; until then nothing is found here, only by the database."""
        self._vocabulary = vocabulary
        self._judge()

    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self.edit.toPlainText().strip()

    def shown(self) -> str:
        """What the checker says under the text."""
        return self._strip.words()

    @Slot()
    def _on_text(self) -> None:
        self._judge()

    def _judge(self) -> None:
        text = self.text()
        if self._vocabulary is not None:
            self.verdict = check_note(text, self._vocabulary)
            most = self._vocabulary.max_chars
            self._length.setText(f"{len(text)} / {most}")
            set_property(self._length, "tone", "bad" if len(text) > most else "")
        self._strip.show_verdict(self.verdict)
        self.judged.emit()


class _Strip(TonedFrame):
    """The verdict: always as high, so that nothing moves under the hands."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._said = ""
        self._icon = IconLabel("info", "soft")
        self._sentence = label("", "strong", wrap=True)
        self._rewording = label("", "", wrap=True)
        words = column(self._sentence, self._rewording, 1, spacing=2)
        layout = line(self._icon, words, spacing=10)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 7, 12, 7)
        self.setLayout(layout)
        self.setMinimumHeight(_VERDICT_HEIGHT)

    def show_verdict(self, verdict: NoteVerdict) -> None:
        """The gravest finding, what to write instead, how many others; a screen reader says it once."""
        icon, tone = _LOOKS[verdict.outcome]
        self.take_tone(tone)
        self._icon.say(icon, tone or "soft")
        set_property(self._sentence, "role", "strong" if verdict.findings else "soft")
        sentence, rewording = _sentence(verdict), _rewording(verdict)
        self._words = f"{sentence} {rewording}".strip()
        self._sentence.setText(unbroken(sentence))
        self._rewording.setText(unbroken(rewording))
        self._rewording.setVisible(bool(verdict.findings))
        said = self.words() if verdict.findings else ""
        if said and said != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self._said = said

    def words(self) -> str:
        """What is written in it."""
        return self._words


def _sentence(verdict: NoteVerdict) -> str:
    if not verdict.findings:
        return RULE
    others = len(verdict.findings) - 1
    more = f" ({others} autre{'s' if others > 1 else ''} à revoir)" if others else ""
    return f"{_STARTS[verdict.outcome]}{more} — {verdict.findings[0].sentence}"


def _rewording(verdict: NoteVerdict) -> str:
    if not verdict.findings or not verdict.findings[0].rewording:
        return ""
    return f"Par exemple : {verdict.findings[0].rewording}."
