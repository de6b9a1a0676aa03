"""Who speaks for a tenant by a paper seen, and what is hidden from who is not verified."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.rules.vocabulary.calls import CallerKind, RepresentativeScope
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.representative.dialog import RepresentativesDialog
from tests.stories.agent import CONTROL, PATIENCE, Agent
from tests.stories.test_calls import ALT, SHIFT, is_masked, is_promise_shown
from tests.stories.tree import nameless

K = Qt.Key


@pytest.fixture
def manager(qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path) -> Iterator[Agent]:
    """A manager before the real window."""
    manager = Agent(qtbot, engine_of(training, user="responsable.demo"), tmp_path)
    yield manager
    manager.leave()


def test_a_paper_seen_lets_its_representative_speak_as_far_as_it_goes(manager: Agent) -> None:
    manager.enter("1344")
    manager.settle()
    # Why, then the file: a manager is asked.
    for key in (K.Key_Return, K.Key_1, K.Key_F8):
        manager.press(key)
    who = manager.dialog(IdentifyDialog).who
    assert not who.kinds[CallerKind.REPRESENTATIVE].isEnabled()
    manager.press(K.Key_3)
    assert manager.dialog(IdentifyDialog).call is None
    manager.press(K.Key_M)
    papers = manager.dialog(RepresentativesDialog)
    papers.name.setText("Maître Odile TESSIER")
    papers.scope.setCurrentIndex(list(RepresentativeScope).index(RepresentativeScope.REQUESTS))
    manager.press(K.Key_Return, CONTROL)
    assert "Mandat enregistré" in papers.messages.text()
    assert [row.is_usable for row in papers.rows] == [True]
    manager.press(K.Key_Escape)
    manager.press(K.Key_3)
    for key in (K.Key_J,):
        manager.press(key)
    dialog = manager.dialog(IdentifyDialog)
    assert "s’arrête au niveau 1" in dialog.messages.text()
    manager.press(K.Key_Escape)
    assert "Odile TESSIER" in manager.window.desk.banner.text()
    assert is_masked(manager)
    manager.press(K.Key_F4)
    assert "ne va pas jusque-là" in manager.message()


def test_papers_are_listed_added_and_ended_from_the_household_without_a_call(
    agent: Agent, qtbot: QtBot, engine_of: Callable[..., Engine], training: str, tmp_path: Path
) -> None:
    agent.find("1002")
    agent.by_mail()
    agent.press(K.Key_3, CONTROL)
    panel = agent.window.tenant_page.household.papers
    assert [row.name for row in panel.table.rows] == ["Maître Odile Tessier"]
    assert not panel.manage.isEnabled()
    agent.press(K.Key_M)
    assert not agent.has_dialog(), "the front desk sees papers, it records none"
    manager = Agent(qtbot, engine_of(training, user="responsable.logirem"), tmp_path)
    manager.enter("1003")
    manager.settle()
    for key in (K.Key_Return, K.Key_3):
        manager.press(key)
    qtbot.waitUntil(lambda: manager.window.tenant_page.file is not None, timeout=PATIENCE)
    manager.settle()
    manager.press(K.Key_3, CONTROL)
    panel = manager.window.tenant_page.household.papers
    assert "Personne n’est connu" in panel.state.whole()
    manager.press(K.Key_M)
    papers = manager.dialog(RepresentativesDialog)
    papers.name.setText("Paul Ray")
    papers.scope.setCurrentIndex(list(RepresentativeScope).index(RepresentativeScope.REQUESTS))
    manager.press(K.Key_Return, CONTROL)
    assert "Mandat enregistré" in papers.messages.text()
    papers.view.choose(0)
    manager.press(K.Key_F, ALT)
    assert "Mandat terminé" in papers.messages.text()
    manager.press(K.Key_Escape)
    manager.settle()
    assert [(row.name, row.is_usable) for row in panel.table.rows] == [("Paul Ray", False)]
    manager.leave()


def test_what_was_promised_is_hidden_from_who_is_not_verified(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(K.Key_F10)
    agent.press(K.Key_Return)
    agent.settle()
    assert is_promise_shown(agent)
    for key in (K.Key_F8, K.Key_1):
        agent.press(key)
    agent.settle()
    assert is_masked(agent)
    assert not is_promise_shown(agent)
    for key in (K.Key_J, K.Key_J, K.Key_J):
        agent.press(key)
    agent.settle()
    assert not is_masked(agent)
    assert is_promise_shown(agent)


def test_a_manager_looks_at_what_he_was_told(
    qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    told = text(
        "INSERT INTO supervisor_alert (landlord_id, kind, customer_id, sentence) "
        "SELECT landlord_id, 'WARNING_SIGNS', id, 'Appel n° 7 : 2 signe(s) d’alerte.' "
        "FROM customer WHERE client_ref = '1344'"
    )
    with engine_of(training).begin() as owner:
        owner.execute(told)
    agent = Agent(qtbot, engine_of(training, user="responsable.demo"), tmp_path)
    agent.settle()
    agent.press(K.Key_F, CONTROL | SHIFT)
    agent.settle()
    panel = agent.window.contacts.page.told
    assert panel.isVisible()
    assert nameless(agent.window.contacts.page) == []
    before = [row.sentence for row in panel.rows]
    panel.view.choose(len(before) - 1)
    assert before[-1].startswith("Appel n° 7")
    agent.press(K.Key_V)
    agent.settle()
    assert [row.sentence for row in panel.rows] == before[:-1]
    assert agent.ask("SELECT count(*) FROM supervisor_alert WHERE acknowledged_by IS NOT NULL") == 1
    agent.leave()
