"""A text being written: subject, body, variables beside, what refuses it, how many SMS it takes."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.filling import fill
from backoffice.rules.letters.refusing import EXAMPLES, refuse_text
from backoffice.rules.letters.segments import plain_sms, segments
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.services.letters.texts import TextShown
from backoffice.views.letters.columns import OURS, written
from backoffice.views.letters.variables import VariableList
from backoffice.views.letters.verdict import Verdict
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, column, label, line, title_of

_VARIABLES_HEIGHT = 150
_LAYOUT = "Ligne vide : paragraphe.  - point de liste   > texte de loi   = libellé | somme"


class TextEditor(QWidget):
    """One text; what is typed and not saved is the page's to keep."""

    changed = Signal()
    saved = Signal()
    default_wanted = Signal()
    history_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: TextShown | None = None
        self.refusal = ""
        self.heading = label("", "section", wrap=True)
        self.state = Badge()
        self.written = label("", "soft", wrap=True)
        self.subject = QLineEdit()
        self._subject_title = title_of("&Objet", self.subject)
        self.body = QPlainTextEdit()
        self.body.setTabChangesFocus(True)
        self._body_title = title_of("&Texte", self.body)
        self._layout_help = label(_LAYOUT, "hint", wrap=True)
        self.verdict = Verdict()
        self.variables = VariableList()
        self.variables.setFixedHeight(_VARIABLES_HEIGHT)
        self.save = KeyButton("Enregistrer", "Ctrl+Entrée", kind="main", icon_name="save")
        self.default = KeyButton("Texte du programme", "Alt+P")
        self.history = KeyButton("Versions…", "Alt+H")
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        heading = line(self.heading, self.state, spacing=8)
        heading.setStretch(0, 1)
        subject = line(self._subject_title, self.subject)
        acts = line(self.save, self.default, self.history, 1)
        named = title_of("&Variables (Entrée les écrit)", self.variables.view)
        layout = column(
            heading,
            self.written,
            subject,
            self._body_title,
            self.body,
            self._layout_help,
            self.verdict,
            named,
            self.variables,
            acts,
            spacing=6,
        )
        layout.setStretch(4, 1)
        self.setLayout(layout)

    def _listen(self) -> None:
        self.subject.textEdited.connect(self._on_typed)
        self.body.textChanged.connect(self._on_typed)
        self.variables.taken.connect(self._on_variable)
        self.save.setShortcut("Ctrl+Return")
        self.default.setShortcut("Alt+P")
        self.history.setShortcut("Alt+H")
        self.save.clicked.connect(self.saved)
        self.default.clicked.connect(self.default_wanted)
        self.history.clicked.connect(self.history_wanted)

    def show_text(self, shown: TextShown, draft: Draft) -> None:
        """The text in force, or ``draft`` being written over it."""
        # Nothing here was typed: the page is told once, at the end.
        self.shown = None
        self.heading.setText(f"{shown.code.label}, par {shown.channel.label}")
        self.written.setText(written(shown))
        sms = shown.channel is TextChannel.SMS
        self._subject_title.setHidden(sms)
        self.subject.setHidden(sms)
        self._layout_help.setVisible(shown.channel is TextChannel.LETTER)
        self.subject.setText(draft.subject)
        self.body.setPlainText(draft.body)
        self.variables.show_variables(shown.variables, shown.required)
        self.shown = shown
        self._judge()

    def draft(self) -> Draft:
        """What is written now."""
        subject = "" if self.subject.isHidden() else self.subject.text().strip()
        return Draft(subject, self.body.toPlainText().strip())

    def is_changed(self) -> bool:
        """Whether it differs from the text in force."""
        if self.shown is None:
            return False
        standing = self.shown.draft
        return self.draft() != Draft(standing.subject.strip(), standing.body.strip())

    def _judge(self) -> None:
        if self.shown is None:
            return
        draft, changed = self.draft(), self.is_changed()
        self.refusal, told = "", "Ce texte peut partir."
        try:
            refuse_text(self.shown.code.value, self.shown.channel, draft.subject, draft.body)
            if self.shown.channel is TextChannel.SMS:
                told = segments(plain_sms(fill(draft.body, EXAMPLES))).sentence
        except GuichetError as error:
            self.refusal = error.sentence
        self.verdict.show_state(self.refusal, told)
        ours = self.shown.row_id is None
        self.state.say(
            "non enregistré" if changed else OURS if ours else "du bailleur", "warn" if changed else "neutral"
        )
        self.save.setEnabled(changed and not self.refusal)
        self.default.setEnabled(changed or not ours)
        self.history.setEnabled(not ours)

    @Slot()
    def _on_typed(self) -> None:
        if self.shown is not None:
            self._judge()
            self.changed.emit()

    @Slot(str)
    def _on_variable(self, words: str) -> None:
        self.body.insertPlainText(words)
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)
