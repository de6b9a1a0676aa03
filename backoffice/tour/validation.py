"""The validation desk: a certificate beside its checklist, a household, an account, campaigns, texts."""

from PySide6.QtCore import Qt

from backoffice.tasks.background import Background
from backoffice.tour.stage import CONTROL, Stage

_MANAGER = "responsable.demo"
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def validate(stage: Stage) -> None:
    """A certificate read here: what it says, point by point; the refusals by their digit."""
    stage.seat(_MANAGER)
    _open_queue(stage, "attestations")
    stage.shoot("file-des-attestations")
    _take(stage)
    stage.shoot("attestation-lue")
    stage.press(Qt.Key.Key_Minus)
    stage.shoot("motifs-de-refus")
    stage.press(Qt.Key.Key_Escape)


def change(stage: Stage) -> None:
    """A household before and after; a bank account beside its paper; what decisions left to be done."""
    _open_queue(stage, "foyers")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("changement-de-foyer")
    _open_queue(stage, "comptes bancaires")
    _take(stage)
    stage.shoot("compte-bancaire")
    stage.press(Qt.Key.Key_K, CONTROL | _SHIFT)
    stage.shoot("suites-des-decisions")


def write_to_tenants(stage: Stage) -> None:
    """The campaigns; the texts, seen with a tenant."""
    stage.press(Qt.Key.Key_B, CONTROL | _SHIFT)
    stage.shoot("campagnes")
    stage.press(Qt.Key.Key_X, CONTROL | _SHIFT)
    stage.shoot("textes")


def _open_queue(stage: Stage, words: str) -> None:
    stage.search(words)
    stage.press(Qt.Key.Key_Return)


def _take(stage: Stage) -> None:
    """The first item, once its paper is drawn."""
    stage.press(Qt.Key.Key_Return)
    # Pages and proposals come from threads of their own; one that is refused has no page.
    threads = stage.window.findChildren(Background)
    stage.wait(lambda: all(one.is_idle() for one in threads))
    stage.settle()
