"""A one-time code in the window: sent, heard, typed, judged, by keyboard alone (R4.20, R4.24)."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import Engine, text

from backoffice.rules.vocabulary.calls import CheckMethod
from backoffice.views.call.contact_panels import CallBackPanel, CodePanel
from backoffice.views.call.identify_dialog import IdentifyDialog
from tests.stories.agent import CONTROL, Agent

SECRET = text("SELECT secret_body FROM outbox_message WHERE secret_body IS NOT NULL ORDER BY id DESC LIMIT 1")


@pytest.fixture
def phone(training: str, engine_of: Callable[..., Engine]) -> Callable[[], str]:
    """The tenant's mobile: the six digits of the last message."""
    owner = engine_of(training)

    def read() -> str:
        with owner.connect() as connection:
            found = re.search(r"est ([0-9]{6})\.", connection.execute(SECRET).scalar_one())
        assert found is not None
        return found[1]

    return read


def code_panel(agent: Agent) -> CodePanel:
    """From the results of a search to the panel of the code: four keys."""
    agent.find("lefevre thi")
    for key in (Qt.Key.Key_F8, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_3):
        agent.press(key)
    panel = agent.dialog(IdentifyDialog).panel()
    assert isinstance(panel, CodePanel)
    return panel


def type_code(agent: Agent, panel: CodePanel, code: str) -> None:
    """Type what is heard, in two groups as people say it, then Enter."""
    assert panel.field.hasFocus()
    QTest.keyClicks(panel.field, f"{code[:3]} {code[3:]}")
    agent.press(Qt.Key.Key_Return)


def test_a_code_heard_verifies_the_caller(agent: Agent, phone: Callable[[], str]) -> None:
    panel = code_panel(agent)
    assert not panel.field.isVisible()
    assert len(panel.choices_of) == 2
    assert all("•" in button.text() for button in panel.choices_of.values())
    agent.press(Qt.Key.Key_J)
    assert "07 •• •• •• 00" in panel.status.text()
    assert "3 essais" in panel.status.text()
    type_code(agent, panel, phone())
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()
    assert "code envoyé" in agent.message()


def test_a_wrong_code_says_what_is_left_and_another_may_be_sent(
    agent: Agent, phone: Callable[[], str]
) -> None:
    panel = code_panel(agent)
    agent.press(Qt.Key.Key_J)
    wrong = f"{(int(phone()) + 1) % 1_000_000:06d}"
    for told in ("2 essais", "Dernier essai", "Plus d’essai"):
        type_code(agent, panel, wrong)
        assert told in panel.status.text()
    assert not panel.field.isVisible()
    agent.press(Qt.Key.Key_J)
    assert "3 essais" in panel.status.text()
    type_code(agent, panel, phone())
    assert not agent.has_dialog()


def test_letters_stay_keys_and_five_digits_are_no_code(agent: Agent, phone: Callable[[], str]) -> None:
    panel = code_panel(agent)
    agent.press(Qt.Key.Key_J)
    first = phone()
    QTest.keyClicks(panel.field, "12345")
    assert not panel.check.isEnabled()
    agent.press(Qt.Key.Key_Return)
    assert "3 essais" in panel.status.text()
    agent.press(Qt.Key.Key_J)
    assert panel.field.text() == ""
    assert agent.ask("SELECT count(*) FROM caller_code") == 2
    assert agent.ask("SELECT count(*) FROM caller_code_try") == 0
    assert phone() != first or agent.ask("SELECT count(*) FROM caller_code WHERE ended_at IS NULL") == 1


def test_a_code_on_its_way_is_found_again(agent: Agent, phone: Callable[[], str]) -> None:
    code_panel(agent)
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_Escape)
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_3)
    panel = agent.dialog(IdentifyDialog).panel()
    assert isinstance(panel, CodePanel)
    type_code(agent, panel, phone())
    assert not agent.has_dialog()


def test_a_number_on_file_is_dialled_whole_instead(agent: Agent) -> None:
    code_panel(agent)
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_4, CONTROL)
    panel = agent.dialog(IdentifyDialog).panel()
    assert isinstance(panel, CallBackPanel)
    chosen = [
        method
        for method, button in agent.dialog(IdentifyDialog).methods.buttons.items()
        if button.isChecked()
    ]
    assert chosen == [CheckMethod.CALL_BACK]
    assert panel.chosen() is not None
    assert any("07 56 89 41 00" in button.text() for button in panel.choices_of.values())
    agent.press(Qt.Key.Key_J)
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()


def test_two_wrong_answers_say_that_the_day_is_closed(agent: Agent) -> None:
    agent.find("lefevre thi")
    for key in (Qt.Key.Key_F8, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_F, Qt.Key.Key_F):
        agent.press(key)
    dialog = agent.dialog(IdentifyDialog)
    assert "plus rien ne peut être fait avant demain" in dialog.messages.text()
    assert dialog.call is not None
    assert dialog.call.level.value == "L0"
