"""What an agent may not write: said as he types, refused by the act, kept by whoever insists."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import Engine, text

from backoffice.views.call.conclude_dialog import CONCLUDE, ConcludeDialog
from backoffice.views.parts.insisting import KEEP
from backoffice.views.parts.note_field import RULE
from tests.stories.agent import CONTROL, Agent

SUMMARY = "SELECT summary FROM phone_call WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1"


def plain(words: str) -> str:
    """What is on the screen, with ordinary blanks."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def dialog(agent: Agent) -> ConcludeDialog:
    """The conclusion of a call, its own summary removed, the keyboard in the text."""
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F12)
    dialog = agent.dialog(ConcludeDialog)
    dialog.summary.setFocus()
    agent.press(Qt.Key.Key_A, CONTROL)
    agent.press(Qt.Key.Key_Delete)
    return dialog


def test_a_refused_text_says_so_while_it_is_typed(agent: Agent, dialog: ConcludeDialog) -> None:
    assert dialog.note.shown() == RULE
    assert dialog.conclude.isEnabled()
    QTest.keyClicks(dialog.summary, "locataire alcoolique")
    assert not dialog.conclude.isEnabled()
    assert "parle d’une dépendance" in dialog.note.shown()
    assert "difficultés de paiement" in dialog.note.shown()
    assert "dépendance" in dialog.conclude.toolTip()
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert agent.has_dialog()
    assert dialog.summary.toPlainText() == "locataire alcoolique"
    for _letter in "alcoolique":
        agent.press(Qt.Key.Key_Backspace)
    assert dialog.conclude.isEnabled()
    assert dialog.note.shown() == RULE
    QTest.keyClicks(dialog.summary, "en retard de paiement")
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert agent.ask(SUMMARY) == "locataire en retard de paiement"


def test_a_warned_text_takes_a_second_press(agent: Agent, dialog: ConcludeDialog) -> None:
    QTest.keyClicks(dialog.summary, "locataire agressif")
    assert dialog.conclude.text() == CONCLUDE
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert dialog.conclude.text() == KEEP
    QTest.keyClicks(dialog.summary, " ce matin")
    assert dialog.conclude.text() == CONCLUDE
    agent.press(Qt.Key.Key_Return, CONTROL)
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert agent.ask(SUMMARY) == "locataire agressif ce matin"
    assert agent.ask("SELECT count(*) FROM audit_entry WHERE act = 'NOTE_WARNED'") == 1


def test_a_text_too_long_says_how_much(agent: Agent, dialog: ConcludeDialog) -> None:
    dialog.summary.setPlainText("a " * 252)
    assert "enlevez-en 3" in dialog.note.shown()
    assert not dialog.conclude.isEnabled()


def test_a_term_added_meanwhile_is_refused_by_the_act(
    agent: Agent, dialog: ConcludeDialog, training: str, engine_of: Callable[..., Engine]
) -> None:
    """The window read the vocabulary at its opening; the service has the last word."""
    with engine_of(training).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO note_term (family, lemma, lemma_key, forms, severity, rewording, source) "
                "VALUES ('ADDICTION', 'Zumba', 'zumba', '{zumba}', 'BLOCK', 'autre chose', 'essai')"
            )
        )
    QTest.keyClicks(dialog.summary, "danse la zumba")
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert agent.has_dialog()
    assert "« zumba »" in plain(dialog.messages.text())
    assert dialog.conclude.isEnabled()
