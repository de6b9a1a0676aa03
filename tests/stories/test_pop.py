"""A number rings: the files it may be about are shown, one key chooses, nobody is guessed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from backoffice.rules.persons.ringing import CALL, TENANT, Asked
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.pop.choose_dialog import ChooseDialog
from backoffice.views.pop.numbers_dialog import NumbersDialog
from tests.stories.agent import CONTROL, PATIENCE, Agent

SHIFT = Qt.KeyboardModifier.ShiftModifier
KNOWN, UNKNOWN = "+33756894100", "+33123456789"


def ring(agent: Agent, number: str = KNOWN) -> None:
    agent.window.pops.take(Asked(CALL, number))
    agent.settle()


def picture(agent: Agent, name: str) -> None:
    folder = Path("/tmp/pop_png")
    folder.mkdir(exist_ok=True)
    from PySide6.QtWidgets import QApplication

    (QApplication.activeModalWidget() or agent.window).grab().save(str(folder / f"{name}.png"))


def test_a_known_number_waits_for_one_key_even_alone(agent: Agent, qtbot: QtBot) -> None:
    ring(agent)
    dialog = agent.dialog(ChooseDialog)
    picture(agent, "choose")
    agent.press(Qt.Key.Key_1)
    assert agent.dialog(ChooseDialog) is dialog, "what was being typed when it came chooses nobody"
    qtbot.wait(600)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: agent.has_dialog(), timeout=PATIENCE)
    agent.settle()
    agent.dialog(IdentifyDialog)
    assert agent.window.tenant_page.file is not None
    picture(agent, "identify")


def test_nothing_comes_in_front_of_what_is_typed(agent: Agent) -> None:
    agent.enter("lefev")
    ring(agent)
    assert not agent.has_dialog()
    assert "07 56 89 41 00" in agent.window.pops.strip.text()
    QTest.keyClicks(agent.window.search_box.field, "re")
    agent.settle()
    assert agent.window.search_box.text() == "lefevre"
    picture(agent, "strip")
    agent.press(Qt.Key.Key_F7)
    agent.dialog(ChooseDialog)


def test_an_unknown_number_is_attached_in_one_key_then_known(agent: Agent) -> None:
    ring(agent, UNKNOWN)
    assert "numéro inconnu" in agent.window.pops.strip.text()
    agent.find("lefevre thi")
    picture(agent, "unknown")
    agent.press(Qt.Key.Key_A, CONTROL | SHIFT)
    assert "rattaché" in agent.message()
    assert agent.ask("SELECT count(*) FROM caller_number WHERE removed_at IS NULL") == 1
    assert agent.ask("SELECT count(*) FROM contact WHERE value_key = '+33123456789'") == 0
    agent.press(Qt.Key.Key_K, CONTROL)
    agent.window.search_box.clear()
    ring(agent, UNKNOWN)
    dialog = agent.dialog(ChooseDialog)
    assert "a appelé de ce numéro" in dialog.rows.table.data(dialog.rows.table.index(0, 4))
    dialog.reject()
    agent.settle()
    agent.find("lefevre thi")
    agent.press(Qt.Key.Key_D, CONTROL)
    agent.dialog(NumbersDialog)
    picture(agent, "numbers")
