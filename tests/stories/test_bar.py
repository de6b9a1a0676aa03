"""La barre: one box for people and actions, the files of today, the queues, and the way back."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.search_shapes import Shape
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.search.results import Proposal, Quality, SearchAnswer, SearchQuery
from backoffice.views.bar.commands import OPEN_A_FILE
from backoffice.views.keys_dialog import KeysDialog
from backoffice.views.parts.buttons import RailEntry
from backoffice.views.parts.pieces import unbroken
from backoffice.views.queue.page import QueuePage
from backoffice.views.receipt.receipt_dialog import ReceiptDialog
from tests.painting import key_to_rows
from tests.queues import fill_queue
from tests.stories.agent import CONTROL, Agent
from tests.stories.tree import nameless

Made = Callable[..., Engine]
DONE = "UPDATE work_item SET status = 'DONE' WHERE id = :id"
SEARCHED = "SELECT count(*) FROM audit_entry WHERE act = 'SEARCHED'"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def owner(training: str, engine_of: Made) -> Engine:
    """The owner of the tables."""
    return engine_of(training)


@pytest.fixture
def watched(qtbot: QtBot, owner: Engine, training: str, engine_of: Made, tmp_path: Path) -> Iterator[Agent]:
    """A call-centre agent whose test asks its questions as the owner, of a queue of twelve."""
    fill_queue(owner, 12)
    agent = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "agent.demo")))
    yield agent
    agent.leave()


def front(agent: Agent) -> QWidget:
    """The page in front."""
    page = agent.window._stack.currentWidget()
    assert page is not None
    return page


def acts(agent: Agent) -> list[tuple[str, str | None]]:
    """The actions proposed and what forbids them."""
    return [(offer.command.name, offer.reason) for offer in agent.window.search_page.acts.table.rows]


def test_an_action_is_typed_on_the_file_and_done_on_it(agent: Agent) -> None:
    agent.enter("quittance")
    agent.settle()
    assert acts(agent) == [("Émettre une quittance", OPEN_A_FILE)]
    agent.press(Qt.Key.Key_Return)
    assert agent.message() == unbroken(OPEN_A_FILE)
    assert not agent.has_dialog()
    agent.press(Qt.Key.Key_Escape)
    agent.find("lefevre thi")
    agent.enter("quittance")
    agent.settle()
    [(_name, reason)] = acts(agent)
    assert reason is not None
    assert "F8" in reason
    agent.press(Qt.Key.Key_Escape)
    agent.verify()
    agent.enter("quittance")
    # Before anything is seen: the name of the action is exact, and nobody’s.
    agent.press(Qt.Key.Key_Return)
    agent.dialog(ReceiptDialog)
    assert front(agent) is agent.window.tenant_page
    assert agent.window.search_box.text() == ""
    agent.press(Qt.Key.Key_Escape)
    agent.enter("aide")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    agent.dialog(KeysDialog)
    agent.press(Qt.Key.Key_Escape)
    agent.enter("onglet portail")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    page = agent.window.tenant_page
    assert page.details.tabs.tabText(page.details.tabs.currentIndex()) == "Portail"
    agent.enter("conclu")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    assert agent.has_dialog()


def test_the_acts_of_the_menu_and_of_the_open_files_are_found_too(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    for words, name in (
        ("voir comme locataire", "Voir comme le locataire"),
        ("nom copier", "Copier le nom"),
        ("alertes dossier", "Alertes du dossier"),
        ("dossier suivant", "Dossier suivant"),
    ):
        agent.enter(words)
        agent.settle()
        [offer] = agent.window.search_page.acts.table.rows
        assert (offer.command.name, offer.reason, bool(offer.command.key)) == (name, None, True)
    agent.enter("copier le nom")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    assert front(agent) is agent.window.tenant_page
    assert "LEFÈVRE" in QApplication.clipboard().text()


def test_the_name_of_an_action_is_no_search(watched: Agent) -> None:
    watched.enter("clavier")
    watched.settle()
    watched.press(Qt.Key.Key_Return)
    watched.press(Qt.Key.Key_Escape)
    assert watched.ask(SEARCHED) == 0
    watched.enter("dupond")
    watched.settle()
    watched.enter("clavier")
    watched.settle()
    watched.press(Qt.Key.Key_Return)
    watched.press(Qt.Key.Key_Escape)
    assert watched.ask(SEARCHED) == 1, "that of the people shown on the way is told"


def test_escape_goes_back_to_the_place_and_the_results_stay(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    page = agent.window.tenant_page
    agent.press(Qt.Key.Key_1, CONTROL)
    for _key in range(30):
        agent.press(Qt.Key.Key_Down)
    account = agent.window.focusWidget()
    assert account is not None
    scrolled = page.details._account.view.verticalScrollBar().value()
    chosen = page.details._account.view.chosen()
    assert scrolled > 0
    agent.enter("le")
    agent.settle()
    agent.press(Qt.Key.Key_Down)
    agent.press(Qt.Key.Key_Down)
    agent.press(Qt.Key.Key_Escape)
    assert front(agent) is page
    assert agent.window.focusWidget() is account
    assert (page.details._account.view.verticalScrollBar().value(), page.details._account.view.chosen()) == (
        scrolled,
        chosen,
    )
    results = agent.window.search_page
    assert agent.window.search_box.text() == "le"
    agent.press(Qt.Key.Key_K, CONTROL)
    agent.press(Qt.Key.Key_Return)
    assert front(agent) is results, "what is not seen is not opened"
    assert results.choice.chosen() == (results.view, 2)
    wanted = results.table.row(2).customer_id
    agent.press(Qt.Key.Key_Return)
    assert page.file is not None
    assert page.file.customer_id == wanted
    agent.press(Qt.Key.Key_Escape)
    assert front(agent) is results
    assert results.view.chosen() == 2
    agent.press(Qt.Key.Key_Escape)
    assert agent.window.search_box.text() == ""
    assert results.today.isVisible()


def test_chips_take_a_reading_away_and_a_new_text_brings_it_back(agent: Agent) -> None:
    agent.enter("0756894100")
    agent.settle()
    page = agent.window.search_page
    shapes = [chip.shape for chip in page.chips.chips]
    assert Shape.PHONE in shapes
    assert len(page.table.rows) == 1
    rank = shapes.index(Shape.PHONE) + 1
    agent.press(Qt.Key(Qt.Key.Key_0 + rank), ALT)
    assert Shape.PHONE not in [chip.shape for chip in page.chips.chips]
    assert page.table.rowCount() == 0
    while page.chips.chips:
        agent.press(Qt.Key.Key_Home)
        agent.press(Qt.Key.Key_Backspace)
    assert "Alt+0" in page.frame.sentence()
    assert agent.window.search_box.text() == "0756894100"
    agent.press(Qt.Key.Key_0, ALT)
    assert len(page.table.rows) == 1
    agent.press(Qt.Key(Qt.Key.Key_0 + rank), ALT)
    agent.press(Qt.Key.Key_End)
    agent.press(Qt.Key.Key_Backspace)
    assert Shape.PHONE in [chip.shape for chip in page.chips.chips]
    assert nameless(agent.window) == []


def test_a_name_proposed_is_taken_by_one_key(agent: Agent) -> None:
    agent.enter("lefvrx thi")
    agent.settle()
    page = agent.window.search_page
    proposals = (Proposal("LEFEVRE", Quality.MISSPELT), Proposal("LEFEBVRE", Quality.SOUND))
    page.show_answer(SearchQuery("lefvrx thi"), SearchAnswer((), (), more=False, proposals=proposals))
    assert page.choice.chosen() == (page.near.view, 0)
    agent.press(Qt.Key.Key_Return)
    assert agent.window.search_box.text() == "LEFEVRE thi"
    assert page.table.rows[0].name == "NGUYỄN Thị Hồng, épouse LEFÈVRE"
    assert page.near.isHidden()
    assert agent.window.search_box.field.hasFocus()


def test_the_files_of_today_are_there_after_a_restart(
    qtbot: QtBot, agent: Agent, desk: Engine, tmp_path: Path
) -> None:
    for words in ("lefevre thi", "dupond", "martin"):
        agent.find(words)
        agent.press(Qt.Key.Key_Escape)
    opened = [file.customer_id for file in agent.window.bar.today.files]
    assert len(opened) == 3
    agent.window.close()
    again = Agent(qtbot, desk, tmp_path)
    page = again.window.search_page
    assert [file.customer_id for file in page.today.table.rows] == opened
    rail = [
        one.toolTip()
        for one in again.window.rail.findChildren(RailEntry)
        if "Rouvrir" in one.accessibleName()
    ]
    assert rail == [file.name for file in page.today.table.rows]
    assert page.choice.chosen() is None
    again.press(Qt.Key.Key_Return)
    assert front(again) is page, "nothing was chosen"
    again.enter("fevre")
    again.settle()
    assert [file.customer_id for file in page.today.table.rows] == [opened[2]], "a piece of the name"
    again.press(Qt.Key.Key_Return)
    file = again.window.tenant_page.file
    assert file is not None
    assert file.customer_id == opened[2]
    assert next(iter(again.window.bar.today.files)).customer_id == opened[2]
    again.press(Qt.Key.Key_Escape)
    again.enter("lefevre")
    again.settle()
    assert page.today.isHidden(), "who is found is not shown twice"
    again.leave()


def test_a_queue_is_listed_and_leads_to_the_file(watched: Agent, owner: Engine, qtbot: QtBot) -> None:
    watched.find("lefevre thi")
    watched.enter("enquetes")
    watched.settle()
    [offer, *_] = watched.window.search_page.acts.table.rows
    assert offer.command.detail.startswith("12 à traiter")
    watched.press(Qt.Key.Key_Return)
    page = front(watched)
    assert isinstance(page, QueuePage)
    assert page.view.hasFocus()
    assert len(page.table.rows) + _kept_back(page) == 12
    due = [item.due_at for item in page.table.rows]
    assert due == sorted(due)
    assert nameless(watched.window) == []
    watched.press(Qt.Key.Key_Down)
    watched.press(Qt.Key.Key_Down)
    item = page.table.row(2).item_id
    customer = page.table.row(2).customer_id
    with owner.begin() as connection:
        connection.execute(text(DONE), {"id": page.table.row(0).item_id})
    watched.window.on_news(frozenset({"work.SURVEY"}))
    before = len(page.table.rows)
    qtbot.waitUntil(lambda: len(page.table.rows) == before - 1, timeout=20_000)
    assert page.table.row(page.view.chosen()).item_id == item, "the one chosen stays chosen"
    watched.press(Qt.Key.Key_Return)
    file = watched.window.tenant_page.file
    assert file is not None
    assert (file.customer_id, file.purpose) == (customer, OpeningPurpose.PORTAL_ITEM)
    assert watched.ask("SELECT count(*) FROM work_item WHERE claimed_by IS NOT NULL") == 0, (
        "looking claims nothing"
    )
    watched.press(Qt.Key.Key_Escape)
    assert front(watched) is page
    assert page.table.row(page.view.chosen()).item_id == item
    watched.press(Qt.Key.Key_Escape)
    assert front(watched) is watched.window.search_page


def _kept_back(page: QueuePage) -> int:
    told = page.summary.whole()
    return int(told.split(" pour le responsable")[0].split(", ")[-1]) if "responsable" in told else 0


def test_the_rail_opens_a_queue_and_an_empty_one_says_so(watched: Agent, owner: Engine) -> None:
    [entry] = [
        one
        for one in watched.window.rail.findChildren(RailEntry)
        if one.accessibleName().startswith("Attestations")
    ]
    entry.setFocus()
    watched.press(Qt.Key.Key_Space)
    page = front(watched)
    assert isinstance(page, QueuePage)
    assert page.kind is WorkKind.INSURANCE
    assert page.table.rows
    assert "en retard" in page.table.index(0, 0).data() or not page.table.row(0).late
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM work_item WHERE kind = 'REQUEST'"))
    watched.window.bar.open_queue(WorkKind.REQUEST)
    watched.settle()
    assert page.frame.sentence() == "Rien n’attend dans cette file pour vos agences."
    with owner.begin() as connection:
        connection.execute(text("REVOKE SELECT ON work_item FROM guichet_agent"))
    page.again()
    watched.settle()
    assert page.frame.sentence().endswith((".", "!"))
    assert "Rien n’attend" not in page.frame.sentence()


def test_other_jobs_have_their_own_actions(
    qtbot: QtBot, owner: Engine, training: str, engine_of: Made, tmp_path: Path
) -> None:
    officer = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "dpo.demo")))
    officer.enter("attestations")
    officer.settle()
    assert acts(officer) == [], "the officer has no queue"
    officer.enter("conservation")
    officer.settle()
    officer.press(Qt.Key.Key_Return)
    assert front(officer) is officer.window.pages.privacy
    officer.press(Qt.Key.Key_Escape)
    assert front(officer) is officer.window.search_page
    officer.leave()
    caretaker = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "gardien.logirem")))
    home = front(caretaker)
    caretaker.enter("quittance")
    caretaker.settle()
    assert front(caretaker) is home
    caretaker.press(Qt.Key.Key_Return)
    caretaker.press(Qt.Key.Key_Escape)
    assert (front(caretaker), caretaker.window.search_box.text()) == (home, "")
    caretaker.press(Qt.Key.Key_Escape)
    assert front(caretaker) is home
    caretaker.leave()


def test_a_file_that_became_reserved_is_no_longer_of_today(
    qtbot: QtBot, owner: Engine, training: str, engine_of: Made, tmp_path: Path
) -> None:
    sarah = engine_of(training, "accueil.logirem")
    with transaction(sarah) as session:
        customer = session.execute(text("SELECT min(id) FROM customer")).scalar_one()
        open_file(session, customer, Opening(OpeningPurpose.CALL))
    with owner.begin() as connection:
        connection.execute(text("UPDATE customer SET reserved = true WHERE id = :id"), {"id": customer})
    agent = Agent(qtbot, owner, tmp_path, partial(transaction, sarah))
    assert agent.window.bar.today.files == ()
    assert agent.window.search_page.today.isHidden()
    agent.leave()


def test_every_key_is_followed_by_painted_rows(
    agent: Agent, record_property: Callable[[str, object], None]
) -> None:
    taken = key_to_rows(agent.window, ["lefevre thi", "dup", "07568"], agent.runner.is_idle)
    assert len(taken) == len("lefevre thi" + "dup" + "07568")
    record_property("key_to_rows_worst_ms", round(max(taken)))
    assert all(milliseconds > 0 for milliseconds in taken)
