"""« Continuer malgré le quota »: a reason and one line give some more for an hour."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.access import AccessKind, GlassReason
from backoffice.services.access.quotas import Allowance, allowances, break_glass
from backoffice.views.access.choices import Choices
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, set_property
from backoffice.views.surroundings import Surroundings

_TITLES = {
    AccessKind.OPENING: "Continuer à ouvrir des dossiers",
    AccessKind.SEARCH: "Continuer à chercher",
    AccessKind.EXPORT: "Continuer à exporter",
}
_WHY = (
    "Vous avez atteint le quota de votre métier. Ce n’est pas une faute : dites pourquoi, et continuez. "
    "Votre responsable verra ce motif."
)
_MOST_LETTERS = 200


class GlassDialog(SheetDialog):
    """Nothing is given before a reason and a line; Escape leaves the quota as it is."""

    given = Signal(object)
    """The ``AccessKind`` of which there are some more."""

    def __init__(
        self, parent: QWidget, around: Surroundings, kind: AccessKind, customer_id: int | None = None
    ) -> None:
        super().__init__(parent, _TITLES[kind], _WHY)
        self._around = around
        self._kind = kind
        self._customer_id = customer_id
        self._spent = False
        self.choices: Choices[GlassReason] = Choices(tuple(GlassReason), self)
        self.choices.chosen.connect(self._on_chosen)
        self.words = QLineEdit()
        self.words.setAccessibleName("Précision en une ligne")
        self.words.setPlaceholderText("Précision en une ligne, sans nom de locataire")
        self.words.setMaxLength(_MOST_LETTERS)
        self.words.textChanged.connect(self._on_words)
        self.words.returnPressed.connect(self._on_act)
        self.left = label("", "soft", wrap=True)
        self.cancel = KeyButton("Annuler", "Échap")
        self.act = KeyButton("Continuer", "Ctrl+Entrée", kind="main")
        self._lay_out()
        around.runner.read(
            allowances,
            owner=self,
            then=self._show_left,
            failed=self.messages.say_error,
            topic="allowances",
        )

    def _lay_out(self) -> None:
        for piece in (self.choices, self.words, self.left):
            self.body.addWidget(piece)
        # No default button: Enter in the line would press it as well.
        self.cancel.clicked.connect(self.reject)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_act)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(520, 420)

    def _show_left(self, answer: tuple[Allowance, ...]) -> None:
        mine = next((one for one in answer if one.kind is self._kind), None)
        self._spent = mine is None or not mine.times or not mine.extra
        for piece in (self.choices, self.words):
            piece.setEnabled(not self._spent)
        set_property(self.left, "role", "strong" if self._spent else "soft")
        if mine is None or self._spent:
            self.left.setText(
                "Votre quota ne peut plus être dépassé aujourd’hui : voyez avec votre responsable."
            )
        else:
            again = "une dernière fois" if mine.times == 1 else f"{mine.times} fois encore"
            self.left.setText(f"Vous en aurez {mine.extra} de plus pendant une heure ({again} aujourd’hui).")
        self._refresh()

    def _is_ready(self) -> bool:
        return not self._spent and self.choices.choice() is not None and bool(self.words.text().strip())

    def _refresh(self) -> None:
        self.act.setEnabled(self._is_ready())

    def _show_given(self, _more: int) -> None:
        self.given.emit(self._kind)
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self._refresh()
        self.messages.say_error(error)

    @Slot(str)
    def _on_chosen(self, _code: str) -> None:
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()

    @Slot(str)
    def _on_words(self, _text: str) -> None:
        self._refresh()

    @Slot()
    def _on_act(self) -> None:
        reason = self.choices.choice()
        if reason is None or not self._is_ready():
            return
        self.act.setEnabled(False)
        self._around.runner.write(
            break_glass,
            self._kind,
            reason,
            self.words.text(),
            self._customer_id,
            owner=self,
            then=self._show_given,
            failed=self._show_failure,
            changes=(),
        )
