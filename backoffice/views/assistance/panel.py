"""One form beside the file, what is missing, and the keys that decide of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.forms import FormRefusal
from backoffice.services.assistance.results import FormCase
from backoffice.views.assistance.comparison import Comparison
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, card, column, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame

_CHOOSE = "↑ ↓ choisissez un formulaire, Entrée le prend ; S prend le plus pressant."
_NOT_MINE = "Entrée prend ce formulaire : tant que vous ne l’avez pas, rien ne se décide."
_READY = "Tout est réuni : A libère l’inscription. Le titulaire en est averti aux contacts du dossier."
_NOBODY = "Personne n’est averti : le dossier n’a ni courriel ni portable."


class FormPanel(QFrame):
    """Shows and asks; the page does what is asked."""

    released = Signal()
    released_at_counter = Signal()
    """An identity paper being seen."""
    refused = Signal(object)
    """A ``FormRefusal``."""
    doubted = Signal()
    file_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.case: FormCase | None = None
        self.title = label(_CHOOSE, "section", wrap=True)
        self.origin = label("", "soft", wrap=True)
        self.comparison = Comparison()
        self._missing_icon = IconLabel("info")
        self.missing = label("", "strong", wrap=True)
        self._missing_frame = TonedFrame("accent")
        missing = line(self._missing_icon, self.missing, spacing=10)
        missing.setStretch(1, 1)
        missing.setContentsMargins(12, 6, 12, 6)
        self._missing_frame.setLayout(missing)
        self.access = label("", "", wrap=True)
        self.acts = self._make_acts()
        self.reasons = self._make_reasons()
        inside = column(
            self.title, self.origin, self.comparison, self.access, self._missing_frame, self.acts,
            self.reasons, margins=14, spacing=10,
        )  # fmt: skip
        self.setLayout(column(card(inside), 1))
        self._shown = (self.origin, self.comparison, self._missing_frame, self.access, self.acts)
        self.show_case(None)

    def show_case(self, case: FormCase | None) -> None:
        """Show one form, or none."""
        self.case = case
        for piece in self._shown:
            piece.setVisible(case is not None)
        self.reasons.hide()
        if case is None:
            self.title.setText(_CHOOSE)
            return
        again = f", envoyé {case.sendings} fois" if case.sendings > 1 else ""
        self.title.setText(f"Formulaire n° {case.item_id}{again}")
        received = f"{case.landlord_name}, {case.agency}. Reçu le {french_instant(case.received_at)}."
        self.origin.setText(unbroken(f"{received} {case.doubt}".strip()))
        self.comparison.show_lines(case.lines)
        self.access.setText(unbroken(case.access))
        self._say_missing(case)
        self.release.setEnabled(case.mine and not case.release_missing)
        self.counter.setEnabled(case.mine and not case.counter_missing)
        self.refuse.setEnabled(case.mine)
        self.doubt.setEnabled(case.mine and not case.doubt)

    def ask_reason(self) -> None:
        """Show the reasons of a refusal and what the holder will receive."""
        if self.case is None or not self.case.mine:
            return
        mail = " ".join(self.case.refusal_mail.split())
        self.mail.setText(unbroken(mail or _NOBODY))
        told = self.case.told
        self.mail_head.setText(f"Ce que reçoit le titulaire ({told}), le délai d’annulation passé :")
        self.mail_head.setVisible(bool(told))
        self.acts.hide()
        self._missing_frame.hide()
        self.reasons.show()
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up_reason(self) -> bool:
        """Back from the reasons to the acts; false when they were not shown."""
        if not self.is_asking():
            return False
        self.reasons.hide()
        self.acts.show()
        self._missing_frame.show()
        self.take_focus()
        return True

    def is_asking(self) -> bool:
        """Whether a reason is being chosen."""
        return not self.reasons.isHidden()

    def take_focus(self) -> None:
        """Give the keyboard to the first act that may be done."""
        for button in (self.release, self.refuse, self.open_file):
            if button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _say_missing(self, case: FormCase) -> None:
        if not case.mine:
            held = (
                f"{case.holder} traite ce formulaire : prenez le suivant (S)." if case.holder else _NOT_MINE
            )
            sentence, tone, icon_name = held, "accent", "info"
        elif case.release_missing:
            sentence, tone, icon_name = case.release_missing, "warn", "warn"
        else:
            sentence, tone, icon_name = _READY, "ok", "ok"
        self.missing.setText(unbroken(sentence))
        self.missing.setAccessibleName(sentence)
        self._missing_icon.say(icon_name, tone)
        self._missing_frame.take_tone(tone)
        # A greyed act says why, also to who does not see the sentence above it.
        for button, why in (
            (self.release, case.release_missing if case.mine else sentence),
            (self.counter, case.counter_missing if case.mine else sentence),
        ):
            button.setAccessibleDescription(f"Touche {button.property('key')}. {why}".strip())

    def _make_acts(self) -> QWidget:
        self.release = self._act("Libérer l’inscription", "A", self.released.emit, "main")
        self.counter = self._act("Libérer au guichet, pièce vue", "G", self.released_at_counter.emit)
        self.refuse = self._act("Refuser…", "R", self.ask_reason)
        self.doubt = self._act("Dans le doute, au conseiller", "D", self.doubted.emit)
        self.open_file = self._act("Ouvrir le dossier", "O", self.file_wanted.emit)
        self.following = self._act("Suivant", "S", self.next_wanted.emit)
        shown = QWidget()
        first = line(self.release, self.counter, self.refuse, 1)
        second = line(self.doubt, self.open_file, self.following, 1)
        shown.setLayout(column(first, second))
        return shown

    def _act(self, words: str, key: str, slot: Callable[[], None], kind: str = "") -> KeyButton:
        button = KeyButton(words, key, kind=kind)
        button.setProperty("key", key)
        button.clicked.connect(lambda _checked: slot())
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._press(button))
        return button

    def _press(self, button: KeyButton) -> None:
        """A key does what its button does, where it is shown; the next form is taken from anywhere."""
        if self.is_asking():
            return
        if button.isVisible():
            button.click()
        elif button is self.following:
            self.next_wanted.emit()

    def _make_reasons(self) -> QWidget:
        self.choices: list[KeyButton] = []
        grid = QGridLayout()
        grid.setSpacing(6)
        for rank, reason in enumerate(FormRefusal):
            choice = KeyButton(reason.label, str(rank + 1), kind="choice")
            choice.setProperty("reason", reason.value)
            choice.clicked.connect(self._on_reason)
            shortcut = QShortcut(QKeySequence(str(rank + 1)), self._page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda button=choice: button.click() if self.is_asking() else None)
            grid.addWidget(choice, rank // 2, rank % 2)
            self.choices.append(choice)
        self.mail_head = label("", "hint", wrap=True)
        self.mail = label("", "soft", wrap=True)
        back = KeyButton("Revenir", "Échap", kind="quiet")
        back.clicked.connect(lambda _checked: self.give_up_reason())
        shown = QWidget()
        head = label("Pourquoi refuser ? Le titulaire n’en lit rien.", "strong", wrap=True)
        shown.setLayout(column(head, grid, self.mail_head, self.mail, line(back, 1)))
        return shown

    @Slot()
    def _on_reason(self) -> None:
        self.refused.emit(FormRefusal(self.sender().property("reason")))
