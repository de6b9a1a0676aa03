"""Stories of the queues with keys alone: next, former, passed on, undone at second nine, two at one item."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.items.orders import KindOrder
from backoffice.services.queues.plain import ACTS
from backoffice.services.work.absences import absences, colleagues_away
from backoffice.services.work.following import claim_family
from backoffice.views.items.reason_dialog import ReasonDialog
from backoffice.views.looks.list_dialog import LooksDialog
from backoffice.views.parts.buttons import RailEntry
from backoffice.views.queue.absences_dialog import AbsencesDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.work import pages as kind_pages
from backoffice.views.work.bulk_dialog import BulkDialog
from tests.queues import fill_queue
from tests.stories.agent import CONTROL, Agent
from tests.stories.plain_page import (
    PlainPage,
    back_to_the_list,
    desk_of,
    holders,
    listed,
    listed_in_front,
    page_of,
)

SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator, with a queue of requests."""
    made = engine_of(training)
    with made.begin() as connection:
        connection.execute(text("DELETE FROM work_item WHERE kind = 'REQUEST'"))
    fill_queue(made, 6, WorkKind.REQUEST)
    return made


@pytest.fixture
def sarah(
    qtbot: QtBot,
    owner: Engine,
    training: str,
    engine_of: Callable[..., Engine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Agent]:
    """A manager at the window, with a page for requests and none for the other kinds."""

    def page_of(kind: WorkKind, around: Surroundings) -> PlainPage | None:
        return PlainPage(around) if kind is WorkKind.REQUEST else None

    monkeypatch.setattr(kind_pages, "page_of", page_of)
    engine = engine_of(training, "responsable.logirem")
    agent = Agent(qtbot, engine, tmp_path, partial(transaction, engine))
    yield agent
    agent.leave()


def test_the_rail_lights_the_queue_whose_list_or_item_is_in_front(sarah: Agent) -> None:
    def lit() -> list[str]:
        return [one.accessibleName() for one in sarah.window.rail.findChildren(RailEntry) if one.isChecked()]

    listed(sarah)
    assert [name.split(",")[0].split(" ")[0] for name in lit()] == ["Demandes"]
    sarah.press(Qt.Key.Key_Return)
    assert desk_of(sarah).claim is not None
    assert [name.split(",")[0].split(" ")[0] for name in lit()] == ["Demandes"]
    sarah.window.bar.home()
    sarah.settle()
    assert lit() == ["Locataires"]


def test_a_queue_is_worked_with_one_key_an_item(sarah: Agent) -> None:
    page = listed(sarah)
    items = [row.item_id for row in page.table.rows]
    assert len(items) == 6
    sarah.press(Qt.Key.Key_F8)
    assert page_of(sarah).shown == items[:1]
    assert "Ctrl+Maj+D" in sarah.message(), "where the call has gone is said, once"
    assert page_of(sarah).prepared == [items[1]]
    sarah.press(Qt.Key.Key_A)
    assert page_of(sarah).shown == items[:2]
    assert desk_of(sarah).strip.isVisible()
    assert "Annulable encore" in desk_of(sarah).strip.words.whole()
    sarah.press(Qt.Key.Key_F8)
    assert page_of(sarah).shown == items[:3], "left undecided, the next one"
    assert page_of(sarah).left == 0, "what was prepared of it was still there"
    assert holders(sarah) == 1
    sarah.press(Qt.Key.Key_F7)
    assert page_of(sarah).shown[-1] == items[1]
    sarah.press(Qt.Key.Key_F7)
    desk = desk_of(sarah)
    assert desk.back.panel.isVisible(), "what I decided is shown, to be read"
    assert desk.back.panel.item is not None
    assert desk.back.panel.item.item_id == items[0]
    assert "Accepté" in desk.back.panel.history.text()
    assert holders(sarah) == 0
    sarah.press(Qt.Key.Key_F8)
    assert page_of(sarah).shown[-1] == items[1]
    back_to_the_list(sarah)
    assert holders(sarah) == 0, "back on the list, nothing is kept from colleagues"


def test_a_decision_is_undone_at_second_nine_and_not_after(sarah: Agent, qtbot: QtBot) -> None:
    listed(sarah)
    sarah.press(Qt.Key.Key_F8)
    first = page_of(sarah).shown[0]
    sarah.press(Qt.Key.Key_A)
    strip = desk_of(sarah).strip
    sarah.press(Qt.Key.Key_Backspace)
    assert page_of(sarah).shown[-1] == first, "mine again, on the screen"
    state = sarah.ask(f"SELECT status FROM work_item WHERE id = {first}")
    assert (state, holders(sarah)) == ("OPEN", 1)
    decisions = sarah.ask(
        f"SELECT string_agg(decision, ' ' ORDER BY rank) FROM work_decision WHERE work_item_id = {first}"
    )
    assert decisions == "ACCEPTED UNDONE"
    assert strip.isHidden()
    sarah.press(Qt.Key.Key_Backspace)
    assert page_of(sarah).shown[-1] == first, "nothing more to undo"


def test_passed_on_with_a_digit_it_is_the_turn_of_the_next(sarah: Agent) -> None:
    page = listed(sarah)
    items = [row.item_id for row in page.table.rows]
    sarah.press(Qt.Key.Key_F8)
    sarah.press(Qt.Key.Key_F8, SHIFT)
    sarah.dialog(ReasonDialog)
    sarah.press(Qt.Key.Key_2)
    assert not sarah.has_dialog()
    assert page_of(sarah).shown == items[:2]
    back_to_the_list(sarah)
    page.again()
    sarah.settle()
    assert [row.item_id for row in page.table.rows] == [*items[1:], items[0]]
    assert page.table.rows[-1].skipped


def test_two_at_one_item_the_second_reads_who_has_it(
    sarah: Agent, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = listed(sarah)
    with transaction(engine_of(training, "conseil.logirem")) as session:
        held = claim_family(session, page.table.row(0).item_id)
    sarah.press(Qt.Key.Key_Return)
    assert "Marc d’Almeida traite ce dossier" in sarah.message()
    assert page.isVisible()
    sarah.press(Qt.Key.Key_F8)
    assert page_of(sarah).shown[-1] != held.claim.item_id


def test_a_hold_that_ends_is_said_and_taken_up_again(sarah: Agent, owner: Engine) -> None:
    listed(sarah)
    sarah.press(Qt.Key.Key_F8)
    desk = desk_of(sarah)
    item = page_of(sarah).shown[0]
    desk.holding.seconds = 30
    desk.holding.look()
    assert "Réservé encore" in desk.head.hold.text()
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE work_item SET claimed_until = now() - interval '1 s' WHERE id = :item"),
            {"item": item},
        )
    desk.holding.seconds = 0
    desk.holding.look()
    assert desk.head.again.isVisible()
    sarah.press(Qt.Key.Key_F5)
    assert page_of(sarah).shown[-1] == item
    assert holders(sarah) == 1
    assert desk.head.again.isHidden()


def test_activity_renews_at_most_once_a_minute_and_idleness_never(sarah: Agent) -> None:
    listed(sarah)
    sarah.press(Qt.Key.Key_F8)
    desk, item = desk_of(sarah), page_of(sarah).shown[0]
    before = sarah.ask(f"SELECT claimed_until FROM work_item WHERE id = {item}")
    page_of(sarah).touched.emit()
    sarah.settle()
    assert sarah.ask(f"SELECT claimed_until FROM work_item WHERE id = {item}") == before
    desk.holding.renew_after = 0
    page_of(sarah).touched.emit()
    sarah.settle()
    assert sarah.ask(f"SELECT claimed_until FROM work_item WHERE id = {item}") > before


def test_closing_the_window_gives_the_item_back(sarah: Agent) -> None:
    listed(sarah)
    sarah.press(Qt.Key.Key_F8)
    assert holders(sarah) == 1
    sarah.window.close()
    assert holders(sarah) == 0


def test_filters_and_sort_are_keys_of_the_list(sarah: Agent, owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE work_item SET due_at = now() - interval '1 day' WHERE kind = 'REQUEST' AND id % 3 = 0"
            )
        )
    page = listed(sarah)
    sarah.press(Qt.Key.Key_R)
    assert all(row.late for row in page.table.rows)
    assert 0 < len(page.table.rows) < 6
    late = [row.item_id for row in page.table.rows]
    sarah.press(Qt.Key.Key_F8)
    sarah.press(Qt.Key.Key_A)
    assert page_of(sarah).shown == late[:2], "the next of the same filter"
    back_to_the_list(sarah)
    sarah.press(Qt.Key.Key_0)
    assert len(page.table.rows) == 5
    sarah.press(Qt.Key.Key_T)
    assert page.chips.order.text() == "Tri : plus ancien"


