"""What hides a file’s details from an agent who could read them aloud to a caller not verified (R4.20)."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.services.caller.masking import OUTSIDE_HIDDEN, VISIBLE_AT_LEVEL_2, WHY_HIDDEN, masked
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, card, column, label, line

MASKED_SENTENCE = "Masqué pendant l’appel, visible au niveau 2 : identifiez l’appelant, touche F8."
Level = Callable[[TenantFile], CallerLevel | None]
"""The level that rules what is shown of a file; ``None``: all of it."""


_NOBODY_YET = (
    "Un appel est en cours et personne n’est encore vérifié pour ce dossier : compte, contacts, ménage, "
    "demandes, documents et historique sont masqués."
)
_NO_CALL_YET = (
    "Ce dossier est ouvert pour un appel et personne n’est vérifié : compte, contacts, ménage, demandes, "
    "documents et historique sont masqués. Identifiez l’appelant (F8), ou changez le motif (Ctrl+M)."
)
_THIRD_PARTY = (
    "Rien de ce dossier ne se dit à cette personne. Un renseignement général se note par F9, un rappel au "
    "numéro du dossier se promet par F10, F12 conclut."
)


def _whole(_file: TenantFile) -> CallerLevel | None:
    return None


def _nobody() -> bool:
    return False


class Curtain(QWidget):
    """In the place of the tabs while the file is masked."""

    identify = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.level: Level = _whole
        self.outside: Callable[[], bool] = _nobody
        self.silent: Callable[[], bool] = _nobody
        self.words = label("", "section", wrap=True)
        self._why = label(_NOBODY_YET, "soft", wrap=True)
        self.button = KeyButton("Identifier l’appelant", "F8", kind="main", icon_name="call")
        self.button.clicked.connect(self.identify)
        texts = column(self.words, self._why, spacing=2)
        inside = line(IconLabel("hidden", "soft"), texts, self.button, margins=16, spacing=14)
        inside.setStretch(1, 1)
        self.setLayout(column(card(inside), 1))
        self.hide()

    def cover(self, file: TenantFile) -> TenantFile:
        """What may be shown of the file; drawn whenever something of it may not."""
        outside = self.outside()
        shown = masked(file, self.level(file), OUTSIDE_HIDDEN if outside else WHY_HIDDEN)
        self.setVisible(shown is not file)
        self.words.setText("Masqué jusqu’à la fin de l’appel" if outside else VISIBLE_AT_LEVEL_2)
        nobody = _NO_CALL_YET if self.silent() else _NOBODY_YET
        self._why.setText(_THIRD_PARTY if outside else nobody)
        self.button.setVisible(not outside)
        return shown

    @property
    def is_drawn(self) -> bool:
        """Whether the details are hidden."""
        return not self.isHidden()
