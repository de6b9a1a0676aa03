"""A number rings: the files it may be about are shown, one key chooses, nobody is guessed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from backoffice.rules.persons.ringing import CALL, TENANT, Asked
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.pop.choose_dialog import ChooseDialog
from backoffice.views.pop.duplicates_dialog import DuplicatesDialog
from backoffice.views.pop.merge_dialog import MergeDialog
from backoffice.views.pop.numbers_dialog import NumbersDialog
from backoffice.views.pop.person_dialog import PersonDialog
from tests.stories.agent import CONTROL, PATIENCE, Agent
from tests.stories.tree import nameless

SHIFT = Qt.KeyboardModifier.ShiftModifier
KNOWN, UNKNOWN = "+33756894100", "+33123456789"


@pytest.fixture
def manager(qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path) -> Iterator[Agent]:
    """The manager of the agencies, before the real window."""
    agent = Agent(qtbot, engine_of(training, user="responsable.logirem"), tmp_path)
    yield agent
    agent.leave()


def ring(agent: Agent, number: str = KNOWN) -> None:
    agent.window.pops.take(Asked(CALL, number))
    agent.settle()


def test_a_known_number_waits_for_one_key_even_alone(agent: Agent, qtbot: QtBot) -> None:
    ring(agent)
    dialog = agent.dialog(ChooseDialog)
    agent.press(Qt.Key.Key_1)
    assert agent.dialog(ChooseDialog) is dialog, "what was being typed when it came chooses nobody"
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(agent.has_dialog, timeout=PATIENCE)
    agent.settle()
    agent.dialog(IdentifyDialog)
    assert agent.window.tenant_page.file is not None


def test_nothing_comes_in_front_of_what_is_typed(agent: Agent) -> None:
    agent.enter("lefev")
    ring(agent)
    assert not agent.has_dialog()
    assert "07 56 89 41 00" in agent.window.pops.strip.text()
    QTest.keyClicks(agent.window.search_box.field, "re")
    agent.settle()
    assert agent.window.search_box.text() == "lefevre"
    agent.press(Qt.Key.Key_D, CONTROL | SHIFT)
    agent.dialog(ChooseDialog)


def test_an_unknown_number_is_attached_in_one_key_then_known(agent: Agent) -> None:
    ring(agent, UNKNOWN)
    assert "numéro inconnu" in agent.window.pops.strip.text()
    agent.find("lefevre thi")
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
    agent.by_mail()
    agent.press(Qt.Key.Key_D, CONTROL)
    agent.dialog(NumbersDialog)


def test_a_second_call_waits_while_the_first_goes_on(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    assert agent.window.desk.call is not None
    ring(agent, "+33612345678")
    assert "inconnu" in agent.window.pops.strip.text()
    ring(agent)
    assert not agent.has_dialog()
    assert agent.window.pops.strip.text().startswith("Deuxième appel")


def test_the_number_of_a_call_is_forgotten_with_it(agent: Agent, qtbot: QtBot) -> None:
    ring(agent)
    dialog = agent.dialog(ChooseDialog)
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(agent.has_dialog, timeout=PATIENCE)
    agent.settle()
    for key in (Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J):
        agent.press(key)
    assert agent.window.pops.number == "07 56 89 41 00"
    agent.press(Qt.Key.Key_F12)
    agent.press(Qt.Key.Key_Return)
    assert agent.window.desk.call is None
    assert agent.window.pops.number == ""
    agent.press(Qt.Key.Key_A, CONTROL | SHIFT)
    assert "Aucun numéro n’a sonné" in agent.message()


@pytest.mark.parametrize("words", ["composer", "rattacher", "nouvelle personne", "doublons"])
def test_what_a_ringing_number_allows_is_in_the_bar(agent: Agent, words: str) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    [offer] = [
        one for one in agent.window.bar.commands.find(words, agent.window.tenant_page.file) if one.exact
    ]
    assert offer.can_run
    offer.command.run()
    agent.settle()
    assert agent.has_dialog() or "Aucun numéro n’a sonné" in agent.message()


def test_a_hidden_number_says_so_and_a_link_searches(agent: Agent) -> None:
    ring(agent, "")
    assert "masqué" in agent.window.pops.strip.text()
    agent.window.pops.take(Asked(TENANT, "1344"))
    agent.settle()
    assert agent.window.search_box.text() == "1344"
    assert agent.window.tenant_page.file is None, "found, never opened blindly"
    agent.window.pops.take(Asked(TENANT, "2040"))
    agent.settle()
    assert agent.window.search_box.text() == "1344", "what is typed stays"
    agent.press(Qt.Key.Key_D, CONTROL | SHIFT)
    assert agent.window.search_box.text() == "2040"


def test_a_number_on_file_is_handed_to_the_telephone(agent: Agent, qtbot: QtBot) -> None:
    dialled: list[str] = []
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_D, CONTROL)
    dialog = agent.dialog(NumbersDialog)
    dialog._around = replace(dialog._around, dial=lambda url: not dialled.append(url))  # type: ignore[func-returns-value]
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    assert dialled == ["tel:+33756894100"]
    assert "composé" in agent.message()


def test_a_person_is_entered_after_those_alike_were_seen(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_P, CONTROL | SHIFT)
    dialog = agent.dialog(PersonDialog)
    assert nameless(dialog) == []
    for name, words in (("birth_name", "Nguyen"), ("first_names", "Thi")):
        dialog.fields[name].setFocus()
        QTest.keyClicks(dialog.fields[name], words)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert dialog.table.rowCount() >= 1
    assert nameless(dialog) == []
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert "pourquoi" in dialog.messages.text()
    dialog.reason.setCurrentIndex(1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog(), dialog.messages.text()
    assert "est au fichier" in agent.message()


def test_two_sheets_are_merged_and_parted_from_the_file(manager: Agent, qtbot: QtBot) -> None:
    agent = manager
    agent.enter("lefevre thi")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    agent.press(Qt.Key.Key_3)
    qtbot.waitUntil(lambda: agent.window.tenant_page.file is not None, timeout=PATIENCE)
    agent.settle()
    agent.press(Qt.Key.Key_P, CONTROL | SHIFT)
    dialog = agent.dialog(PersonDialog)
    dialog.kind.setCurrentIndex(2)
    for name, words in (("birth_name", "Nguyen"), ("first_names", "Thi Hong"), ("phone", "07 56 89 41 00")):
        dialog.fields[name].setText(words)
    agent.press(Qt.Key.Key_Return, CONTROL)
    dialog.reason.setCurrentIndex(1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog(), dialog.messages.text()
    agent.press(Qt.Key.Key_U, CONTROL | SHIFT)
    alike = agent.dialog(DuplicatesDialog)
    assert nameless(alike) == []
    qtbot.waitUntil(lambda: alike.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    sides = agent.dialog(MergeDialog)
    agent.settle()
    assert nameless(sides) == []
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    agent.settle()
    assert agent.dialog(DuplicatesDialog) is alike, sides.messages.text()
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 1
    agent.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    agent.settle()
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 0
    assert "séparées" in alike.messages.text()
