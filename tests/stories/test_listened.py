"""While somebody on the telephone has proved nothing, no way of the window shows him a file (R4.20)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backoffice.views.callbacks.sentences_dialog import SentencesDialog
from tests.stories.agent import CONTROL, Agent

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
WAYS = [
    pytest.param(K.Key_L, CONTROL | SHIFT, id="sentence to read aloud"),
    pytest.param(K.Key_D, CONTROL, id="numbers of the file"),
    pytest.param(K.Key_U, CONTROL | SHIFT, id="who resembles him"),
    pytest.param(K.Key_P, CONTROL | SHIFT, id="a person of his household"),
    pytest.param(K.Key_E, CONTROL, id="alerts"),
    pytest.param(K.Key_F11, Qt.KeyboardModifier.NoModifier, id="the portal as he sees it"),
]


def ring(agent: Agent) -> None:
    """Somebody calls, nobody knows who: then a file is opened, which the line becomes."""
    agent.press(K.Key_F8)
    agent.press(K.Key_1)
    agent.press(K.Key_Escape)
    assert agent.window.desk.call is not None
    assert agent.window.desk.call.level.value == "L0"


@pytest.mark.parametrize(("key", "modifier"), WAYS)
def test_below_level_2_and_for_another_file_it_is_refused(
    agent: Agent, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    agent.find("lefevre thi")
    ring(agent)
    QApplication.clipboard().clear()
    agent.press(key, modifier)
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()
    agent.press(K.Key_F8)
    for _ in range(3):
        agent.press(K.Key_J)
    assert agent.window.desk.call is not None
    assert agent.window.desk.call.level.value == "L2"
    # He is verified for his own file: another one stays hidden, however it was opened.
    agent.find("martin")
    assert agent.window.tenant_page.curtain.is_drawn
    agent.press(key, modifier)
    assert not agent.has_dialog()
    assert "en cours" in agent.message()
    assert QApplication.clipboard().text() == ""


def test_the_script_says_nothing_of_another_file(agent: Agent) -> None:
    """Verified for one, the sentences are never filled in with what another file says."""
    agent.find("lefevre thi")
    agent.verify()
    agent.find("martin")
    other = agent.window.tenant_page.file
    assert other is not None
    agent.window.contacts.read_sentences()
    agent.settle()
    told = " ".join(one.text for one in agent.dialog(SentencesDialog).sentences)
    assert other.balance.headline.rstrip(". ") not in told


def test_the_list_found_shows_a_town_and_no_more(agent: Agent) -> None:
    """Addresses, dwellings, numbers not typed whole: none of it while he listens, all of it after."""
    agent.enter("lefevre thi")
    agent.settle()
    (row, *_) = agent.window.search_page.table.rows
    assert "rue des Lices" in row.address
    agent.press(K.Key_Return)
    agent.settle()
    ring(agent)
    agent.enter("0756894")
    agent.settle()
    shown = agent.window.search_page.table.rows
    assert shown
    for row in shown:
        assert "rue" not in row.address
        assert row.premises == ""
        assert row.why == "téléphone"
    agent.press(K.Key_F12)
    agent.press(K.Key_Return)
    (row, *_) = agent.window.search_page.table.rows
    assert "rue" in row.address
