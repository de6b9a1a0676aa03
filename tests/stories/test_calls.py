"""Calls from the first ring to the wrap-up, by keyboard alone (R4.20–R4.28, R7.1–R7.3)."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from backoffice.services.caller.masking import HIDDEN
from backoffice.services.calls import CallView
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.call.leave_dialog import LeaveDialog
from backoffice.views.call.who_panel import OutsidePanel
from backoffice.views.callbacks.contact_dialog import ContactDialog
from backoffice.views.callbacks.counts_dialog import CountsDialog
from backoffice.views.callbacks.promise_dialog import HandOverDialog, PromiseDialog
from backoffice.views.callbacks.sentences_dialog import SentencesDialog
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tenant.cards import BALANCE
from tests.stories.agent import CONTROL, Agent
from tests.stories.tree import nameless

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_KEYS = 12
VERIFIED = (K.Key_F8, K.Key_1, K.Key_J, K.Key_J, K.Key_J)
CONCLUDED = (K.Key_F12, K.Key_Return)
LAST_CALL = "SELECT {} FROM phone_call ORDER BY id DESC LIMIT 1"


def words_on(agent: Agent) -> str:
    """Everything that is readable on the tenant's page."""
    labels = agent.window.tenant_page.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def is_masked(agent: Agent) -> bool:
    """Whether the details of the file are hidden."""
    return agent.window.tenant_page.curtain.is_drawn


def is_promise_shown(agent: Agent) -> bool:
    """Whether what was promised to the tenant in front is readable."""
    return agent.window.contacts.strip.has_words


def call_of(agent: Agent) -> CallView:
    """The call under way."""
    call = agent.window.desk.call
    assert call is not None
    return call


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        ((K.Key_F2,), "BALANCE"),
        ((K.Key_F3, K.Key_Return, K.Key_Escape), "RECEIPT"),
        ((K.Key_F4, K.Key_1, K.Key_Return), "PORTAL"),
        ((K.Key_F5, K.Key_Return), "INSURANCE"),
        ((K.Key_F6,), "REQUEST"),
    ],
)
def test_a_whole_call_takes_twelve_keys_at_most(agent: Agent, acts: Sequence[Qt.Key], reason: str) -> None:
    agent.find("lefevre thi")
    keys = (*VERIFIED, *acts, *CONCLUDED)
    for key in keys:
        agent.press(key)
    assert 1 + len(keys) <= MOST_KEYS
    assert not agent.has_dialog()
    assert agent.window.desk.call is None
    assert agent.ask(LAST_CALL.format("reason")) == reason
    assert agent.ask(LAST_CALL.format("level")) == "L2"
    assert "Le titulaire, niveau 2" in agent.ask(LAST_CALL.format("summary"))


def test_the_clock_runs_before_it_is_known_who_calls(agent: Agent) -> None:
    agent.enter("0756894100")
    agent.settle()
    agent.press(K.Key_F8)
    begun = call_of(agent)
    assert begun.customer_id is None
    assert agent.window.desk.banner.clock.text().count(":") == 1
    assert begun.caller_number == "07 56 89 41 00"
    agent.find("lefevre thi")
    bound = call_of(agent)
    assert bound.id == begun.id
    assert bound.customer_id is not None
    assert bound.started_at == begun.started_at
    for key in VERIFIED:
        agent.press(key)
    assert call_of(agent).level.value == "L2"


