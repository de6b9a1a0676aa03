"""Why a file is opened, what a search leaves, how a quota is passed, who saw a tenant."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.views.access.glass_dialog import GlassDialog
from backoffice.views.access.purpose_dialog import PurposeDialog
from backoffice.views.access.who_saw_page import WhoSawPage
from tests.stories.agent import CONTROL, Agent

Made = Callable[..., Engine]
LINES = "SELECT count(*) FROM audit_entry WHERE act = '{}'"


@pytest.fixture
def owner(training: str, engine_of: Made) -> Engine:
    """The owner of the tables."""
    return engine_of(training)


@pytest.fixture
def person(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    owner: Engine,
    training: str,
    engine_of: Made,
    tmp_path: Path,
) -> Iterator[Agent]:
    """Whoever the test names at the desk; questions to the database are asked as its owner."""
    engine = engine_of(training, user=request.param)
    person = Agent(qtbot, owner, tmp_path, partial(transaction, engine))
    yield person
    person.leave()


as_agent = pytest.mark.parametrize("person", ["agent.demo"], indirect=True)
as_manager = pytest.mark.parametrize("person", ["responsable.demo"], indirect=True)
as_dpo = pytest.mark.parametrize("person", ["dpo.demo"], indirect=True)


def limit(owner: Engine, kind: str, hour: int, extra: int = 5) -> None:
    """A quota of call-centre agents in force from today on."""
    with owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO access_quota (role, kind, per_hour, per_day, extra, extra_times, valid_from,"
                " source, author) VALUES ('FRONT_DESK', :kind, :hour, 99, :extra, 1,"
                " (now() AT TIME ZONE 'Europe/Paris')::date, 'test', 'test')"
            ),
            {"kind": kind, "hour": hour, "extra": extra},
        )


@as_agent
def test_on_the_telephone_nothing_is_asked_and_one_line_is_left(person: Agent) -> None:
    person.find("lefevre thi")
    assert not person.has_dialog()
    file = person.window.tenant_page.file
    assert file is not None
    person.verify()
    asked = "SELECT purpose FROM audit_entry WHERE act = 'TENANT_OPENED' AND customer_id = {}"
    assert person.ask(asked.format(file.customer_id)) == "CALL"
    assert person.ask(LINES.format("TENANT_OPENED")) == 1
    assert person.ask(LINES.format("SEARCHED")) == 1
    assert person.ask("SELECT customer_id FROM audit_entry WHERE act = 'SEARCHED'") == file.customer_id
    assert "appel" in person.window.tenant_page.header.purpose.text()


@as_agent
def test_letters_are_one_search_and_another_text_another_one(person: Agent) -> None:
    person.enter("dupond")
    person.settle()
    assert person.ask(LINES.format("SEARCHED")) == 0, "the search is not over"
    person.enter("martin")
    person.settle()
    assert person.ask(LINES.format("SEARCHED")) == 1
    person.press(Qt.Key.Key_Escape)
    assert person.ask(LINES.format("SEARCHED")) == 2
    assert (
        person.ask("SELECT count(*) FROM audit_entry WHERE act = 'SEARCHED' AND customer_id IS NOT NULL") == 0
    )


@as_agent
def test_a_search_left_on_the_screen_is_sent_when_the_window_closes(person: Agent) -> None:
    person.enter("dupond")
    person.settle()
    person.window.close()
    assert person.ask(LINES.format("SEARCHED")) == 1


@as_agent
def test_past_the_quota_a_reason_opens_the_file(person: Agent, owner: Engine) -> None:
    limit(owner, "OPENING", 0)
    person.enter("lefevre thi")
    person.settle()
    person.press(Qt.Key.Key_Return)
    dialog = person.dialog(GlassDialog)
    assert "5 de plus pendant une heure" in dialog.left.text()
    assert not dialog.act.isEnabled()
    person.press(Qt.Key.Key_1)
    assert dialog.words.hasFocus()
    QTest.keyClicks(dialog.words, "lundi de paie")
    person.press(Qt.Key.Key_Return)
    assert not person.has_dialog()
    assert person.window.tenant_page.file is not None
    assert person.message() == "Encore 4 dossiers à ouvrir avant votre quota."
    assert "lundi de paie" in person.ask("SELECT sentence FROM supervisor_alert WHERE kind = 'BREAK_GLASS'")
    assert person.ask(LINES.format("OPENING_DENIED")) == 1


@as_agent
def test_escape_leaves_the_quota_as_it_is(person: Agent, owner: Engine) -> None:
    limit(owner, "OPENING", 0)
    person.enter("lefevre thi")
    person.settle()
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_Escape)
    assert not person.has_dialog()
    assert "votre quota est atteint" in person.window.tenant_page.state.text()
    assert person.ask("SELECT count(*) FROM access_glass") == 0


@as_agent
def test_past_the_quota_of_searches_results_go_away(person: Agent, owner: Engine) -> None:
    limit(owner, "SEARCH", 0)
    person.enter("dupond")
    person.settle()
    assert person.window.search_page.table.rows
    person.enter("martin")
    person.settle()
    person.dialog(GlassDialog)
    page = person.window.search_page
    assert "votre quota est atteint" in page.frame.sentence()
    person.press(Qt.Key.Key_Escape)
    person.press(Qt.Key.Key_Return)
    dialog = person.dialog(GlassDialog)
    person.press(Qt.Key.Key_2)
    QTest.keyClicks(dialog.words, "fuite de gaz")
    person.press(Qt.Key.Key_Return)
    person.settle()
    assert page.frame.sentence() == ""
    assert page.table.rows


@as_manager
def test_a_manager_says_why_once(person: Agent) -> None:
    person.enter("lefevre thi")
    person.settle()
    person.press(Qt.Key.Key_Return)
    person.dialog(PurposeDialog)
    person.press(Qt.Key.Key_Escape)
    assert not person.window.tenant_page.isVisible()
    assert person.ask(LINES.format("TENANT_OPENED")) == 0
    person.press(Qt.Key.Key_Return)
    person.press(Qt.Key.Key_3)
    assert person.window.tenant_page.file is not None
    assert person.ask("SELECT purpose FROM audit_entry WHERE act = 'TENANT_OPENED'") == "MAIL"
    person.window.tenant_page.again()
    person.settle()
    assert not person.has_dialog()
    person.press(Qt.Key.Key_M, CONTROL)
    person.press(Qt.Key.Key_6)
    assert person.ask("SELECT count(*) FROM audit_entry WHERE purpose = 'CONTROL'") == 1


@as_manager
def test_the_trace_is_not_a_manager_s_to_read(person: Agent) -> None:
    assert person.window.pages.who_saw is None
    person.press(Qt.Key.Key_J, CONTROL)
    assert person.window.pages.who_saw is None


def watch(person: Agent, words: str) -> WhoSawPage:
    """Ask the page about a number or a name."""
    person.press(Qt.Key.Key_J, CONTROL)
    page = person.window.pages.who_saw
    assert page is not None
    page.bar.take_focus()
    QTest.keyClicks(page.bar.field, words)
    person.press(Qt.Key.Key_Return)
    return page


@pytest.fixture
def seen(training: str, engine_of: Made) -> None:
    """Sarah Benali has opened the file of client 1344 in a call."""
    with transaction(engine_of(training, user="accueil.logirem")) as session:
        open_file(session, customer_of_number(session, "1344", None), Opening(OpeningPurpose.CALL))


@as_dpo
def test_the_officer_sees_who_saw_a_tenant_and_leaves_a_line(seen: None, person: Agent) -> None:
    page = watch(person, "1344")
    assert ("Sarah Benali", "Ouvert", "Appel") in [
        (row.who, row.family, row.purpose) for row in page.table.rows
    ]
    assert [row.at for row in page.table.rows] == sorted((row.at for row in page.table.rows), reverse=True)
    assert "LEFÈVRE" in page.summary.text()
    assert person.ask(LINES.format("TRACE_READ")) == 1
    page.bar.field.setFocus()
    person.press(Qt.Key.Key_Return)
    assert page.table.rows[0].sentence == "Trace de ce dossier lue"


@as_dpo
def test_the_officer_chooses_among_people_of_one_name(person: Agent) -> None:
    page = watch(person, "du")
    assert len(page.people.rows) > 1
    assert page.people_frame.isVisible()
    person.press(Qt.Key.Key_Return)
    assert not page.people_frame.isVisible()
    assert person.ask(LINES.format("TRACE_READ")) == 1


@as_dpo
def test_nobody_of_that_name_and_no_line_in_those_days_are_said(person: Agent) -> None:
    page = watch(person, "xyzzyx")
    assert "Aucun locataire" in page.frame.sentence()
    page.bar.until.setDate(page.bar.since.date())
    page.bar.field.clear()
    page = watch(person, "1344")
    assert "Rien dans la trace" in page.frame.sentence()


@as_dpo
def test_the_acts_of_one_member_of_staff_need_a_reason(seen: None, person: Agent) -> None:
    page = watch(person, "")
    assert "Donnez un locataire ou un agent" in page.frame.sentence()
    page.bar.who.setCurrentText("Sarah Benali")
    page.look()
    person.settle()
    assert "Dites pourquoi" in page.frame.sentence()
    page.bar.reason.setCurrentIndex(2)
    page.look()
    person.settle()
    assert {row.login for row in page.table.rows} == {"accueil.logirem"}
    assert person.ask("SELECT reason FROM audit_entry WHERE act = 'TRACE_READ'") == "COMPLAINT"
