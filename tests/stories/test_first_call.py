"""The first call, by keyboard alone: find, identify, unlock, receipt, conclude."""

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backoffice.views.call.banner import NOTHING_ALOUD
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.call.panels import QuestionsPanel
from backoffice.views.keys_dialog import KeysDialog
from backoffice.views.receipt.receipt_dialog import ReceiptDialog
from backoffice.views.tenant.cards import PORTAL, RECEIPT
from backoffice.views.unlock_dialog import UnlockDialog
from tests.stories.agent import CONTROL, Agent

CALLER = "NGUYỄN Thị Hồng, épouse LEFÈVRE"


def test_the_whole_call_by_keyboard(agent: Agent) -> None:
    agent.find("lefevre thi")
    file = agent.window.tenant_page.file
    assert file is not None
    assert file.name == CALLER
    agent.verify()
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()
    unlock(agent)
    issue_and_save(agent)
    conclude(agent)


def unlock(agent: Agent) -> None:
    agent.press(Qt.Key.Key_F4)
    dialog = agent.dialog(UnlockDialog)
    assert not dialog.act.isEnabled()
    agent.press(Qt.Key.Key_1)
    assert dialog.act.isEnabled()
    agent.press(Qt.Key.Key_Return)
    assert not agent.has_dialog()
    assert "débloqué" in agent.message()
    file = agent.window.tenant_page.file
    assert file is not None
    assert file.portal.badge == "Actif"
    customer = file.customer_id
    assert agent.ask(f"SELECT state FROM portal_account WHERE customer_id = {customer}") == "ACTIVE"
    assert agent.ask("SELECT count(*) FROM audit_entry WHERE act = 'UNLOCK'") == 1


def issue_and_save(agent: Agent) -> None:
    agent.press(Qt.Key.Key_F3)
    dialog = agent.dialog(ReceiptDialog)
    assert len(dialog.table.rows) > 12
    assert dialog.paper.pages()
    agent.press(Qt.Key.Key_Return)
    assert dialog.verdict.save.isEnabled()
    agent.press(Qt.Key.Key_S, CONTROL)
    with pypdfium2.PdfDocument(agent.saved) as document:
        words = document[0].get_textpage().get_text_range()
    assert "QUITTANCE DE LOYER" in words
    assert "994/0" in words
    assert "APERÇU" not in words
    agent.press(Qt.Key.Key_P, CONTROL)
    [(pages, title)] = agent.printed
    assert pages[0].width() == 2480
    assert title.startswith("Quittance 994-0-")
    agent.press(Qt.Key.Key_D)
    assert "Duplicata n° 1" in dialog.messages.text()
    agent.press(Qt.Key.Key_Escape)
    assert not agent.has_dialog()
    assert agent.ask("SELECT count(*) FROM receipt_duplicate") == 1


def conclude(agent: Agent) -> None:
    agent.press(Qt.Key.Key_F12)
    dialog = agent.dialog(ConcludeDialog)
    assert "compte débloqué" in dialog.summary.toPlainText()
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert agent.window.desk.call is None
    assert agent.ask("SELECT count(*) FROM phone_call WHERE ended_at IS NULL AND staff_id IN "
                     "(SELECT id FROM staff WHERE login = 'agent.demo')") == 0  # fmt: skip
    assert agent.window.desk.banner.isHidden()


def test_a_telephone_number_opens_the_same_file_and_fills_the_call(agent: Agent) -> None:
    agent.find("0756894100")
    file = agent.window.tenant_page.file
    assert file is not None
    assert file.name == CALLER
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_1)
    call = agent.dialog(IdentifyDialog).call
    assert call is not None
    assert call.caller_number == "07 56 89 41 00"


def test_nothing_is_done_nor_read_before_level_2(agent: Agent) -> None:
    agent.find("lefevre thi")
    cards = agent.window.tenant_page.cards.cards
    for key, card in ((Qt.Key.Key_F4, cards[PORTAL]), (Qt.Key.Key_F3, cards[RECEIPT])):
        assert not card.button.isEnabled()
        assert "F8" in card.button.toolTip()
        agent.press(key)
        assert not agent.has_dialog()
        assert "F8" in agent.message()
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_Escape)
    banner = agent.window.desk.banner
    assert "niveau 0" in banner.text()
    assert not banner.isHidden()
    assert banner.warns()
    assert NOTHING_ALOUD == "Rien à lire à voix haute avant le niveau 2"


