"""What hides a file’s details from an agent who could read them aloud to a caller not verified (R4.20)."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.services.caller.masking import VISIBLE_AT_LEVEL_2, masked
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, card, column, label, line

MASKED_SENTENCE = "Masqué pendant l’appel, visible au niveau 2 : identifiez l’appelant, touche F8."
Level = Callable[[TenantFile], CallerLevel | None]
"""The level that rules what is shown of a file; ``None``: all of it."""


def _whole(_file: TenantFile) -> CallerLevel | None:
    return None


class Curtain(QWidget):
    """In the place of the tabs while the file is masked."""

    identify = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.level: Level = _whole
        self.words = label("", "section", wrap=True)
        self._why = label(
            "Un appel est en cours et personne n’est encore vérifié pour ce dossier : compte, contacts, "
            "ménage, demandes, documents et historique sont masqués.",
            "soft",
            wrap=True,
        )
        self.button = KeyButton("Identifier l’appelant", "F8", kind="main", icon_name="call")
        self.button.clicked.connect(self.identify)
        texts = column(self.words, self._why, spacing=2)
        inside = line(IconLabel("hidden", "soft"), texts, self.button, margins=16, spacing=14)
        inside.setStretch(1, 1)
        self.setLayout(column(card(inside), 1))
        self.hide()

    def cover(self, file: TenantFile) -> TenantFile:
        """What may be shown of the file; drawn whenever something of it may not."""
        shown = masked(file, self.level(file))
        self.setVisible(shown is not file)
        self.words.setText(VISIBLE_AT_LEVEL_2)
        return shown

    @property
    def is_drawn(self) -> bool:
        """Whether the details are hidden."""
        return not self.isHidden()
