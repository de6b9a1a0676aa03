"""Finding and knowing the tenant: what la barre understands, what rings, two sheets of one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backoffice.rules.persons.ringing import CALL, Asked
from backoffice.tour.stage import ALT, CONTROL, Stage
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.pop.choose_dialog import ChooseDialog
from backoffice.views.pop.duplicates_dialog import DuplicatesDialog
from backoffice.views.pop.person_dialog import PersonDialog
from backoffice.views.tenant_view.dialog import TenantViewDialog

_NAME, _NUMBER, _UNKNOWN = "lefevre thi", "+33756894100", "+33123456789"
_SHAPES = (
    ("par-telephone", "07/56.89-41 00"),
    ("par-adresse", "12 rue des lices"),
    ("orthographe-proche", "lefevbre"),
    ("par-action", "quittance"),
    ("par-file", "attestations"),
)
_MANAGER = "responsable.logirem"
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def search_by_shapes(stage: Stage) -> None:
    """A telephone, an address, a misspelt name, an action, a queue: one box."""
    for name, words in _SHAPES:
        stage.search(words)
        stage.shoot(name)
    stage.press(Qt.Key.Key_Return)
    stage.shoot("file-d-attente")
    stage.press(Qt.Key.Key_Escape)


def ring(stage: Stage) -> None:
    """A number nobody knows, then one on file: one key takes the call, and asks who speaks."""
    stage.press(Qt.Key.Key_K, CONTROL)
    stage.window.search_box.clear()
    stage.window.pops.take(Asked(CALL, _UNKNOWN))
    stage.settle()
    stage.shoot("numero-inconnu")
    stage.window.pops.take(Asked(CALL, _NUMBER))
    stage.settle()
    dialog = stage.dialog(ChooseDialog)
    stage.wait(lambda: dialog.rows.is_settled)
    stage.shoot("numero-connu")
    stage.press(Qt.Key.Key_1)
    stage.wait(lambda: isinstance(QApplication.activeModalWidget(), IdentifyDialog))
    stage.settle()
    stage.shoot("qui-appelle")


def know(stage: Stage) -> None:
    """Nothing is shown before level 2; then all of it, a call-back, the portal as the tenant sees it."""
    stage.press(Qt.Key.Key_1)
    stage.press(Qt.Key.Key_1, ALT)
    stage.press(Qt.Key.Key_3, ALT)
    stage.shoot("signes-d-alerte")
    stage.press(Qt.Key.Key_Escape)
    stage.shoot("dossier-masque")
    stage.press(Qt.Key.Key_F8)
    for _answer in range(3):
        stage.press(Qt.Key.Key_J)
    stage.press(Qt.Key.Key_F7)
    stage.shoot("phrases")
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_F10)
    stage.shoot("rappel-promis")
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_F11)
    stage.dialog(TenantViewDialog)
    stage.shoot("vu-comme-le-locataire")
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_9, CONTROL)
    stage.press(Qt.Key.Key_A)
    stage.shoot("historique-argent")
    stage.press(Qt.Key.Key_F12)
    stage.shoot("resume-ecrit")
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_F, CONTROL | _SHIFT)
    stage.shoot("mes-rappels")
    stage.press(Qt.Key.Key_Escape)


def merge(stage: Stage) -> None:
    """A manager enters a person twice, is told so, merges the two sheets, and parts them again."""
    stage.seat(_MANAGER)
    stage.search(_NAME)
    stage.press(Qt.Key.Key_Return)
    stage.shoot("motif-d-ouverture")
    # For a letter: a file opened for a call waits masked until the caller is identified.
    stage.press(Qt.Key.Key_3)
    stage.wait(lambda: stage.window.tenant_page.file is not None)
    stage.settle()
    _enter_twice(stage)
    stage.press(Qt.Key.Key_U, CONTROL | _SHIFT)
    alike = stage.dialog(DuplicatesDialog)
    stage.wait(lambda: alike.rows.is_settled)
    stage.shoot("doublons")
    stage.press(Qt.Key.Key_1)
    stage.press(Qt.Key.Key_1)
    stage.shoot("reunir-deux-fiches")
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.shoot("fiches-reunies")
    stage.press(Qt.Key.Key_D, ALT)
    stage.press(Qt.Key.Key_Escape)


def _enter_twice(stage: Stage) -> None:
    stage.press(Qt.Key.Key_P, CONTROL | _SHIFT)
    dialog = stage.dialog(PersonDialog)
    dialog.kind.setCurrentIndex(2)
    for name, words in (("birth_name", "Nguyen"), ("first_names", "Thi Hong"), ("phone", "07 56 89 41 00")):
        dialog.fields[name].setText(words)
    stage.press(Qt.Key.Key_Return, CONTROL)
    dialog.reason.setCurrentIndex(1)
    stage.shoot("nouvelle-personne")
    stage.press(Qt.Key.Key_Return, CONTROL)
