"""A number rings: the files it may be about are shown, one key chooses, nobody is guessed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.persons.entry import PROVEN_RELATIONS
from backoffice.rules.persons.ringing import CALL, TENANT, Asked
from backoffice.rules.vocabulary.people import MergeReason, Relation
from backoffice.services.duplicates.merging import MergeOrder, merge_persons, preview_merge
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.pop.choose_dialog import ChooseDialog
from backoffice.views.pop.duplicates_dialog import DuplicatesDialog
from backoffice.views.pop.merge_dialog import MergeDialog
from backoffice.views.pop.numbers_dialog import NumbersDialog
from backoffice.views.pop.part_dialog import PartDialog
from backoffice.views.pop.person_dialog import PersonDialog
from tests.stories.agent import CONTROL, PATIENCE, Agent
from tests.stories.tree import nameless

SHIFT = Qt.KeyboardModifier.ShiftModifier
KNOWN, UNKNOWN = "+33756894100", "+33123456789"


@pytest.fixture
def manager(qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path) -> Iterator[Agent]:
    """The manager of the agencies, before the real window."""
    agent = Agent(qtbot, engine_of(training, user="responsable.logirem"), tmp_path)
    yield agent
    agent.leave()


def ring(agent: Agent, number: str = KNOWN) -> None:
    agent.window.pops.take(Asked(CALL, number))
    agent.settle()


def test_a_known_number_waits_for_one_key_even_alone(agent: Agent, qtbot: QtBot) -> None:
    ring(agent)
    dialog = agent.dialog(ChooseDialog)
    agent.press(Qt.Key.Key_1)
    assert agent.dialog(ChooseDialog) is dialog, "what was being typed when it came chooses nobody"
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(agent.has_dialog, timeout=PATIENCE)
    agent.settle()
    agent.dialog(IdentifyDialog)
    assert agent.window.tenant_page.file is not None


def test_nothing_comes_in_front_of_what_is_typed(agent: Agent) -> None:
    agent.enter("lefev")
    ring(agent)
    assert not agent.has_dialog()
    assert "07 56 89 41 00" in agent.window.pops.strip.text()
    QTest.keyClicks(agent.window.search_box.field, "re")
    agent.settle()
    assert agent.window.search_box.text() == "lefevre"
    agent.press(Qt.Key.Key_D, CONTROL | SHIFT)
    agent.dialog(ChooseDialog)


def test_an_unknown_number_is_attached_in_one_key_then_known(agent: Agent) -> None:
    ring(agent, UNKNOWN)
    assert "numéro inconnu" in agent.window.pops.strip.text()
    agent.find("lefevre thi")
    agent.press(Qt.Key.Key_A, CONTROL | SHIFT)
    assert "rattaché" in agent.message()
    assert agent.ask("SELECT count(*) FROM caller_number WHERE removed_at IS NULL") == 1
    assert agent.ask("SELECT count(*) FROM contact WHERE value_key = '+33123456789'") == 0
    agent.press(Qt.Key.Key_K, CONTROL)
    agent.window.search_box.clear()
    ring(agent, UNKNOWN)
    dialog = agent.dialog(ChooseDialog)
    assert "a appelé de ce numéro" in dialog.rows.table.data(dialog.rows.table.index(0, 4))
    dialog.reject()
    agent.settle()
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_D, CONTROL)
    agent.dialog(NumbersDialog)


def test_a_second_call_waits_while_the_first_goes_on(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    assert agent.window.desk.call is not None
    ring(agent, "+33612345678")
    assert "inconnu" in agent.window.pops.strip.text()
    ring(agent)
    assert not agent.has_dialog()
    assert agent.window.pops.strip.text().startswith("Deuxième appel")


def test_a_call_that_waits_is_ignored_by_the_key_printed_on_its_button(agent: Agent) -> None:
    agent.enter("lefev")
    ring(agent)
    strip = agent.window.pops.strip
    assert strip.text()
    assert strip.ignore.accessibleDescription() == "Touche Ctrl+Maj+I"
    agent.press(Qt.Key.Key_I, CONTROL | SHIFT)
    assert strip.isHidden()
    assert agent.window.pops.number == ""
    assert agent.window.search_box.text() == "lefev", "what was being typed stays"
    agent.press(Qt.Key.Key_D, CONTROL | SHIFT)
    assert "Aucun appel n’attend" in agent.message()
    agent.press(Qt.Key.Key_Escape)
    agent.press(Qt.Key.Key_I, CONTROL | SHIFT)
    assert "Aucun appel n’attend" in agent.message()


def test_the_number_of_a_call_is_forgotten_with_it(agent: Agent, qtbot: QtBot) -> None:
    ring(agent)
    dialog = agent.dialog(ChooseDialog)
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(agent.has_dialog, timeout=PATIENCE)
    agent.settle()
    for key in (Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J):
        agent.press(key)
    assert agent.window.pops.number == "07 56 89 41 00"
    agent.press(Qt.Key.Key_F12)
    agent.press(Qt.Key.Key_Return)
    assert agent.window.desk.call is None
    assert agent.window.pops.number == ""
    agent.press(Qt.Key.Key_A, CONTROL | SHIFT)
    assert "Aucun numéro n’a sonné" in agent.message()


@pytest.mark.parametrize("words", ["composer", "rattacher", "nouvelle personne", "doublons"])
def test_what_a_ringing_number_allows_is_in_the_bar(agent: Agent, words: str) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    [offer] = [
        one for one in agent.window.bar.commands.find(words, agent.window.tenant_page.file) if one.exact
    ]
    assert offer.can_run
    offer.command.run()
    agent.settle()
    assert agent.has_dialog() or "Aucun numéro n’a sonné" in agent.message()


def test_a_hidden_number_says_so_and_a_link_searches(agent: Agent) -> None:
    ring(agent, "")
    assert "masqué" in agent.window.pops.strip.text()
    agent.window.pops.take(Asked(TENANT, "1344"))
    agent.settle()
    assert agent.window.search_box.text() == "1344"
    assert agent.window.tenant_page.file is None, "found, never opened blindly"
    agent.window.pops.take(Asked(TENANT, "2040"))
    agent.settle()
    assert agent.window.search_box.text() == "1344", "what is typed stays"
    agent.press(Qt.Key.Key_D, CONTROL | SHIFT)
    assert agent.window.search_box.text() == "2040"


def test_a_number_on_file_is_handed_to_the_telephone(agent: Agent, qtbot: QtBot) -> None:
    dialled: list[str] = []
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_D, CONTROL)
    dialog = agent.dialog(NumbersDialog)
    dialog._around = replace(dialog._around, dial=lambda url: not dialled.append(url))  # type: ignore[func-returns-value]
    qtbot.waitUntil(lambda: dialog.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    assert dialled == ["tel:+33756894100"]
    assert "composé" in agent.message()


def test_a_person_is_entered_after_those_alike_were_seen(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_P, CONTROL | SHIFT)
    dialog = agent.dialog(PersonDialog)
    assert nameless(dialog) == []
    offered = {dialog.relation.itemData(row) for row in range(dialog.relation.count())}
    assert offered == set(Relation) - {Relation.HOLDER, *PROVEN_RELATIONS}
    for name, words in (("birth_name", "Nguyen"), ("first_names", "Thi")):
        dialog.fields[name].setFocus()
        QTest.keyClicks(dialog.fields[name], words)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert dialog.table.rowCount() >= 1
    assert nameless(dialog) == []
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert "pourquoi" in dialog.messages.text()
    dialog.reason.setCurrentIndex(1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog(), dialog.messages.text()
    assert "est au fichier" in agent.message()


def test_two_sheets_are_merged_and_parted_from_the_file(manager: Agent, qtbot: QtBot) -> None:
    agent = manager
    agent.enter("lefevre thi")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    agent.press(Qt.Key.Key_3)
    qtbot.waitUntil(lambda: agent.window.tenant_page.file is not None, timeout=PATIENCE)
    agent.settle()
    agent.press(Qt.Key.Key_P, CONTROL | SHIFT)
    dialog = agent.dialog(PersonDialog)
    dialog.kind.setCurrentIndex(2)
    for name, words in (("birth_name", "Nguyen"), ("first_names", "Thi Hong"), ("phone", "07 56 89 41 00")):
        dialog.fields[name].setText(words)
    agent.press(Qt.Key.Key_Return, CONTROL)
    dialog.reason.setCurrentIndex(1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog(), dialog.messages.text()
    agent.press(Qt.Key.Key_U, CONTROL | SHIFT)
    alike = agent.dialog(DuplicatesDialog)
    assert nameless(alike) == []
    qtbot.waitUntil(lambda: alike.rows.is_settled)
    agent.press(Qt.Key.Key_1)
    sides = agent.dialog(MergeDialog)
    agent.settle()
    assert nameless(sides) == []
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_Return, CONTROL)
    agent.settle()
    assert agent.dialog(DuplicatesDialog) is alike, sides.messages.text()
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 1
    agent.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    agent.settle()
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 0
    assert "séparées" in alike.messages.text()


def test_a_merge_is_undone_from_its_line_of_the_history(
    manager: Agent, qtbot: QtBot, engine_of: Callable[..., Engine], training: str
) -> None:
    agent = manager
    agent.enter("lefevre thi")
    agent.settle()
    agent.press(Qt.Key.Key_Return)
    agent.press(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: agent.window.tenant_page.file is not None, timeout=PATIENCE)
    agent.settle()
    agent.by_mail()
    _merge_in_database(agent, engine_of(training))
    agent.press(Qt.Key.Key_R, CONTROL)
    agent.press(Qt.Key.Key_9, CONTROL)
    history = agent.window.tenant_page.details.timeline
    agent.press(Qt.Key.Key_C)
    qtbot.waitUntil(lambda: history.table.rowCount() > 0, timeout=PATIENCE)
    places = [row for row, line in enumerate(history.table.rows) if line.merge is not None]
    assert len(places) == 1
    history.view.choose(places[0])
    assert history.part.isVisible()
    agent.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    sheet = agent.dialog(PartDialog)
    assert nameless(sheet) == []
    agent.press(Qt.Key.Key_Return)
    assert not agent.has_dialog(), "the first key undoes nothing"
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 1
    agent.press(Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert "séparées" in agent.message()
    assert agent.ask("SELECT count(*) FROM person_merge WHERE undone_at IS NULL") == 0
    assert [line.merge for line in history.table.rows if line.sentence.startswith("Fiche")] == [None, None]
    assert not history.part.isVisible()


def _merge_in_database(agent: Agent, owner: Engine) -> None:
    """Merge somebody who is in nobody’s way into the person of the file in front."""
    mine = agent.window.tenant_page.customer_id
    with owner.connect() as connection:
        kept, merged = connection.execute(
            text(
                "SELECT c.main_person_id, p.id FROM customer c JOIN person p ON p.landlord_id = c.landlord_id"
                " WHERE c.id = :c AND NOT p.reserved AND p.deceased_on IS NULL"
                " AND NOT EXISTS (SELECT FROM staff s WHERE s.person_id = p.id)"
                " AND NOT EXISTS (SELECT FROM portal_account a WHERE a.person_id = p.id)"
                " AND EXISTS (SELECT FROM customer o WHERE o.main_person_id = p.id AND o.id <> c.id)"
                " ORDER BY p.id LIMIT 1"
            ),
            {"c": mine},
        ).one()
    with transaction(agent._engine) as session:
        seen = preview_merge(session, kept, merged)
        versions = (seen.kept.version, seen.merged.version)
        merge_persons(session, MergeOrder(kept, merged, *versions, MergeReason.ENTERED_TWICE, str(uuid4())))