def test_wrong_answers_do_not_open_the_file(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_F)
    agent.press(Qt.Key.Key_J)
    dialog = agent.dialog(IdentifyDialog)
    assert "n’a pas suffi" in dialog.messages.text()
    assert dialog.call is not None
    assert dialog.call.level.value == "L1"


def test_the_expected_answer_is_hidden_until_asked(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_J)
    panel = agent.dialog(IdentifyDialog).panel()
    assert isinstance(panel, QuestionsPanel)
    expected = panel.questions[0].expected
    assert expected not in panel.shown_answers()
    agent.press(Qt.Key.Key_R)
    assert panel.shown_answers()[0] == expected
    assert panel.questions[1].expected != panel.shown_answers()[1]


def test_an_identity_paper_at_the_counter_is_enough(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.press(Qt.Key.Key_F8)
    agent.press(Qt.Key.Key_G)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_J)
    assert not agent.has_dialog()
    assert "niveau 3" in agent.message()
    agent.press(Qt.Key.Key_F4)
    agent.press(Qt.Key.Key_2)
    agent.press(Qt.Key.Key_Return)
    assert "débloqué" in agent.message()


def test_escape_changes_nothing(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F4)
    agent.press(Qt.Key.Key_1)
    agent.press(Qt.Key.Key_Escape)
    assert not agent.has_dialog()
    assert agent.ask("SELECT count(*) FROM audit_entry WHERE act = 'UNLOCK'") == 0
    agent.press(Qt.Key.Key_Escape)
    agent.press(Qt.Key.Key_Escape)
    assert agent.window.search_page.isVisible()
    assert agent.window.search_box.field.hasFocus()


def test_an_unlock_without_a_reason_is_a_cancel(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F4)
    agent.press(Qt.Key.Key_Return)
    assert not agent.has_dialog()
    assert agent.ask("SELECT count(*) FROM audit_entry WHERE act = 'UNLOCK'") == 0


def test_a_month_that_is_not_settled_says_why(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F3)
    dialog = agent.dialog(ReceiptDialog)
    agent.press(Qt.Key.Key_Home)
    [first, *_] = dialog.table.rows
    assert first.kind is None
    assert not dialog.verdict.issue.isEnabled()
    agent.press(Qt.Key.Key_Return)
    assert agent.ask("SELECT count(*) FROM receipt") == 0


def test_arrows_choose_without_leaving_the_search_box(agent: Agent) -> None:
    agent.enter("le")
    agent.settle()
    page = agent.window.search_page
    assert len(page.table.rows) > 2
    agent.press(Qt.Key.Key_Down)
    agent.press(Qt.Key.Key_Down)
    assert page.view.chosen() == 2
    assert agent.window.search_box.field.hasFocus()
    wanted = page.table.row(2).customer_id
    agent.press(Qt.Key.Key_Return)
    file = agent.window.tenant_page.file
    assert file is not None
    assert file.customer_id == wanted


def test_enter_typed_before_the_answer_opens_what_was_typed(agent: Agent) -> None:
    agent.enter("le")
    QTest.keyClicks(agent.window.search_box.field, "fevre thi")
    QTest.keyClick(agent.window.search_box.field, Qt.Key.Key_Return)
    agent.settle()
    file = agent.window.tenant_page.file
    assert file is not None
    assert file.name == CALLER


@pytest.mark.parametrize("words", ["xyzzyx", "!!!"])
def test_nobody_found_says_what_to_try(agent: Agent, words: str) -> None:
    agent.enter(words)
    agent.settle()
    assert agent.window.search_page.frame.sentence().startswith("Aucun locataire")


def test_the_household_on_another_day(agent: Agent) -> None:
    agent.find("lefevre thi")
    agent.by_mail()
    agent.press(Qt.Key.Key_3, CONTROL)
    page = agent.window.tenant_page
    assert len(page.household.table.rows) == 4
    page.household.day.setFocus()
    page.household.day.lineEdit().setText("01/06/2019")
    agent.press(Qt.Key.Key_Return)
    assert len(page.household.table.rows) == 3


def test_every_key_is_written_somewhere(agent: Agent) -> None:
    agent.press(Qt.Key.Key_F1)
    agent.dialog(KeysDialog)
    agent.press(Qt.Key.Key_Escape)
    assert not agent.has_dialog()
