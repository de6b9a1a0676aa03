"""F1: every key of the program on one page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, column, label, line

_Group = tuple[str, tuple[tuple[str, str], ...]]

_EVERYWHERE: _Group = (
    "Partout",
    (
        ("Ctrl+K", "chercher un locataire, une action, une file"),
        ("Alt+1 … 9", "retirer une lecture de ce qui est tapé"),
        ("Alt+0", "remettre toutes les lectures"),
        ("↑ ↓", "choisir dans une liste"),
        ("Entrée", "ouvrir, ou faire l’acte proposé"),
        ("Échap", "revenir où l’on était, fermer sans rien changer"),
        ("Tab", "aller au champ suivant"),
        ("Alt+R / E", "reprendre / effacer un brouillon"),
        ("F1", "cette page"),
    ),
)
_CALL: _Group = (
    "Appel",
    (
        ("F8", "prendre l’appel, identifier l’appelant"),
        ("F7", "phrases prêtes à lire"),
        ("F9", "noter un contact sans dossier"),
        ("F10", "promettre un rappel"),
        ("F12", "conclure l’appel"),
        ("Ctrl+Maj+D", "prendre l’appel qui attend"),
        ("Ctrl+Maj+I", "ignorer l’appel qui attend"),
        ("Ctrl+Maj+A", "rattacher le numéro qui a sonné"),
        ("Ctrl+D", "composer un numéro du dossier"),
        ("Ctrl+Maj+F", "mes rappels"),
        ("K / M / P / V", "rappel tenu / manqué / passé, alerte vue"),
        ("S", "contacts sans dossier par semaine"),
    ),
)
_FILE: _Group = (
    "Dossier du locataire",
    (
        ("F2", "expliquer le solde"),
        ("F3", "émettre une quittance"),
        ("F4", "débloquer le compte en ligne"),
        ("F5", "demander ou voir l’assurance"),
        ("F6", "voir les demandes"),
        ("F11", "voir le portail comme le locataire"),
        ("Ctrl+1 … 9", "ouvrir un onglet"),
        ("A D P L C M E T", "filtrer l’historique"),
        ("O", "tout le compte"),
        ("Alt+P", "actions : copier, alerter, signaler"),
        ("Ctrl+Maj+C / N / L", "copier numéro, nom, phrase à lire"),
        ("Ctrl+E / Maj+E", "alertes du dossier / de l’immeuble"),
        ("Ctrl+M", "changer le motif d’ouverture"),
        ("Ctrl+R", "relire le dossier"),
        ("Ctrl+Tab / W", "dossier suivant (Maj : précédent) / fermer"),
        ("Ctrl+Maj+P / U", "nouvelle personne / doublons"),
    ),
)
_SHEETS: _Group = (
    "Fenêtres d’acte",
    (
        ("1 … 7", "dire qui appelle, choisir un contrôle, un motif"),
        ("Ctrl+1 … 4", "changer de contrôle pendant un code"),
        ("R", "montrer la réponse du dossier"),
        ("J / F", "réponse juste / fausse"),
        ("G", "la personne est au guichet"),
        ("M", "mandats des représentants, aussi au ménage"),
        ("Alt+1 … 4", "cocher un signe d’alerte"),
        ("Alt+A", "prévenir un responsable"),
        ("0", "aucun des dossiers de ce numéro : chercher"),
        ("T / G / C", "contact par téléphone, guichet, courrier"),
        ("Alt+T", "terminer l’alerte choisie"),
        ("Alt+F", "mettre fin au mandat choisi"),
        ("Alt+I", "garder l’autre des deux fiches"),
        ("Alt+D", "défaire la réunion choisie"),
        ("Ctrl+Entrée", "faire l’acte, depuis un texte"),
        ("Ctrl+S / P", "enregistrer / imprimer le document"),
    ),
)
_ONLINE: _Group = (
    "Comptes en ligne",
    (
        ("Ctrl+U", "actes sur l’accès au portail"),
        ("1 … 0 / C / V", "onglet Portail : acte, copier, autres constats"),
        ("Ctrl+Maj+Z", "annuler le dernier acte"),
        ("Ctrl+Maj+S", "formulaires d’assistance"),
    ),
)
_QUEUES: _Group = (
    "Files de travail",
    (
        ("Ctrl+Maj+V", "le dossier le plus pressé"),
        ("F8 / F7", "suivant / précédent (Maj+F8 : passer)"),
        ("Entrée, deux fois", "accepter ce qui est proposé"),
        ("- / . / F", "refuser / demander / douter, puis Entrée"),
        ("Retour arrière", "annuler, dix secondes"),
        ("Ctrl+Maj+B / Y / K", "campagnes, changement de foyer, suites"),
    ),
)
_OF_MANAGERS = ("Ctrl+Maj+O / T / X", "anomalies, mots de passe, textes (A : absences)")
_OFFICER: _Group = (
    "Protection des données",
    (
        ("Ctrl+J", "qui a vu un locataire"),
        ("Ctrl+G", "conservation des données"),
        ("Ctrl+1 … 3", "ouvrir un onglet de la conservation"),
        ("Alt+S", "simuler un effacement"),
        ("Alt+A", "approuver la simulation"),
        ("Alt+F", "effacer ce qui est approuvé"),
        ("Alt+C", "certificat, ou copie des données"),
        ("Ctrl+Entrée", "faire l’acte nommé dans la fenêtre"),
    ),
)
_CARETAKER: _Group = (
    "Mes immeubles",
    (
        ("Ctrl+K", "chercher dans mes immeubles"),
        ("↑ ↓", "choisir dans la liste"),
        ("Échap", "montrer de nouveau toute la liste"),
        ("Tab", "aller de la recherche à la liste"),
        ("F1", "cette page"),
    ),
)


class KeysDialog(SheetDialog):
    """The groups of a job, in columns that are no taller than a small screen."""

    def __init__(self, parent: QWidget, role: StaffRole | None = None) -> None:
        super().__init__(
            parent, "Touches", "Tout se fait au clavier ; la touche est écrite dans chaque bouton."
        )
        columns = (
            column(*(_group(title, keys) for title, keys in groups), spacing=12) for groups in _columns(role)
        )
        self.body.addLayout(line(*columns, spacing=12))
        close = KeyButton("Fermer", "Échap")
        close.setAutoDefault(True)
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        close.setFocus(Qt.FocusReason.OtherFocusReason)


def _columns(role: StaffRole | None) -> tuple[tuple[_Group, ...], ...]:
    if role is StaffRole.CARETAKER:
        return ((_CARETAKER,),)
    if role is StaffRole.DPO:
        return ((_EVERYWHERE, _CALL), (_FILE,), (_OFFICER,))
    title, keys = _ONLINE
    online = (title, (*keys, _OF_MANAGERS) if role is StaffRole.MANAGER else keys)
    return ((_EVERYWHERE, _CALL), (_FILE, online), (_SHEETS, _QUEUES))


def _group(title: str, keys: tuple[tuple[str, str], ...]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(16, 10, 16, 10)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.addWidget(label(title, "section"), 0, 0, 1, 2)
    for row, (key, meaning) in enumerate(keys, 1):
        grid.addWidget(label(key, "strong"), row, 0)
        grid.addWidget(label(meaning), row, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(len(keys) + 1, 1)
    return card(grid)
