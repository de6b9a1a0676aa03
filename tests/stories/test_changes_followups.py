"""What decisions left to be done: on the screen and by commands."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.rules.changes.lateness import late_words
from backoffice.views.followups.page import FollowUpsPage
from tests.changes_desk import ChangesDesk
from tests.conftest import Server, copy_of
from tests.household_desk import ADVISER
from tests.stories.test_household_page import Screen

PICTURES: Path | None = None
"""Where the screens are kept when somebody wants to look at them."""
_ADD = text(
    "INSERT INTO follow_up (landlord_id, customer_id, lease_id, kind, due_on)"
    " SELECT landlord_id, customer_id, id, 'CHECK_IBAN', current_date - 2000 FROM lease WHERE id = :lease"
)


@pytest.fixture
def screen(qtbot: QtBot, server: Server) -> Iterator[tuple[Screen, str]]:
    for name in copy_of(server, server.ensure_training()):
        made = Screen(qtbot, server, name)
        with Session(made.owner, expire_on_commit=False) as session:
            desk = ChangesDesk(session)
            made.ref = desk.customer.client_ref
            session.execute(_ADD, {"lease": desk.lease.id})
            session.commit()
        yield made, name
        made.close()


def test_a_task_is_done_and_taken_back(
    screen: tuple[Screen, str], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    made, database = screen
    page = FollowUpsPage(made.around)
    asked: list[int] = []
    page.tenant_asked.connect(asked.append)
    made.show(page)  # type: ignore[arg-type]
    page.take_up()
    made.settle()
    first = page.rows[0]
    assert (first.kind.value, first.is_late) == ("CHECK_IBAN", True)
    assert first.when == late_words(first.due_on, made.home.today)
    if PICTURES is not None:
        page.grab().save(str(PICTURES / "followups.png"))
    page.view.choose(0)
    made.press(Qt.Key.Key_Return, where=page.view)
    assert asked == [first.customer_id]
    page.done.click()
    made.settle()
    assert made.said[-1] == "Titulaire du compte à vérifier : faite."
    assert first.id not in {one.id for one in page.rows}
    page.undo.click()
    made.settle()
    assert page.rows[0].id == first.id
    assert made.errors == []
    login = ("--dsn", server.dsn(database, ADVISER))
    assert main(["followups", "list", "--late", "--json", *login]) == 0
    told = json.loads(capsys.readouterr().out)["follow_ups"]
    assert told[0]["id"] == first.id
    assert main(["followups", "done", str(first.id), *login]) == 0
    assert "faite" in capsys.readouterr().out
    # A colleague who read it before is told, and nothing changes.
    assert main(["followups", "cancel", str(first.id), "--seen", "1", *login]) == 1
    assert "TASK_CHANGED" in capsys.readouterr().err
    assert main(["followups", "done", str(first.id), "--dsn", server.dsn(database, "conseil.vivest")]) == 1


def test_an_empty_list_gives_the_keyboard_to_its_filters(screen: tuple[Screen, str]) -> None:
    made, _ = screen
    with made.owner.begin() as connection:
        connection.execute(text("DELETE FROM follow_up"))
    page = FollowUpsPage(made.around)
    made.show(page)  # type: ignore[arg-type]
    page.take_up()
    made.settle()
    assert page.rows == ()
    assert page.kind.hasFocus()
    page.take_up()
    assert page.kind.hasFocus()


def test_late_words() -> None:
    from datetime import date, timedelta

    day = date(2026, 11, 21)
    told = {n: late_words(day + timedelta(days=n), day) for n in (-3, -1, 0, 1, 9)}
    assert told == {
        -3: "en retard de 3 jours",
        -1: "en retard d’un jour",
        0: "aujourd’hui",
        1: "demain",
        9: "dans 9 jours",
    }
