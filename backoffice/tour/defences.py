"""What the shared database defends: reserved files, codes, the trace, what is kept, few columns for some."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backoffice.tour.first_call import open_first
from backoffice.tour.stage import ALT, CONTROL, Stage, is_open
from backoffice.views.call.identify_dialog import IdentifyDialog

_RESERVED, _CALLER = "1013", "1344"
_OFFICER, _CARETAKER, _COURIER = "dpo.demo", "gardien.logirem", "facteur.demo"
_LAST_CODE = "SELECT secret_body FROM outbox_message WHERE secret_body IS NOT NULL ORDER BY id DESC LIMIT 1"


def refuse_reserved(stage: Stage) -> None:
    """A file that managers alone open: the agent is told to pass the call."""
    stage.search(_RESERVED)
    stage.shoot("dossier-reserve")


def identify_by_code(stage: Stage) -> None:
    """A code sent to a contact on file, heard, typed; the first time wrong."""
    stage.search(_CALLER)
    open_first(stage)
    for key in (Qt.Key.Key_F8, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_3):
        stage.press(key)
    dialog = stage.dialog(IdentifyDialog)
    stage.press(Qt.Key.Key_J)
    stage.shoot("code-envoye")
    code = _code_heard(stage)
    stage.write(f"{(int(code) + 1) % 1_000_000:06d}")
    stage.press(Qt.Key.Key_Return)
    stage.shoot("code-faux")
    stage.write(f"{code[:3]} {code[3:]}")
    stage.press(Qt.Key.Key_Return)
    stage.wait(lambda: not is_open(dialog))
    stage.shoot("code-juste")
    stage.press(Qt.Key.Key_F12)
    stage.press(Qt.Key.Key_Return, CONTROL)


def watch(stage: Stage) -> None:
    """The data protection officer reads who saw the tenant of the call, then what may be erased."""
    stage.seat(_OFFICER)
    stage.press(Qt.Key.Key_J, CONTROL)
    stage.shoot("qui-a-vu-vide")
    stage.write(_CALLER)
    stage.press(Qt.Key.Key_Return)
    stage.shoot("qui-a-vu")
    stage.press(Qt.Key.Key_G, CONTROL)
    page = stage.window.pages.privacy
    assert page is not None, "the officer’s own page"
    stage.press(Qt.Key.Key_S, ALT)
    stage.wait(lambda: bool(page.erasure.runs.rows))
    stage.settle()
    stage.shoot("conservation")
    stage.press(Qt.Key.Key_2, CONTROL)
    stage.shoot("durees")
    stage.press(Qt.Key.Key_3, CONTROL)
    stage.shoot("demandes-des-personnes")


def keep_buildings(stage: Stage) -> None:
    """A caretaker's only page."""
    stage.seat(_CARETAKER)
    stage.shoot("mes-immeubles")


def _code_heard(stage: Stage) -> str:
    """What the tenant reads on his telephone: the courier alone may know it."""
    QApplication.processEvents()
    found = re.search("[0-9]{6}", str(stage.read_as(_COURIER, _LAST_CODE)))
    assert found is not None, "a code was sent"
    return found[0]
