"""The officer's day: simulate, approve, erase by typing the number, certify; answer a request in time."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.models.landlord import Agency, Landlord
from backoffice.models.stock import Building
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import SubjectIdentity, SubjectRequestKind
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.services.clock import server_day
from backoffice.services.subjects.requests import NewRequest, register
from backoffice.views.privacy.act_dialog import ApproveDialog, CloseDialog, EraseDialog
from backoffice.views.privacy.page import PrivacyPage
from tests.factories import House
from tests.former import NAME, make_former, names_left
from tests.receipts import text_of
from tests.stories.agent import CONTROL, Agent


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(training)


@pytest.fixture
def officer(
    qtbot: QtBot, owner: Engine, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> Iterator[Agent]:
    """The data protection officer before his window; three tenants left long ago, one still owes."""
    with Session(owner) as session, session.begin():
        landlord = session.query(Landlord).filter_by(code="logirem").one()
        agency = session.query(Agency).filter_by(landlord_id=landlord.id).first()
        building = session.query(Building).filter_by(landlord_id=landlord.id).first()
        assert agency is not None
        assert building is not None
        house, today = House(landlord, agency, building), server_day(session)
        for months in (130, 60):
            make_former(session, house, left_on=add_months(today, -months))
    with transaction(engine_of(training, "agent.demo")) as session:
        for kind, months in ((SubjectRequestKind.ACCESS, 0), (SubjectRequestKind.ERASURE, -2)):
            received = add_months(server_day(session), months)
            identity = SubjectIdentity.KNOWN_CONTACT
            register(session, NewRequest(1, kind, RequestChannel.MAIL, identity, received))
    agent = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "dpo.demo")))
    yield agent
    agent.leave()


def page_of(officer: Agent) -> PrivacyPage:
    officer.press(Qt.Key.Key_G, CONTROL)
    page = officer.window.pages.privacy
    assert page is not None
    return page


def test_from_the_simulation_to_the_certificate(officer: Agent, owner: Engine) -> None:
    page = page_of(officer)
    erasure = page.erasure
    assert "Aucune simulation" in erasure.runs_frame.sentence()
    page.erasure.simulate.click()
    officer.settle()
    assert "rien n’a été touché" in officer.message()
    rank = next(rank for rank, run in enumerate(erasure.runs.rows) if run.landlord_code == "logirem")
    erasure.runs_view.choose(rank)
    officer.settle()
    assert {item.rule for item in erasure.items.rows} >= {"R5.10a", "R5.10b"}
    assert NAME not in str(erasure.items.rows)
    erasure.approve.click()
    dialog = officer.dialog(ApproveDialog)
    assert dialog.focusWidget() is dialog.cancel
    dialog.act.click()
    officer.settle()
    erase(officer, page)
    assert "achevé" in officer.message()
    assert erasure.certify.isEnabled()
    erasure.certify.click()
    officer.settle()
    assert "CERTIFICAT" in text_of(officer.saved.read_bytes())
    with Session(owner) as session:
        assert set(names_left(session)) <= {"receipt"}


def erase(officer: Agent, page: PrivacyPage) -> None:
    """Cancel is under Enter, and the act waits for the number of the run."""
    run = page.erasure.chosen()
    assert run is not None
    page.erasure.erase.click()
    dialog = officer.dialog(EraseDialog)
    assert not dialog.act.isEnabled()
    QTest.keyClicks(dialog.field, f"{run.id}0")
    assert not dialog.act.isEnabled()
    dialog.field.clear()
    QTest.keyClicks(dialog.field, str(run.id))
    dialog.act.click()
    officer._qtbot.waitUntil(lambda: not officer.has_dialog(), timeout=20_000)
    officer.settle()


def test_a_late_request_is_first_and_the_copy_is_two_files(officer: Agent) -> None:
    page = page_of(officer)
    page.tabs.setCurrentIndex(2)
    officer.settle()
    first, second = page.requests.table.rows
    assert (first.kind, first.tone, second.tone) == ("Effacement", "bad", "ok")
    assert "En retard" in first.clock
    page.requests.copy.click()
    officer.settle()
    assert "COPIE DE VOS DONNÉES" in text_of(officer.saved.read_bytes())
    assert officer.saved.with_suffix(".json").exists()
    page.requests.answered.click()
    dialog = officer.dialog(CloseDialog)
    assert dialog.focusWidget() is dialog.cancel
    officer.press(Qt.Key.Key_Return)
    assert len(page.requests.table.rows) == 2, "Cancel is under Enter"
    page.requests.answered.click()
    officer.press(Qt.Key.Key_Return, CONTROL)
    assert len(page.requests.table.rows) == 1


def test_the_rules_mark_what_is_not_verified(officer: Agent) -> None:
    page = page_of(officer)
    page.tabs.setCurrentIndex(1)
    officer.settle()
    shown = {rule.code: rule for rule in page.rules.rows}
    assert not shown["R5.10b"].is_verified
    index = page.rules.index(list(shown).index("R5.10b"), 4)
    assert page.rules.data(index).startswith("⚠ NON VÉRIFIÉ")


def test_nobody_else_has_the_page(qtbot: QtBot, desk: Engine, tmp_path: Path) -> None:
    agent = Agent(qtbot, desk, tmp_path)
    agent.press(Qt.Key.Key_G, CONTROL)
    assert agent.window.pages.privacy is None
    agent.leave()
    QApplication.processEvents()
