"""The connection window: first time, remembered password, and why it does not open."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from backoffice import __version__
from backoffice.app import Program, Progress, make_application
from backoffice.database.connect import OpenDatabase
from backoffice.settings import (
    DEMO_PROFILE,
    ConnectionProfile,
    Settings,
    load_connections,
    load_settings,
    save_profile,
)
from tests.conftest import Server
from tests.doctor import durable
from tests.fakes import MemoryKeyring

PATIENCE = 20_000
Start = Callable[..., Program]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Start the program as the command line does."""
    make_application()
    programs: list[Program] = []

    def begin(settings: Settings, **options: object) -> Program:
        program = Program(settings, **options)  # type: ignore[arg-type]  # handed on as they are
        programs.append(program)
        program.start()
        return program

    yield begin
    for program in programs:
        if program.window is not None:
            program.window.close()
        program.dialog.hide()
        program.close()
        program.destroy()


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def wait_open(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.runner is not None and program.runner.is_idle(), timeout=PATIENCE)


def wait_refused(qtbot: QtBot, program: Program) -> str:
    qtbot.waitUntil(lambda: bool(program.dialog.messages.text()), timeout=PATIENCE)
    assert program.window is None
    return program.dialog.messages.text()


def test_the_first_time_a_server_is_written_by_keyboard(
    qtbot: QtBot, start: Start, server: Server, training: str, keyring_store: MemoryKeyring
) -> None:
    program = start(load_settings(environ={}))
    dialog = program.dialog
    assert dialog.dsn.isVisible()
    QTest.keyClicks(dialog.dsn, server.dsn("nulle_part", "").replace(" user=''", ""))
    QTest.keyClicks(dialog.user, "agent.demo")
    QTest.keyClicks(dialog.password, "secret")
    press(dialog.remember, Qt.Key.Key_Space)
    press(dialog.password, Qt.Key.Key_Return)
    assert "n’existe pas" in wait_refused(qtbot, program)
    assert dialog.user.text() == "agent.demo"
    assert dialog.password.text() == "secret"
    dialog.dsn.clear()
    QTest.keyClicks(dialog.dsn, f"host={server.host} port={server.port} dbname={training}")
    press(dialog.password, Qt.Key.Key_Return)
    wait_open(qtbot, program)
    assert load_connections().default == "production"
    assert keyring_store.entries == {("guichet:production", "agent.demo"): "secret"}


def test_a_kept_password_is_filled_in(
    qtbot: QtBot, start: Start, server: Server, training: str, keyring_store: MemoryKeyring
) -> None:
    dsn = f"host={server.host} port={server.port} dbname={training}"
    save_profile(ConnectionProfile("agence", "server", dsn, "agent.demo"), default=True)
    keyring_store.entries["guichet:agence", "agent.demo"] = "gardé"
    program = start(load_settings(environ={}))
    qtbot.waitUntil(lambda: program.dialog.password.text() == "gardé", timeout=PATIENCE)
    assert program.dialog.remember.isChecked()
    press(program.dialog.password, Qt.Key.Key_Return)
    wait_open(qtbot, program)


def test_a_login_that_is_nobody_is_refused(qtbot: QtBot, start: Start, server: Server, training: str) -> None:
    program = start(Settings(None, server.dsn(training, "postgres")))
    assert "n’est rattaché à aucun agent" in wait_refused(qtbot, program)
    assert program.dialog.connect_button.isEnabled()


def test_a_base_without_schema_is_refused(
    qtbot: QtBot, start: Start, server: Server, empty_database: str
) -> None:
    program = start(Settings(None, server.dsn(empty_database, "postgres")))
    assert "db upgrade" in wait_refused(qtbot, program)


def test_a_desk_of_another_version_reads_both_and_the_way_out(
    qtbot: QtBot, start: Start, server: Server, training: str, engine_of: Callable[..., Engine]
) -> None:
    with engine_of(training).begin() as owner:
        owner.exec_driver_sql("SELECT set_client_limits('9.0', '9.1')")
    program = start(Settings(None, server.dsn(training, "agent.demo")))
    told = wait_refused(qtbot, program)
    assert all(words in told for words in (__version__, "9.0", "installez la version 9.1"))


def test_a_schema_changed_by_hand_is_told_and_the_agent_works_on(
    qtbot: QtBot, start: Start, server: Server, training: str, engine_of: Callable[..., Engine]
) -> None:
    with engine_of(training).begin() as owner:
        owner.exec_driver_sql("CREATE TABLE spare (id int)")
    with durable(server, on=True):
        program = start(Settings(None, server.dsn(training, "agent.demo")))
        wait_open(qtbot, program)
    assert program.window is not None
    told = program.window.messages.text()
    assert "à la main" in told
    assert "prévenez l’administrateur" in told
    assert "fsync" not in told


def test_a_server_that_is_not_there_is_said(qtbot: QtBot, start: Start) -> None:
    program = start(Settings(None, "host=127.0.0.1 port=9 dbname=guichet connect_timeout=2"))
    assert "injoignable" in wait_refused(qtbot, program)


def test_the_training_landlord_opens_without_a_password(qtbot: QtBot, desk: Engine, start: Start) -> None:
    told: list[str] = []

    def training(_settings: Settings, progress: Progress) -> OpenDatabase:
        progress("Préparation du bailleur de formation…")
        return OpenDatabase(desk)

    program = start(Settings(DEMO_PROFILE), training=training)
    program.dialog.progressed.connect(told.append)
    assert program.dialog.is_busy()
    assert not program.dialog.password.isVisible()
    wait_open(qtbot, program)
    assert program.window is not None
    assert program.window.isVisible()
    assert not program.dialog.isVisible()


def test_a_bug_is_shown_with_its_number_and_the_window_stays(
    qtbot: QtBot, desk: Engine, start: Start
) -> None:
    program = start(Settings(DEMO_PROFILE), training=lambda _settings, _progress: OpenDatabase(desk))
    wait_open(qtbot, program)
    error = ZeroDivisionError("essai")
    program.on_unexpected(type(error), error, None)
    assert program.window is not None
    assert "erreur imprévue (n°" in program.window.messages.text()
