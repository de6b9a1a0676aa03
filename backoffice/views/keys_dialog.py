"""F1: every key of the program on one page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, label, line

_GROUPS = (
    (
        "Partout",
        (
            ("Ctrl+K", "rechercher un locataire"),
            ("↑ ↓", "choisir dans une liste"),
            ("Entrée", "ouvrir, ou faire l’acte proposé"),
            ("Échap", "revenir, fermer sans rien changer"),
            ("Tab", "aller au champ suivant"),
            ("F1", "cette page"),
        ),
    ),
    (
        "Dossier du locataire",
        (
            ("F8", "identifier l’appelant"),
            ("F2", "expliquer le solde"),
            ("F3", "émettre une quittance"),
            ("F4", "débloquer le compte en ligne"),
            ("F5", "voir l’assurance et le contrat"),
            ("F6", "voir les demandes"),
            ("Ctrl+1 … 7", "ouvrir un onglet"),
            ("Ctrl+R", "relire le dossier"),
            ("F12", "conclure l’appel"),
            ("Ctrl+M", "changer le motif d’ouverture"),
        ),
    ),
    (
        "Fenêtres d’acte",
        (
            ("1 … 6", "choisir un contrôle, un motif"),
            ("J / F", "réponse juste / fausse"),
            ("R", "montrer la réponse du dossier"),
            ("Ctrl+Entrée", "faire l’acte, depuis un texte"),
            ("Ctrl+S", "enregistrer le document"),
            ("Ctrl+P", "imprimer le document"),
        ),
    ),
)


class KeysDialog(SheetDialog):
    """Three groups side by side."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "Touches", "Tout se fait au clavier ; la touche est écrite dans chaque bouton."
        )
        self.body.addLayout(line(*(_group(title, keys) for title, keys in _GROUPS), spacing=12))
        close = KeyButton("Fermer", "Échap")
        close.setAutoDefault(True)
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        close.setFocus(Qt.FocusReason.OtherFocusReason)


def _group(title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(16, 12, 16, 14)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    grid.addWidget(label(title, "section"), 0, 0, 1, 2)
    for row, (key, meaning) in enumerate(keys, 1):
        grid.addWidget(label(key, "strong"), row, 0)
        grid.addWidget(label(meaning), row, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(len(keys) + 1, 1)
    return card(grid)
