"""The page of the anomalies, at the keyboard: a figure, its list, a file, and back."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.database.session import transaction
from backoffice.errors import GuichetError
from backoffice.rules.portal.watch import AnomalyKind, nothing_of
from backoffice.tasks.runner import Runner
from backoffice.views.surroundings import Surroundings
from backoffice.views.watch.page import WatchPage

PATIENCE = 20_000
_MAY = "SELECT has_function_privilege(CAST(:f AS text), 'EXECUTE')"
Pages = Callable[[str], WatchPage]


@pytest.fixture
def page_of(qtbot: QtBot, training: str, engine_of: Callable[..., Engine]) -> Iterator[Pages]:
    """Make the page of a member of staff, shown and counted."""
    make_application()
    runners: list[Runner] = []

    def make(login: str) -> WatchPage:
        runner = Runner(partial(transaction, engine_of(training, user=login)))
        runners.append(runner)
        page = WatchPage(Surroundings(runner, lambda *_: True, lambda *_: None))
        qtbot.addWidget(page)
        page.resize(1130, 700)
        page.show()
        page.activateWindow()
        page.take_up()
        qtbot.waitUntil(runner.is_idle, timeout=PATIENCE)
        return page

    yield make
    for runner in runners:
        runner.close()


def _press(qtbot: QtBot, page: WatchPage, key: Qt.Key) -> None:
    focused: QWidget | None = page.focusWidget()
    QTest.keyClick(page if focused is None else focused, key)
    qtbot.waitUntil(page._around.runner.is_idle, timeout=PATIENCE)


def _open(page: WatchPage) -> tuple[AnomalyKind | None, list[AnomalyKind]]:
    return page.chosen, [kind for kind, tile in page.tiles.items() if tile.isChecked()]


def test_each_figure_of_the_demo_opens_its_list_and_its_files(qtbot: QtBot, page_of: Pages) -> None:
    page = page_of("responsable.demo")
    assert page.focusWidget() is page.tiles[AnomalyKind.UNLOCK_AFTER_CHANGE]
    opened: list[int] = []
    page.tenant_asked.connect(opened.append)
    for rank, (kind, tile) in enumerate(page.tiles.items()):
        assert tile.files > 0, kind
        assert tile.accessibleName().startswith(f"{kind.label} : {tile.files}, dont ")
        if rank % 2:
            tile.setFocus()
            _press(qtbot, page, Qt.Key.Key_Return)
        else:
            _press(qtbot, page, Qt.Key(Qt.Key.Key_1 + rank))
        assert _open(page) == (kind, [kind])
        shown = page.table.rows
        assert len(shown) == min(tile.files, 100)
        assert page.focusWidget() is page.view
        _press(qtbot, page, Qt.Key.Key_Return)
        assert opened[-1] == shown[0].customer_id
        assert all(row.why and "@" not in row.why for row in shown)
        _press(qtbot, page, Qt.Key.Key_Escape)
        assert _open(page) == (None, [])
        assert page.focusWidget() is tile


def test_an_empty_list_says_so_and_others_are_refused(qtbot: QtBot, page_of: Pages) -> None:
    page = page_of("responsable.vivest")
    empty = [kind for kind, tile in page.tiles.items() if not tile.files]
    assert empty
    page.tiles[empty[0]].click()
    qtbot.waitUntil(page._around.runner.is_idle, timeout=PATIENCE)
    assert page.frame.sentence() == nothing_of(empty[0])
    assert not page.open_file.isEnabled()
    told: list[GuichetError] = []
    other = page_of("agent.demo")
    other.failed.connect(told.append)
    other.again()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert told[0].code == "NO_RIGHT"


def test_a_desk_is_named_to_the_protection_officer_alone(
    training: str, engine_of: Callable[..., Engine]
) -> None:
    with engine_of(training, user="dpo.demo").begin() as connection:
        asked = "SELECT 1000 + (id * 7919 + 4242) % 8999 FROM staff WHERE login = 'accueil.logirem'"
        number = connection.execute(text(asked)).scalar_one()
        found = (
            connection.execute(text("SELECT login FROM desk_of_number(:n)"), {"n": number}).scalars().all()
        )
        assert found == ["accueil.logirem"]
        last = text("SELECT act FROM audit_entry ORDER BY id DESC LIMIT 1")
        assert connection.execute(last).scalar_one() == "DESK_ASKED"
    for login in ("responsable.demo", "agent.demo", "portail.demo"):
        with engine_of(training, user=login).connect() as connection:
            assert not connection.execute(text(_MAY), {"f": "desk_of_number(bigint)"}).scalar_one()