def test_nothing_is_readable_before_level_2_and_all_of_it_after(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    page = agent.window.tenant_page
    balance = page.cards.cards[BALANCE].answer.whole()
    assert "12 rue des Lices" in words_on(agent)
    agent.press(K.Key_F8)
    agent.press(K.Key_1)
    agent.press(K.Key_Escape)
    assert is_masked(agent)
    told = words_on(agent)
    assert "1344" in told
    assert "LEFÈVRE" in told
    assert "rue des Lices" not in told
    assert balance not in told
    assert {card.answer.whole() for card in page.cards.cards.values()} == {HIDDEN}
    assert not any(card.button.isEnabled() for card in page.cards.cards.values())
    agent.press(K.Key_F2)
    assert "niveau 2" in agent.message()
    for key in (K.Key_F8, K.Key_J, K.Key_J, K.Key_J):
        agent.press(key)
    assert not is_masked(agent)
    assert page.cards.cards[BALANCE].answer.whole() == balance
    # Another file, opened meanwhile, is of nobody who was verified.
    agent.find("martin")
    assert is_masked(agent)
    assert agent.window.desk.call is not None
    for key in CONCLUDED:
        agent.press(key)
    # It was opened for a call: it waits for the next one, or for another purpose.
    assert is_masked(agent)
    agent.by_mail()
    assert not is_masked(agent)


def test_a_third_party_hears_a_sentence_and_nothing_else(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(K.Key_F8)
    agent.press(K.Key_4)
    dialog = agent.dialog(IdentifyDialog)
    panel = dialog.findChild(OutsidePanel)
    assert panel is not None
    assert "ni même s’il existe" in panel.sentence.text()
    for key in (K.Key_1, K.Key_2, K.Key_J):
        agent.press(key)
    assert agent.ask("SELECT count(*) FROM caller_check k JOIN phone_call c ON c.id = k.call_id"
                     " WHERE c.caller = 'THIRD_PARTY'") == 0  # fmt: skip
    agent.press(K.Key_Return)
    assert not agent.has_dialog()
    assert is_masked(agent)
    agent.press(K.Key_F4)
    assert not agent.has_dialog()
    assert "tiers" in agent.message()
    for key in CONCLUDED:
        agent.press(key)
    assert agent.ask(LAST_CALL.format("summary")).startswith("Un tiers, niveau 0")


def test_signs_make_an_advice_and_a_supervisor_is_told(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(K.Key_F8)
    agent.press(K.Key_1)
    dialog = agent.dialog(IdentifyDialog)
    assert not dialog.signs.advice.isVisible()
    agent.press(K.Key_1, ALT)
    agent.press(K.Key_3, ALT)
    assert dialog.signs.advice.isVisible()
    agent.press(K.Key_A, ALT)
    assert dialog.signs.alert.text() == "Responsable prévenu"
    assert agent.ask("SELECT count(*) FROM supervisor_alert WHERE kind = 'WARNING_SIGNS'") == 1
    agent.press(K.Key_Escape)
    assert "2 signes" in agent.window.desk.banner.signs.text()
    for key in (K.Key_F12, K.Key_Return):
        agent.press(key)
    assert "responsable prévenu" in agent.ask(LAST_CALL.format("summary"))
    assert agent.ask(LAST_CALL.format("signs")) == ["REFUSES_CALL_BACK", "URGENCY"]


def test_a_contact_without_a_case_takes_two_keys(agent: Agent) -> None:
    agent.press(K.Key_F9)
    agent.dialog(ContactDialog)
    agent.press(K.Key_8)
    assert not agent.has_dialog()
    assert "erreur de numéro" in agent.message()
    assert agent.ask("SELECT topic FROM contact_event") == "WRONG_NUMBER"
    assert agent.ask("SELECT customer_id FROM contact_event") is None
    # In a call of which nothing is known, it is the whole call.
    agent.press(K.Key_F8)
    agent.press(K.Key_F9)
    agent.press(K.Key_1)
    assert agent.window.desk.call is None
    assert agent.window.desk.banner.isHidden()
    assert agent.ask("SELECT count(*) FROM phone_call WHERE ended_at IS NULL AND customer_id IS NULL") == 0


def test_a_manager_sees_contacts_by_week_and_nobody_else(
    agent: Agent, qtbot: QtBot, engine_of: Callable[..., Engine], training: str, tmp_path: Path
) -> None:
    for key in (K.Key_F9, K.Key_1, K.Key_F9, K.Key_1, K.Key_F9, K.Key_3):
        agent.press(key)
    agent.press(K.Key_F, CONTROL | SHIFT)
    assert not agent.window.contacts.page.counts.isVisible()
    agent.press(K.Key_S)
    assert not agent.has_dialog()
    manager = Agent(qtbot, engine_of(training, user="responsable.demo"), tmp_path)
    manager.press(K.Key_F, CONTROL | SHIFT)
    manager.press(K.Key_S)
    dialog = manager.dialog(CountsDialog)
    assert nameless(dialog) == []
    [table] = dialog.findChildren(RowsTable)
    told = [[table.text(row, column) for column in (0, 8, 9)] for row in range(table.rowCount())]
    assert told == [["Horaires, adresse de l’agence", "2", "2"], ["Orientation CAF ou MSA", "1", "1"]]
    assert "cette semaine 3" in dialog.state.text()
    manager.leave()


def test_a_promise_has_a_date_and_an_owner_and_is_kept(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(K.Key_F10)
    dialog = agent.dialog(PromiseDialog)
    owner = dialog.owners.owner()
    assert owner is not None
    assert owner.label == "Moi"
    agent.press(K.Key_Return)
    assert not agent.has_dialog()
    assert "Rappel promis pour le" in agent.message()
    assert "Rappel promis pour le" in agent.window.contacts.strip.words.whole()
    agent.press(K.Key_F, CONTROL | SHIFT)
    page = agent.window.contacts.page
    # One of the training set is late already: it comes first.
    assert [row.is_late for row in page.rows] == [True, False]
    mine = page.rows[1]
    assert (mine.name, mine.number) == ("NGUYỄN Thị Hồng, épouse LEFÈVRE", "07 56 89 41 00")
    page.view.choose(1)
    agent.press(K.Key_P)
    given = agent.dialog(HandOverDialog)
    given.owners.setCurrentIndex(1)
    agent.press(K.Key_Return)
    assert "Rappel passé à File de" in agent.message()
    page.view.choose(0)
    agent.press(K.Key_K)
    assert "Rappel tenu" in agent.message()
    assert agent.ask("SELECT count(*) FROM promised_call_back WHERE state = 'KEPT'") == 1


def test_sentences_above_the_level_are_greyed(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(K.Key_F8)
    agent.press(K.Key_1)
    agent.press(K.Key_Escape)
    agent.press(K.Key_F7)
    dialog = agent.dialog(SentencesDialog)
    above = next(rank for rank, one in enumerate(dialog.sentences) if "{" not in one.text and one.missing)
    dialog.view.choose(above)
    assert not dialog.copy_button.isEnabled()
    assert "Niveau" in dialog.copy_button.toolTip()
    agent.press(K.Key_Return)
    assert "requis" in dialog.messages.text()
    assert not any("€" in one.text for one in dialog.sentences)
    agent.press(K.Key_Escape)
    for key in (K.Key_F8, K.Key_J, K.Key_J, K.Key_J, K.Key_F7):
        agent.press(key)
    assert any("€" in one.text for one in agent.dialog(SentencesDialog).sentences)


def test_closing_the_window_in_a_call_asks_first(agent: Agent) -> None:
    agent.find("lefevre thi")
    for key in VERIFIED:
        agent.press(key)
    assert not agent.window.close()
    agent.dialog(LeaveDialog)
    agent.press(K.Key_Escape)
    assert agent.window.isVisible()
    assert not agent.window.close()
    agent.press(K.Key_Return)
    agent.dialog(ConcludeDialog)
    agent.press(K.Key_Return)
    assert agent.window.desk.call is None


def test_escape_and_another_file_do_not_lose_the_call(agent: Agent) -> None:
    agent.find("lefevre thi")
    for key in VERIFIED:
        agent.press(key)
    call = agent.window.desk.call
    agent.press(K.Key_Escape)
    agent.press(K.Key_Escape)
    agent.find("martin")
    assert agent.window.desk.call == call
    agent.press(K.Key_F8)
    assert not agent.has_dialog()
    assert "concluez-le" in agent.message()
