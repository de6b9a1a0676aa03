"""Two people on the same files: who is there, what has changed, what waits, who saved first."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import Program, make_application
from backoffice.database.session import transaction
from backoffice.errors import Conflict, EditConflict, FieldConflict
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.conflicts import Edit, FieldEdit, rebuilt
from backoffice.services.work.presence import Colleague, leave, pulse
from backoffice.settings import Settings
from backoffice.views.parts.conflict_dialog import ConflictDialog
from backoffice.views.tenant.company import company_sentence
from tests.conftest import Server
from tests.queues import fill_queue
from tests.stories.agent import CONTROL, NONE, Agent

PATIENCE = 60_000
SESSIONS = """SELECT count(*) FROM pg_stat_activity
    WHERE usename = 'agent.demo' AND datname = current_database()"""
ADDRESS = "12 rue des Lices, résidence du Port, 13007 Marseille"
TOUCH = "UPDATE portal_account SET last_sign_in_at = now() WHERE customer_id = :customer"


@pytest.fixture
def colleague(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """Dominique Perrin, manager."""
    return engine_of(training, "responsable.demo")


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """Another program beside the desktops: the portal, say."""
    return engine_of(training)


def opened(agent: Agent) -> int:
    """Open a file and return its customer."""
    agent.find("lefevre thi")
    file = agent.window.tenant_page.file
    assert file is not None
    return file.customer_id


def test_a_colleague_who_has_the_file_open_is_named(agent: Agent, colleague: Engine) -> None:
    customer = opened(agent)
    header = agent.window.tenant_page.header
    assert header.company.isHidden()
    with transaction(colleague) as session:
        assert [one.full_name for one in pulse(session, customer).others] == ["Camille Moreau"]
    agent.window.tenant_page.company.beat()
    agent.settle()
    assert header.company.text() == "Dominique Perrin a ce dossier ouvert"
    with transaction(colleague) as session:
        leave(session, customer)
    agent.press(Qt.Key.Key_Escape)
    agent.settle()
    with transaction(colleague) as session:
        assert pulse(session, customer).others == ()
        leave(session, customer)
    # Back in front, it is open again.
    agent.find("lefevre thi")
    assert header.company.isHidden()
    with transaction(colleague) as session:
        assert len(pulse(session, customer).others) == 1


def test_what_a_colleague_saved_is_marked_and_read_again_by_a_key(agent: Agent, owner: Engine) -> None:
    """Nothing moves under the eyes of the agent."""
    customer = opened(agent)
    page = agent.window.tenant_page
    before = page.file
    with owner.begin() as connection:
        connection.execute(text(TOUCH), {"customer": customer})
    agent.window.on_news(frozenset({"portal"}))
    agent.settle()
    assert not page.header.stale.isHidden()
    assert page.file is before
    agent.press(Qt.Key.Key_R, CONTROL)
    assert page.header.stale.isHidden()
    assert page.file is not before


def test_the_rail_counts_what_waits(qtbot: QtBot, agent: Agent, owner: Engine) -> None:
    queues = agent.window.rail.queues
    before = {count.kind for count in queues.counts}
    assert before >= {WorkKind.INSURANCE, WorkKind.ASSISTANCE}
    assert WorkKind.SURVEY not in before
    fill_queue(owner, 12)
    # The window has just counted: it waits a little, and counts once for all that it is told meanwhile.
    for _ in range(50):
        agent.window.on_news(frozenset({"work.SURVEY"}))
    assert agent.runner.is_idle()
    qtbot.waitUntil(lambda: len(queues.counts) == len(before) + 1, timeout=PATIENCE)
    assert {count.kind: count.open_items for count in queues.counts}[WorkKind.SURVEY] == 12


@pytest.fixture
def program(qtbot: QtBot, server: Server, training: str) -> Iterator[Program]:
    """The whole program, as the command line starts it."""
    make_application()
    program = Program(Settings(None, server.dsn(training, "agent.demo")))
    with qtbot.waitSignal(program.ready, timeout=PATIENCE):
        program.start()
    yield program
    assert program.window is not None
    program.window.close()
    program.dialog.hide()
    program.close()
    program.destroy()


def test_news_reach_the_window_by_themselves(qtbot: QtBot, program: Program, owner: Engine) -> None:
    """From another program's commit to the mark in the header, with two sessions in all at rest."""
    window = program.window
    assert window is not None
    with owner.connect() as connection:
        customer = connection.execute(
            text("SELECT id FROM customer WHERE NOT reserved AND client_ref = '1344'")
        ).scalar_one()
    window.access.open(customer, None, OpeningPurpose.CONTROL)
    page = window.tenant_page
    qtbot.waitUntil(lambda: page.file is not None and not page.isHidden(), timeout=PATIENCE)
    with owner.begin() as connection:
        connection.execute(text(TOUCH), {"customer": customer})
    fill_queue(owner, 3)
    qtbot.waitUntil(lambda: not page.header.stale.isHidden(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: WorkKind.SURVEY in window.rail.queues.told(), timeout=PATIENCE)
    assert program.runner is not None
    qtbot.waitUntil(program.runner.is_idle, timeout=PATIENCE)
    with owner.connect() as connection:
        assert connection.execute(text(SESSIONS)).scalar_one() == 2


CONFLICT = EditConflict(
    (
        FieldConflict("phone", "Portable", "06 11 22 33 44", "06 11 22 33 45", "07 56 89 41 00"),
        FieldConflict("email", "Courriel", "a@exemple.fr", "nouvelle@exemple.fr", "a@exemple.fr"),
        FieldConflict("address", "Adresse", None, None, ADDRESS),
    ),
    version=8,
    who="Farah Bouhenna",
)
SENTENCE = "Farah Bouhenna a enregistré ce dossier à 14 h 32 : Portable « 07 56 89 41 00 »."


def form() -> Edit:
    """The form that came second."""
    fields = tuple(FieldEdit(one.name, one.label, one.original, one.mine) for one in CONFLICT.fields)
    return Edit(7, fields)


def conflict_dialog(agent: Agent) -> tuple[ConflictDialog, list[frozenset[str]]]:
    """The dialog in front, and what it will have chosen."""
    dialog = ConflictDialog(agent.window, Conflict(SENTENCE, "LOST_UPDATE", CONFLICT))
    told: list[frozenset[str]] = []
    dialog.chosen.connect(told.append)
    dialog.open()
    agent.settle()
    return dialog, told


def test_only_the_clash_must_be_chosen(agent: Agent) -> None:
    dialog, told = conflict_dialog(agent)
    assert not dialog.save.isEnabled()
    assert {name: group.checkedId() for name, group in dialog.choices.items()} == {
        "phone": -1, "email": 0, "address": 1,
    }  # fmt: skip
    dialog.choices["phone"].button(0).click()
    dialog.save.click()
    assert told == [frozenset({"address"})]
    edit = rebuilt(form(), CONFLICT, told[0])
    assert edit.version == 8
    assert [field.mine for field in edit.fields] == [
        "06 11 22 33 45", "nouvelle@exemple.fr", ADDRESS,
    ]  # fmt: skip
    assert [field.original for field in edit.fields] == [field.theirs for field in CONFLICT.fields]


@pytest.mark.parametrize(
    ("key", "kept"), [(Qt.Key.Key_1, frozenset()), (Qt.Key.Key_2, frozenset({"phone", "email", "address"}))]
)
def test_one_key_takes_all_and_enter_saves(agent: Agent, key: Qt.Key, kept: frozenset[str]) -> None:
    _, told = conflict_dialog(agent)
    agent.press(key, NONE)
    agent.press(Qt.Key.Key_Return)
    assert told == [kept]
    assert not agent.has_dialog()


def test_escape_saves_nothing(agent: Agent, tmp_path: Path) -> None:
    dialog, told = conflict_dialog(agent)
    assert dialog.grab().save(str(tmp_path / "conflict.png"))
    agent.press(Qt.Key.Key_Escape)
    assert told == []
    assert not agent.has_dialog()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), ""),
        (("Farah Bouhenna",), "Farah Bouhenna a ce dossier ouvert"),
        (("Farah Bouhenna", "Marc d’Almeida"), "Farah Bouhenna et Marc d’Almeida ont ce dossier ouvert"),
        (("Farah Bouhenna", "A", "B"), "Farah Bouhenna et 2 collègues ont ce dossier ouvert"),
    ],
)
def test_the_sentence_about_who_is_there(names: tuple[str, ...], sentence: str) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert company_sentence(tuple(Colleague(name, now) for name in names)) == sentence
