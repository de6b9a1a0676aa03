"""The first call: found, identified, unlocked, a receipt, the line lost and found again, concluded."""

from PySide6.QtCore import Qt

from backoffice.tour.stage import CONTROL, Stage, is_open
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.receipt.receipt_dialog import ReceiptDialog

_NAME = "lefevre thi"


def connect(stage: Stage) -> None:
    """From the connection window to the search."""
    stage.program.start(at_once=False)
    stage.bring_front(stage.program.dialog)
    stage.shoot("connexion")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("ouverture")
    stage.progress("Ouverture du bailleur de formation…")
    stage.await_window()
    stage.shoot("recherche-vide")


def find(stage: Stage) -> None:
    """Nobody of that name, then the caller; nothing is done before he is known."""
    stage.search("xyzzyx")
    stage.shoot("recherche-introuvable")
    stage.search(_NAME)
    stage.shoot("recherche")
    open_first(stage)
    stage.shoot("dossier")
    stage.press(Qt.Key.Key_F4)
    stage.shoot("appelant-inconnu")
    stage.press(Qt.Key.Key_Escape)


def open_first(stage: Stage) -> None:
    """Open the first of the results; the training landlord may be left in the middle of a call."""
    stage.press(Qt.Key.Key_Return)
    stage.wait(lambda: stage.window.tenant_page.file is not None)
    stage.settle()
    if stage.window.desk.call is not None:
        stage.press(Qt.Key.Key_F12)
        stage.press(Qt.Key.Key_Return, CONTROL)
        stage.press(Qt.Key.Key_Escape)


def identify(stage: Stage) -> None:
    """Two right answers."""
    stage.press(Qt.Key.Key_F8)
    dialog = stage.dialog(IdentifyDialog)
    stage.shoot("identification")
    stage.press(Qt.Key.Key_1)
    stage.shoot("identifiants")
    stage.press(Qt.Key.Key_J)
    stage.press(Qt.Key.Key_R)
    stage.shoot("questions")
    stage.press(Qt.Key.Key_J)
    stage.press(Qt.Key.Key_R)
    stage.press(Qt.Key.Key_J)
    stage.wait(lambda: not is_open(dialog))
    stage.shoot("appelant-verifie")


def unlock(stage: Stage) -> None:
    """The account on the portal."""
    stage.press(Qt.Key.Key_F4)
    stage.press(Qt.Key.Key_1)
    stage.shoot("deblocage")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("compte-debloque")


def issue(stage: Stage) -> None:
    """The receipt of a month, and why another month has none."""
    stage.press(Qt.Key.Key_F3)
    dialog = stage.dialog(ReceiptDialog)
    stage.shoot("quittance")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("quittance-emise")
    stage.save_as("quittance.pdf", lambda: stage.press(Qt.Key.Key_S, CONTROL))
    dialog.view.setFocus()
    stage.press(Qt.Key.Key_Home)
    stage.shoot("mois-non-solde")
    stage.press(Qt.Key.Key_Escape)


def read_tabs(stage: Stage) -> None:
    """Every tab of the file, and the page of keys."""
    names = (
        "compte", "contrats", "menage", "portail", "assurance",
        "documents", "demandes", "enquetes", "historique",
    )  # fmt: skip
    for rank, name in enumerate(names):
        stage.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        stage.shoot(name)
    stage.press(Qt.Key.Key_F1)
    stage.shoot("touches")
    stage.press(Qt.Key.Key_Escape)


def lose_connection(stage: Stage) -> None:
    """The line goes and comes back by itself."""
    stage.plug(plugged=False)
    stage.search("dupond")
    stage.shoot("connexion-perdue")
    stage.plug(plugged=True)
    stage.wait(lambda: stage.program.runner is not None and not stage.program.runner.is_lost)
    stage.settle()
    stage.shoot("connexion-retablie")
    stage.press(Qt.Key.Key_Escape)


def conclude(stage: Stage) -> None:
    """A note that says too much is refused; the summary written from what was done is kept."""
    stage.press(Qt.Key.Key_F12)
    stage.shoot("conclusion")
    summary = stage.dialog(ConcludeDialog).summary
    proposed = summary.toPlainText()
    summary.setFocus()
    stage.press(Qt.Key.Key_A, CONTROL)
    stage.write("Locataire alcoolique, rappeler lundi.")
    stage.shoot("note-refusee")
    summary.setPlainText(proposed)
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.shoot("appel-conclu")
