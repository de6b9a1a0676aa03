"""Closing the window while somebody is on the line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label


class LeaveDialog(SheetDialog):
    """Going on is the default; closing again closes all the same, the call stays open."""

    conclude = Signal()
    leave = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, "Un appel est en cours", name)
        self.body.addWidget(
            label(
                "Concluez-le d’abord : son résumé est déjà écrit. Sinon l’appel reste ouvert et vous le "
                "retrouverez en rouvrant le dossier.",
                "",
                wrap=True,
            )
        )
        stay = KeyButton("Continuer l’appel", "Échap")
        stay.clicked.connect(self.reject)
        anyway = KeyButton("Fermer sans conclure", "Alt+F4")
        anyway.clicked.connect(self.leave)
        conclude = KeyButton("Conclure l’appel", "F12", kind="main", icon_name="call")
        conclude.setShortcut("F12")
        conclude.setAutoDefault(True)
        conclude.clicked.connect(self.accept)
        conclude.clicked.connect(self.conclude)
        for button in (stay, anyway, conclude):
            self.buttons.addWidget(button)
        conclude.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(560, 200)
