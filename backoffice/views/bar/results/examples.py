"""What can be typed in la barre, for an agent who sees the window for the first time."""

from PySide6.QtWidgets import QWidget

from backoffice.views.parts.pieces import column, label

_EXAMPLES = (
    ("lefevre thi", "un nom, avec ou sans accents, même mal écrit"),
    ("07 56 89 41 00", "un téléphone, ou un courriel, une date de naissance, une adresse"),
    ("1344", "un numéro de client, de tiers, de contrat, de commande, d’avis d’échéance"),
    ("quittance", "une action, une file, un onglet : la touche est écrite à côté"),
)


def examples() -> QWidget:
    """A title and four examples."""
    box = QWidget()
    layout = column(label("Qui appelle ?", "title"), spacing=4)
    layout.setContentsMargins(4, 16, 4, 4)
    layout.addWidget(
        label("Tapez dans la barre ce que dit le locataire, dans n’importe quel ordre :", "soft")
    )
    for text, meaning in _EXAMPLES:
        row = QWidget()
        pieces = column(label(text, "section"), label(meaning, "soft"), spacing=0)
        pieces.setContentsMargins(0, 4, 0, 2)
        row.setLayout(pieces)
        layout.addWidget(row)
    box.setLayout(layout)
    return box
