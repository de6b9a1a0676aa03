"""Checks through a contact on file: a number to call back, a one-time code to send and to hear (R4.20)."""

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout

from backoffice.rules.dates import french_time
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome
from backoffice.services.caller.codes import CodeSent
from backoffice.services.caller.contacts import SecurityContact
from backoffice.views.call.panels import Panel
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import label, line, set_property, unbroken

_DIGITS = 6
_NONE = "Aucun contact assez ancien au dossier : choisissez un autre contrôle."


class ContactPanel(Panel):
    """A panel that lists the contacts that may serve, the first one chosen; arrows choose another."""

    def __init__(self, method: CheckMethod, title: str, advice: str, right: str, wrong: str) -> None:
        super().__init__(method, title, advice, right, wrong)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.facts.addLayout(self._list)
        self.choices_of: dict[int, KeyButton] = {}
        # A group of their own: the methods of the dialog are another choice.
        self._group = QButtonGroup(self)
        self.right.setEnabled(False)

    def offer(self, contacts: tuple[SecurityContact, ...]) -> None:
        """Show the contacts; without any, the check cannot be made."""
        if not contacts:
            self._list.addWidget(label(_NONE, "strong", wrap=True))
            return
        for contact in contacts:
            button = KeyButton(f"{contact.channel.label}  {self.words(contact)}", kind="choice")
            button.setCheckable(True)
            self._group.addButton(button)
            self._list.addWidget(button)
            self.choices_of[contact.id] = button
        next(iter(self.choices_of.values())).setChecked(True)
        self.right.setEnabled(True)
        self.right.setFocus(Qt.FocusReason.OtherFocusReason)

    def words(self, contact: SecurityContact) -> str:
        """How a contact is shown: masked, unless the agent must dial it."""
        return contact.masked

    def chosen(self) -> int | None:
        """The contact chosen."""
        return next((key for key, button in self.choices_of.items() if button.isChecked()), None)


class CallBackPanel(ContactPanel):
    """Level 2: hang up and call a number that the file already held."""

    def __init__(self) -> None:
        super().__init__(
            CheckMethod.CALL_BACK,
            "Rappel au numéro du dossier",
            "Raccrochez, puis composez vous-même un numéro du dossier, jamais celui que l’appelant donne.",
            "C’est bien elle",
            "Ce n’est pas elle",
        )

    def words(self, contact: SecurityContact) -> str:
        """The whole number, to be dialled."""
        return contact.shown

    @Slot()
    def say_wrong(self) -> None:
        """Nobody, or somebody else, answered at the number chosen."""
        if self.chosen() is not None:
            self.judged.emit(self.method, CheckOutcome.FAILED)


class CodeField(QLineEdit):
    """Six digits; letters are left to the keys of the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Code entendu")
        self.setPlaceholderText("6 chiffres")
        self.setMaximumWidth(140)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("(\\s*[0-9]){0,6}\\s*")))

    def event(self, event: QEvent) -> bool:
        """Keep digits from the shortcuts of the dialog, and letters for them."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.text().isalpha()
        ):
            event.ignore()
            return False
        return super().event(event)

    def digits(self) -> str:
        """What was typed, without spaces."""
        return "".join(self.text().split())


class CodePanel(ContactPanel):
    """Level 2: a one-time code that the database sends, and that the tenant reads aloud."""

    send_asked = Signal(int)
    """The contact to send it to."""
    typed = Signal(str)
    """The six digits heard."""

    def __init__(self) -> None:
        super().__init__(
            CheckMethod.CODE,
            "Code envoyé au dossier",
            "Envoyez un code, faites-le lire à voix haute, tapez ce que vous entendez.",
            "Envoyer un code",
            "",
        )
        self.wrong.hide()
        self.status = label("", "soft", wrap=True)
        self.field = CodeField()
        self.check = KeyButton("Vérifier", "Entrée", kind="main")
        self.resend = KeyButton("Renvoyer un code", "J")
        self.resend.clicked.connect(self.say_right)
        self.resend.hide()
        self.choices.insertWidget(0, self.resend)
        self.facts.addWidget(self.status)
        self.facts.addLayout(line(self.field, self.check, 1))
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._on_check)
        self.check.clicked.connect(self._on_check)
        self._show_field(shown=False)

    def show_sent(self, sent: CodeSent) -> None:
        """A code is on its way: the field waits for it."""
        until = french_time(sent.expires_at)
        self._tell(f"Code envoyé : {sent.masked}, valable jusqu’à {until}. {_left(sent.tries_left)}", "")
        # One main button at a time: from now on it is the one that verifies.
        self.right.hide()
        self.resend.show()
        self.right.setEnabled(sent.codes_left > 0)
        self.resend.setEnabled(sent.codes_left > 0)
        self._show_field(shown=sent.tries_left > 0)
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_missed(self, tries_left: int) -> None:
        """It was not the code."""
        again = " : faites-le répéter" if tries_left else ""
        self._tell(f"Ce n’est pas le code{again}. {_left(tries_left)}", "bad")
        self._show_field(shown=tries_left > 0)
        self.field.clear()
        focused = self.field if tries_left else self.resend
        focused.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def say_right(self) -> None:
        """Send a code to the contact chosen."""
        chosen = self.chosen()
        if chosen is not None and self.right.isEnabled():
            self.send_asked.emit(chosen)

    @Slot()
    def say_wrong(self) -> None:
        """There is nothing to judge here: the database does."""

    def _show_field(self, *, shown: bool) -> None:
        self.field.setVisible(shown)
        self.check.setVisible(shown)
        self._on_text("")

    def _tell(self, sentence: str, tone: str) -> None:
        self.status.setText(unbroken(sentence))
        set_property(self.status, "role", "strong" if tone else "soft")
        set_property(self.status, "tone", tone)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.status, sentence))

    @Slot(str)
    def _on_text(self, _text: str) -> None:
        self.check.setEnabled(len(self.field.digits()) == _DIGITS)

    def try_again(self) -> None:
        """What was typed could not be judged: it may be sent again."""
        self._on_text("")

    @Slot()
    def _on_check(self) -> None:
        if self.check.isEnabled():
            self.check.setEnabled(False)
            self.typed.emit(self.field.digits())


def _left(tries: int) -> str:
    if tries == 0:
        return "Plus d’essai : renvoyez un code, ou choisissez un autre contrôle."
    return "Dernier essai." if tries == 1 else f"Il reste {tries} essais."
