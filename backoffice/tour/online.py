"""Accounts on the portal: why one cannot sign in and what to press, forms, anomalies, rules for passwords."""

from PySide6.QtCore import Qt

from backoffice.tour.stage import CONTROL, Stage

_ADMINISTRATOR = "admin.demo"
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def explain(stage: Stage) -> None:
    """The finding that leads, with what to read aloud; every act, and what one of them would send."""
    stage.press(Qt.Key.Key_4, CONTROL)
    stage.shoot("pourquoi-bloque")
    stage.press(Qt.Key.Key_U, CONTROL)
    stage.shoot("actes-du-portail")
    stage.press(Qt.Key.Key_4)
    stage.press(Qt.Key.Key_1)
    stage.shoot("reinitialisation")
    stage.press(Qt.Key.Key_Escape)
    # A message of the window leaves by itself: the next Escape would leave the file.
    stage.window.messages.clear()


def help_to_register(stage: Stage) -> None:
    """The assistance forms beside the file."""
    stage.press(Qt.Key.Key_S, CONTROL | _SHIFT)
    stage.shoot("assistance")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("formulaire-et-dossier")
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_Escape)


def look_for_anomalies(stage: Stage) -> None:
    """A manager's figures about accounts, one opened into its list."""
    stage.press(Qt.Key.Key_O, CONTROL | _SHIFT)
    stage.shoot("anomalies")
    stage.press(Qt.Key.Key_2)
    stage.shoot("rafales-d-echecs")
    stage.press(Qt.Key.Key_Escape)


def say_the_rules(stage: Stage) -> None:
    """What each portal asks of a password, and the text that may be read aloud."""
    stage.seat(_ADMINISTRATOR)
    stage.press(Qt.Key.Key_T, CONTROL | _SHIFT)
    stage.shoot("mots-de-passe")