def test_several_are_decided_together_after_a_trial(sarah: Agent) -> None:
    page = listed(sarah)
    for _ in range(3):
        sarah.press(Qt.Key.Key_Space)
    assert page.bulk.text() == "Décider ensemble (3)"
    assert page.table.text(0, 0).startswith("✓")
    sarah.press(Qt.Key.Key_B)
    dialog = sarah.dialog(BulkDialog)
    dialog.decision.setCurrentIndex(0)
    sarah.press(Qt.Key.Key_F5)
    assert "Seraient faits : 3" in dialog.told.text()
    assert sarah.ask("SELECT count(*) FROM work_item WHERE kind = 'REQUEST' AND status = 'DONE'") == 0
    sarah.press(Qt.Key.Key_F10)
    sarah.settle()
    sarah.settle()
    assert "Faits : 3" in dialog.told.text()
    assert sarah.ask("SELECT count(*) FROM work_item WHERE kind = 'REQUEST' AND status = 'DONE'") == 3
    sarah.press(Qt.Key.Key_Escape)
    sarah.settle()
    assert len(page.table.rows) == 3


def test_certificates_are_not_offered_to_be_accepted_in_bulk(sarah: Agent) -> None:
    rows = (replace(one, kind=WorkKind.INSURANCE) for one in listed(sarah).table.rows[:2])
    dialog = BulkDialog(sarah.window, sarah.window._around, tuple(rows))
    sarah.settle()
    offered = [dialog.decision.itemText(place) for place in range(dialog.decision.count())]
    assert WorkDecision.ACCEPTED.label not in offered
    assert dialog.decision.currentText() == WorkDecision.REJECTED.label
    assert any("une à une" in one.text() for one in dialog.findChildren(QLabel))
    dialog.reject()


