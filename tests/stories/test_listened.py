"""While somebody on the telephone has proved nothing, no way of the window shows him a file (R4.20)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from backoffice.rules.persons.ringing import CALL, Asked
from backoffice.views.callbacks.sentences_dialog import SentencesDialog
from backoffice.views.parts.table import RowsView
from backoffice.views.pop.choose_dialog import ChooseDialog
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


@pytest.mark.parametrize(("key", "modifier"), WAYS)
def test_a_file_opened_for_a_call_waits_for_who_calls(
    agent: Agent, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    """Before F8 as after it: opened to answer a call, nothing of a file is readable below level 2."""
    agent.find("lefevre thi")
    page = agent.window.tenant_page
    assert agent.window.desk.call is None
    assert not page.details.isVisible()
    assert "Identifiez l’appelant (F8)" in page.curtain._why.text()
    QApplication.clipboard().clear()
    agent.press(key, modifier)
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()
    assert QApplication.clipboard().text() == ""
    agent.verify()
    assert page.details.isVisible()
    agent.press(K.Key_F12)
    agent.press(K.Key_Return)
    assert page.curtain.is_drawn, "what was proved ends with the call"


def test_for_another_purpose_the_file_is_whole(agent: Agent) -> None:
    agent.find("lefevre thi")
    page = agent.window.tenant_page
    agent.by_mail()
    assert not page.curtain.is_drawn
    assert page.details.isVisible()
    agent.press(K.Key_M, CONTROL)
    agent.press(K.Key_1)
    assert page.curtain.is_drawn


def test_who_rings_second_is_told_by_no_address(agent: Agent) -> None:
    """The choice among candidates says a town and no more while another is on the line."""
    agent.find("martin")
    agent.verify()
    agent.window.pops.take(Asked(CALL, "+33756894100"))
    agent.settle()
    agent.press(K.Key_D, CONTROL | SHIFT)
    dialog = agent.dialog(ChooseDialog)
    told = words_of(dialog)
    assert "NGUYỄN" in told
    assert "Lices" not in told
    assert "Marseille" in told
    assert "numéro du dossier" in told
    agent.press(K.Key_Escape)
    agent.press(K.Key_F12)
    agent.press(K.Key_Return)
    agent.press(K.Key_D, CONTROL | SHIFT)
    assert "Lices" in words_of(agent.dialog(ChooseDialog))


def test_my_call_backs_name_nobody_to_who_listens(agent: Agent) -> None:
    """« Mes rappels » hides whom, where and why of all but the tenant verified."""
    agent.find("lefevre thi")
    agent.press(K.Key_F10)
    agent.press(K.Key_Return)
    agent.press(K.Key_F, CONTROL | SHIFT)
    page = agent.window.contacts.page
    names = {row.name for row in page.rows}
    whole = words_of(page)
    assert all(name in whole for name in names)
    agent.find("lefevre thi")
    ring(agent)
    agent.press(K.Key_F, CONTROL | SHIFT)
    told = words_of(page)
    assert not any(name in told for name in names)
    assert not any(row.number and row.number in told for row in page.rows)
    assert not any(row.reason.label in told for row in page.rows)
    assert "1344" in told
    agent.press(K.Key_M)
    assert not any(name in agent.message() for name in names)
    agent.find("lefevre thi")
    for key in (K.Key_F8, K.Key_J, K.Key_J, K.Key_J):
        agent.press(key)
    agent.press(K.Key_F, CONTROL | SHIFT)
    told = words_of(page)
    for row in page.rows:
        assert (row.name in told) is (row.client_ref == "1344"), row.name


def words_of(widget: QWidget) -> str:
    """What the tables of a screen show."""
    return "  ".join(
        str(view.model().index(row, column).data())
        for view in widget.findChildren(RowsView)
        if view.isVisible()
        for row in range(view.model().rowCount())
        for column in range(view.model().columnCount())
    )


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
