"""The checks offered beside the panel, each with its digit."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from backoffice.rules.vocabulary.calls import CheckMethod, ContactPlace
from backoffice.views.parts.buttons import KeyButton

PHONE = (CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CODE, CheckMethod.CALL_BACK)
COUNTER = (CheckMethod.COUNTER_ID, CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CODE)
_WORDS = {
    CheckMethod.IDENTIFIERS: "Numéro et nom",
    CheckMethod.TWO_ANSWERS: "Deux réponses",
    CheckMethod.CODE: "Code envoyé",
    CheckMethod.CALL_BACK: "Rappel au dossier",
    CheckMethod.COUNTER_ID: "Pièce d’identité",
}


class Methods(QWidget):
    """Empty until it is known where the person is."""

    wanted = Signal(object)
    """The ``CheckMethod`` chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[CheckMethod, KeyButton] = {}
        self._group = QButtonGroup(self)
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)
        self._list.addStretch(1)
        # An empty list would still take its share of the margins.
        self.hide()

    def offer(self, place: str) -> CheckMethod:
        """Show the checks that can be made there, once; answers the first of them."""
        methods = COUNTER if place == ContactPlace.COUNTER else PHONE
        if not self.buttons:
            for rank, method in enumerate(methods, 1):
                self._add(method, rank)
        self.show()
        return methods[0]

    def show_method(self, method: CheckMethod) -> None:
        """Mark the check being made; one that takes digits leaves them to Ctrl."""
        self.buttons[method].setChecked(True)
        control = "Ctrl+" if method is CheckMethod.CODE else ""
        for rank, (one, button) in enumerate(self.buttons.items(), 1):
            button.say(_WORDS[one], f"{control}{rank}")

    def press(self, rank: int) -> None:
        """The digit of a check."""
        if rank <= len(self.buttons):
            self.wanted.emit(list(self.buttons)[rank - 1])

    def _add(self, method: CheckMethod, rank: int) -> None:
        button = KeyButton(_WORDS[method], str(rank), kind="choice")
        button.setCheckable(True)
        button.setMinimumWidth(190)
        button.setProperty("method", method.value)
        button.clicked.connect(self._on_pressed)
        self._group.addButton(button)
        self._list.insertWidget(self._list.count() - 1, button)
        self.buttons[method] = button

    @Slot()
    def _on_pressed(self) -> None:
        self.wanted.emit(CheckMethod(str(self.sender().property("method"))))