def test_the_most_pressing_is_a_key_away_from_anywhere(sarah: Agent) -> None:
    page = listed(sarah)
    first = page.table.row(0).item_id
    sarah.enter("lefevre")
    sarah.settle()
    sarah.press(Qt.Key.Key_V, CONTROL | SHIFT)
    assert page_of(sarah).shown == [first]


def test_a_second_look_is_given_with_one_key(
    sarah: Agent, owner: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = listed(sarah)
    with owner.begin() as connection:
        connection.execute(text("UPDATE landlord_parameter SET value = '1' WHERE key = 'second_look_every'"))
    with transaction(engine_of(training, "conseil.logirem")) as session:
        claim = claim_family(session, page.table.row(0).item_id).claim
        order = KindOrder(claim.item_id, claim.version, WorkDecision.ACCEPTED, str(uuid4()))
        ACTS[WorkKind.REQUEST].decide(session, order)
    sarah.press(Qt.Key.Key_V)
    dialog = sarah.dialog(LooksDialog)
    assert [row.item_id for row in dialog.table.rows] == [claim.item_id]
    sarah.press(Qt.Key.Key_N)
    sarah.press(Qt.Key.Key_1)
    assert "la décision tient" in dialog.told.text()
    assert sarah.ask(f"SELECT status FROM work_item WHERE id = {claim.item_id}") == "DONE"
    sarah.press(Qt.Key.Key_R)
    assert sarah.ask(f"SELECT status FROM work_item WHERE id = {claim.item_id}") == "OPEN"


def test_a_decision_drawn_is_read_and_judged_on_its_own_page(
    sarah: Agent, owner: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = listed(sarah)
    with owner.begin() as connection:
        connection.execute(text("UPDATE landlord_parameter SET value = '1' WHERE key = 'second_look_every'"))
    items = [page.table.row(rank).item_id for rank in range(2)]
    with transaction(engine_of(training, "conseil.logirem")) as session:
        for item in items:
            claim = claim_family(session, item).claim
            order = KindOrder(item, claim.version, WorkDecision.ACCEPTED, str(uuid4()))
            ACTS[WorkKind.REQUEST].decide(session, order)
    sarah.press(Qt.Key.Key_V)
    sarah.dialog(LooksDialog)
    sarah.press(Qt.Key.Key_Return)
    look = sarah.window.pages.online.work.look
    assert look is not None
    assert look.isVisible()
    assert look.case is not None
    words = "\n".join(one.text() for one in look.findChildren(QLabel) if one.isVisible())
    assert "Accepté" in words
    assert "Conseil" not in words, "its author is not told"
    first = look.case.look.item_id
    sarah.press(Qt.Key.Key_O)
    assert look.case is not None
    assert {first, look.case.look.item_id} == set(items), "agreed with, the next one"
    sarah.press(Qt.Key.Key_N)
    sarah.press(Qt.Key.Key_1)
    assert "la décision tient" in look.sheet.told.text()
    second = look.case.look.item_id
    assert sarah.ask(f"SELECT status FROM work_item WHERE id = {second}") == "DONE"
    sarah.press(Qt.Key.Key_R)
    assert sarah.ask(f"SELECT status FROM work_item WHERE id = {second}") == "OPEN"
    assert listed_in_front(sarah), "nothing more to look at"
    with owner.connect() as connection:
        verdicts = connection.scalars(text("SELECT verdict FROM second_look ORDER BY verdict")).all()
    assert verdicts == ["AGREED", "DISAGREED"]


def test_a_manager_notes_who_is_away_and_everybody_sees_it(
    sarah: Agent, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = listed(sarah)
    assert page.away.isHidden()
    sarah.press(Qt.Key.Key_A)
    dialog = sarah.dialog(AbsencesDialog)
    names = [dialog.who.itemText(place) for place in range(dialog.who.count())]
    away = next(place for place, name in enumerate(names) if _offered(dialog, place))
    dialog.who.setCurrentIndex(away)
    stand_in = dialog.stand_in.itemText(1)
    dialog.stand_in.setCurrentIndex(1)
    dialog.note.click()
    sarah.settle()
    assert [(row.who, row.stand_in) for row in dialog.table.rows] == [(names[away], stand_in)]
    dialog.note.click()
    sarah.settle()
    assert "déjà notée" in dialog.messages.text(), "refused in place"
    sarah.press(Qt.Key.Key_Escape)
    assert page.away.whole().startswith(f"Absents : {names[away]}, remplacé par {stand_in}")
    with transaction(engine_of(training, "accueil.logirem")) as session:
        assert [(one.who, one.stand_in) for one in colleagues_away(session)] == [(names[away], stand_in)]
        assert absences(session) == (), "the days to come stay between them and their manager"
    sarah.press(Qt.Key.Key_A)
    dialog = sarah.dialog(AbsencesDialog)
    dialog.view.setFocus()
    sarah.press(Qt.Key.Key_Delete)
    assert dialog.table.rows == ()
    sarah.press(Qt.Key.Key_Escape)
    assert page.away.isHidden()


def _offered(dialog: AbsencesDialog, place: int) -> bool:
    """Whether somebody may stand in for this one."""
    dialog.who.setCurrentIndex(place)
    return dialog.stand_in.count() > 1


def test_a_change_of_household_begins_with_the_tenant_in_front(sarah: Agent) -> None:
    sarah.answers_mail()
    sarah.find("lefevre")
    file = sarah.window.tenant_page.file
    assert file is not None
    assert sarah.window.tenant_page.details.household.change.isVisibleTo(
        sarah.window.tenant_page.details.household
    )
    sarah.press(Qt.Key.Key_Y, CONTROL | SHIFT)
    page = sarah.window.pages.online.pages["Saisir un changement de foyer"]
    assert page.isVisible()
    assert page.file is not None
    assert page.file.customer_id == file.customer_id
    sarah.press(Qt.Key.Key_C)
    assert page.event_chosen is not None
