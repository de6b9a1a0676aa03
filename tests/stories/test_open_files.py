"""Several files at once, their places kept, taken up again after a crash; the nine tabs; alerts by key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.journal.journal import OPEN_FILES, Journal
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.desk.timeline.results import Family
from backoffice.views.drafts.keeper import Drafts
from backoffice.views.main_window import MainWindow
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.files.kept import read, written
from backoffice.views.tenant.lazy import InsuranceTab
from backoffice.views.tenant.notices.alert_dialog import AlertDialog
from backoffice.views.tenant.notices.hint_dialog import HintDialog
from tests.fakes import MemoryKeyring
from tests.stories.agent import CONTROL, PATIENCE, Agent
from tests.stories.tree import nameless

SHIFT_CONTROL = CONTROL | Qt.KeyboardModifier.ShiftModifier
# A window without any takes about 210 MiB of the 400: what files add stays far below the rest.
MOST_ADDED = 80 * 1024 * 1024


def in_front(agent: Agent) -> str:
    """The client number of the file in front."""
    file = agent.window.tenant_page.file
    assert file is not None
    return file.client_ref


def go(agent: Agent, number: str, qtbot: QtBot) -> None:
    """Search and open one more file."""
    agent.enter("")
    agent.window.search_box.field.selectAll()
    QTest.keyClicks(agent.window.search_box.field, number)
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: (
            agent.window.tenant_page.file is not None and agent.window.tenant_page.file.client_ref == number
        ),
        timeout=PATIENCE,
    )
    agent.settle()


def test_several_files_each_keep_their_tab_their_filters_and_their_place(agent: Agent, qtbot: QtBot) -> None:
    agent.answers_mail()
    page, files = agent.window.tenant_page, agent.window.files
    go(agent, "1344", qtbot)
    assert files.bar.isHidden(), "a single file in front needs no tab"
    agent.press(Qt.Key.Key_9, CONTROL)
    agent.press(Qt.Key.Key_A)
    agent.press(Qt.Key.Key_P)
    for _step in range(30):
        agent.press(Qt.Key.Key_Down)
    timeline = page.details.timeline
    before = timeline.view.spot()
    assert before[1] > 0
    go(agent, "L/2013936", qtbot)
    assert (in_front(agent), page.details.tabs.currentIndex()) == ("L/2013936", 0)
    assert timeline.families == frozenset()
    assert not files.bar.isHidden()
    agent.press(Qt.Key.Key_Tab, CONTROL)
    assert (in_front(agent), page.details.tabs.currentIndex()) == ("1344", 8)
    assert timeline.families == {Family.MONEY, Family.PORTAL}
    assert timeline.view.spot() == before
    assert {line.family for line in timeline.table.rows} == {Family.MONEY, Family.PORTAL}
    agent.press(Qt.Key.Key_Tab, SHIFT_CONTROL)
    assert in_front(agent) == "L/2013936"
    agent.press(Qt.Key.Key_Escape)
    agent.press(Qt.Key.Key_Tab, CONTROL)
    assert in_front(agent) == "L/2013936", "from the search, back to the file that was left"
    agent.press(Qt.Key.Key_W, CONTROL)
    assert in_front(agent) == "1344"
    agent.press(Qt.Key.Key_W, CONTROL)
    assert page.file is None
    assert files.open_files() == ()
    assert QApplication.focusWidget() is agent.window.search_box.field


def test_a_click_shows_a_file_and_the_middle_button_closes_it(agent: Agent, qtbot: QtBot) -> None:
    for number in ("1344", "1001", "1002"):
        go(agent, number, qtbot)
    bar = agent.window.files.bar
    assert all(bar.tabText(rank) for rank in range(3))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    agent.settle()
    assert in_front(agent) == "1344"
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(1).center() - QPoint(8, 0))
    agent.settle()
    assert (bar.count(), in_front(agent)) == (2, "1344")


@pytest.fixture
def store(keyring_store: MemoryKeyring) -> Journal:
    """Where the open files are kept, under a key of the credential store."""
    assert keyring_store is not None
    return Journal("essai", "agent.demo", OPEN_FILES)


def test_the_files_of_an_earlier_run_are_back_and_none_is_opened_before_it_is_looked_at(
    agent: Agent, qtbot: QtBot, store: Journal, desk: Engine
) -> None:
    around = agent.window._around
    first = _window(around, store, qtbot)
    first.access._usual = OpeningPurpose.MAIL
    for number in (1, 3):
        first.open_tenant(number)
        qtbot.waitUntil(partial(_is_shown, first, number), timeout=PATIENCE)
    first.tenant_page.show_tab(4)
    qtbot.waitUntil(first._around.files.is_idle, timeout=PATIENCE)
    (kept,) = Journal("essai", "agent.demo", OPEN_FILES).read().drafts
    assert [(one.customer_id, one.tab) for one in read(kept.text)] == [(1, 0), (3, 4)]
    sealed = b"".join(path.read_bytes() for path in store.folder.iterdir())
    assert "LEFÈVRE".encode() not in sealed
    first.hide()
    before = _openings(desk)
    second = _window(around, Journal("essai", "agent.demo", OPEN_FILES), qtbot)
    qtbot.waitUntil(lambda: second.files.open_files() == (1, 3), timeout=PATIENCE)
    assert not second.files.bar.isHidden()
    assert second.tenant_page.file is None
    assert _openings(desk) == before, "a tab nobody looks at is neither traced nor counted"
    second.files.next()
    second.files.next()
    qtbot.waitUntil(lambda: _shown(second) is not None, timeout=PATIENCE)
    assert second.tenant_page.details.tabs.currentIndex() in (0, 4)
    for window in (first, second):
        window._around.files.close()


def _window(around: Surroundings, store: Journal, qtbot: QtBot) -> MainWindow:
    kept = Drafts(store)
    window = MainWindow(Surroundings(around.runner, around.print_pages, around.choose_file, files=kept))
    qtbot.addWidget(window)
    window.show()
    kept.begin()
    qtbot.waitUntil(lambda: window.rail._name.whole() != "", timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.files._keeps, timeout=PATIENCE)
    return window


def _is_shown(window: MainWindow, number: int) -> bool:
    return _shown(window) == number


def _shown(window: MainWindow) -> int | None:
    file = window.tenant_page.file
    return None if file is None else file.customer_id


def _openings(desk: Engine) -> int:
    with transaction(desk) as session:
        query = text("SELECT count(*) FROM audit_entry WHERE act = 'TENANT_OPENED'")
        return int(session.execute(query).scalar_one())


def test_what_is_kept_can_be_read_again_and_rubbish_is_no_file() -> None:
    assert written(()) == ""
    for rubbish in ("", "{", "[1]", '[["x", "y", "z", "t"]]', "null", '[[1, "a", "NO_SUCH", 2]]'):
        assert read(rubbish) == ()


def test_twenty_open_files_stay_light(agent: Agent, qtbot: QtBot, desk: Engine) -> None:
    agent.answers_mail()
    with transaction(desk) as session:
        numbers = session.execute(
            text("SELECT client_ref FROM customer WHERE NOT reserved ORDER BY id LIMIT 20")
        ).scalars()
        refs = list(numbers)
    # The process has played other tests before: only what is added is this one's.
    before = psutil.Process().memory_info().rss
    for number in refs:
        go(agent, number, qtbot)
        agent.press(Qt.Key.Key_9, CONTROL)
    assert len(agent.window.files.open_files()) == 20
    assert psutil.Process().memory_info().rss - before < MOST_ADDED


def test_every_tab_answers_to_its_key_and_asks_only_when_it_is_looked_at(agent: Agent, qtbot: QtBot) -> None:
    agent.answers_mail()
    go(agent, "1344", qtbot)
    details = agent.window.tenant_page.details
    pages = details.pages
    assert [page.table.rowCount() for page in pages[4:]] == [0, 0, 0, 0, 0]
    counts = []
    for rank in range(9):
        agent.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        counts.append(pages[rank].table.rowCount())
        assert details.tabs.currentIndex() == rank
    assert all(counts[rank] for rank in (0, 1, 2, 3, 4, 5, 6, 8))
    insurance = pages[4]
    assert isinstance(insurance, InsuranceTab)
    assert insurance.covers.rowCount() == 1
    assert "Aucune enquête" in pages[7].frame.sentence()


def test_the_time_line_is_read_further_as_one_scrolls(agent: Agent, qtbot: QtBot) -> None:
    agent.answers_mail()
    go(agent, "1344", qtbot)
    agent.press(Qt.Key.Key_9, CONTROL)
    timeline = agent.window.tenant_page.details.timeline
    assert timeline.table.rowCount() == 60
    agent.press(Qt.Key.Key_End)
    qtbot.waitUntil(lambda: timeline.table.rowCount() == 120, timeout=PATIENCE)
    here = timeline.view.spot()
    agent.press(Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: timeline.table.rowCount() == 120, timeout=PATIENCE)
    assert timeline.view.spot() == here, "reading again moves nobody"
    agent.press(Qt.Key.Key_T)
    assert timeline.families == frozenset()


def test_an_alert_is_put_seen_and_ended_by_keys_alone(agent: Agent, qtbot: QtBot) -> None:
    agent.answers_mail()
    go(agent, "1002", qtbot)
    strip = agent.window.tenant_page.strip
    assert strip.isHidden()
    agent.press(Qt.Key.Key_E, CONTROL)
    dialog = agent.dialog(AlertDialog)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=PATIENCE)
    QTest.keyClicks(dialog.note.edit, "sonner deux fois")
    agent.press(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: strip.sentences() != [], timeout=PATIENCE)
    (said,) = strip.sentences()
    assert said.startswith("Appeler avant de passer : sonner deux fois  ·  Camille Moreau, jusqu’au ")
    agent.press(Qt.Key.Key_E, CONTROL)
    dialog = agent.dialog(AlertDialog)
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1, timeout=PATIENCE)
    dialog.view.setFocus()
    dialog.view.choose(0)
    qtbot.waitUntil(dialog.finish.isEnabled, timeout=PATIENCE)
    agent.press(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(strip.isHidden, timeout=PATIENCE)


def test_numbers_and_sentences_are_copied_and_nothing_is_read_aloud_before_level_two(
    agent: Agent, qtbot: QtBot
) -> None:
    clipboard = QApplication.clipboard()
    agent.answers_mail()
    go(agent, "1344", qtbot)
    agent.press(Qt.Key.Key_C, SHIFT_CONTROL)
    assert clipboard.text() == "1344"
    agent.press(Qt.Key.Key_N, SHIFT_CONTROL)
    assert clipboard.text() == "NGUYỄN Thị Hồng, épouse LEFÈVRE"
    agent.press(Qt.Key.Key_L, SHIFT_CONTROL)
    assert clipboard.text().startswith("Votre compte présente")
    clipboard.setText("rien")
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_Escape)
    page = agent.window.tenant_page
    assert page.file is not None
    assert page.file.call is not None
    assert page.file.call.level.value == "L1"
    agent.press(Qt.Key.Key_L, SHIFT_CONTROL)
    assert clipboard.text() == "rien"
    assert "niveau 2" in agent.window.messages.text()
    assert page.curtain.is_drawn
    for rank in range(9):
        agent.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        assert not page.details.isVisible(), rank
    assert page.details.timeline.table.rowCount() == 0, "what may not be read is not asked for"


def test_a_manager_tells_of_a_building_and_the_file_shows_it_until_its_minute(
    qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    manager = Agent(
        qtbot, engine_of(training), tmp_path, partial(transaction, engine_of(training, "responsable.demo"))
    )
    manager.enter("1002")
    manager.settle()
    manager.press(Qt.Key.Key_Return)
    manager.press(Qt.Key.Key_3)
    qtbot.waitUntil(lambda: manager.window.tenant_page.file is not None, timeout=PATIENCE)
    manager.settle()
    manager.press(Qt.Key.Key_E, SHIFT_CONTROL)
    dialog = manager.dialog(HintDialog)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=PATIENCE)
    assert nameless(dialog) == []
    manager.press(Qt.Key.Key_Down)
    assert dialog.sentence.text() == "Chauffage arrêté", "the subject proposes the sentence"
    manager.press(Qt.Key.Key_Return, CONTROL)
    strip = manager.window.tenant_page.strip
    qtbot.waitUntil(lambda: strip.sentences() != [], timeout=PATIENCE)
    (said,) = strip.sentences()
    assert said.startswith("Chauffage arrêté jusqu’à ")
    told = strip.shown
    assert told is not None
    soon = replace(told.hints[0], until=told.read_at + timedelta(milliseconds=300))
    strip.show_strip(replace(told, hints=(soon,)))
    qtbot.waitUntil(strip.isHidden, timeout=PATIENCE)
    manager.leave()


def test_what_was_added_says_its_name_to_a_screen_reader(agent: Agent, qtbot: QtBot) -> None:
    agent.answers_mail()
    for number in ("1344", "1001"):
        go(agent, number, qtbot)
    for rank in range(9):
        agent.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        assert nameless(agent.window) == [], rank
    agent.press(Qt.Key.Key_E, CONTROL)
    dialog = agent.dialog(AlertDialog)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=PATIENCE)
    assert nameless(dialog) == []
    agent.press(Qt.Key.Key_Escape)
    keys = [action.shortcut().toString() for action in agent.window.actions()]
    assert len(keys) == len(set(keys)), "no key serves two acts"
