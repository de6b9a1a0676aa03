"""The access of a tenant on the screen: why he cannot sign in, what to press, and how it is taken back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.portal.findings import FindingCode
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.views.parts.pieces import unbroken
from backoffice.views.portal_acts.choose_dialog import ChooseActDialog
from backoffice.views.portal_acts.dialog import ActDialog
from backoffice.views.portal_acts.undo_bar import UndoBar
from backoffice.views.tenant.portal import countdown
from backoffice.views.tenant.portal.tab import PortalTab
from backoffice.views.unlock_dialog import UnlockDialog
from tests.stories.agent import CONTROL, PATIENCE, Agent, end_calls

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CALLER = "lefevre thi"
Engines = Callable[..., Engine]
_ENTERED = "SELECT count(*) FROM contact WHERE value_key LIKE '%612345678' AND valid_to IS NULL"
_LEFT = (
    "UPDATE portal_act SET done_at = clock_timestamp() - interval '11 minutes',"
    " leaves_at = clock_timestamp() - interval '1 minute'"
)


def tab_of(agent: Agent) -> PortalTab:
    return agent.window.tenant_page.details.portal


def bar_of(agent: Agent) -> UndoBar:
    return agent.window.portal.bar


def customer_of(agent: Agent) -> int:
    file = agent.window.tenant_page.file
    assert file is not None
    return file.customer_id


def undo(agent: Agent) -> None:
    agent.press(K.Key_Z, CONTROL | SHIFT)


def see_paper(agent: Agent) -> None:
    """The tenant stands at the counter and shows his identity paper: level 3."""
    for key in (K.Key_F8, K.Key_G, K.Key_1, K.Key_J):
        agent.press(key)


def state_of(agent: Agent) -> str:
    return str(agent.ask(f"SELECT state FROM portal_account WHERE customer_id = {customer_of(agent)}"))


def change(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def test_a_lock_is_told_read_aloud_undone_and_told_again(agent: Agent) -> None:
    """Unlock in three keys; the act, its line, its undoing and its line: one story on one copy."""
    agent.find(CALLER)
    agent.verify()
    agent.press(K.Key_4, CONTROL)
    tab = tab_of(agent)
    assert tab.report is not None
    assert tab.terms.text() == unbroken(tab.report.terms) == unbroken("Conditions générales : non renseigné.")
    first = tab.report.findings[0]
    assert first.code is FindingCode.LOCKED_TEMPORARY
    assert tab.finding.headline.text() == first.code.label
    assert tab.finding.rule.text() == first.rule
    assert "encore" in tab.finding.minutes.text()
    assert tab.finding.evidence.text().count("·") >= 1
    agent.press(K.Key_C)
    assert QGuiApplication.clipboard().text() == first.aloud
    assert unbroken(first.aloud) in agent.message()
    for key in (K.Key_F4, K.Key_1, K.Key_Return):
        agent.press(key)
    assert not agent.has_dialog()
    assert state_of(agent) == "ACTIVE"
    assert "annulable encore" in bar_of(agent).text()
    assert "Débloquer le compte" in tab.done.text()
    assert "annulable encore" in tab.done.text()
    assert tab.report.findings[0].code is not FindingCode.LOCKED_TEMPORARY
    undo(agent)
    assert "Acte annulé" in agent.message()
    assert bar_of(agent).text() == ""
    assert state_of(agent) == "LOCKED_TEMPORARY"
    assert "annulé à" in tab.done.text()
    assert tab.finding.headline.text() == first.code.label
    agent.press(K.Key_9, CONTROL)
    told = [line.sentence for line in agent.window.tenant_page.details.timeline.table.rows]
    assert any("Acte annulé" in one and "débloquer" in one.lower() for one in told)
    assert any("Compte débloqué" in one for one in told)


def test_a_reset_takes_four_keys_and_shows_what_leaves(agent: Agent) -> None:
    agent.find(CALLER)
    agent.verify()
    agent.press(K.Key_U, CONTROL)
    chooser = agent.dialog(ChooseActDialog)
    replace = chooser.offers.rows[PortalAct.REPLACE_CONTACT]
    assert not replace.button.isEnabled()
    assert "niveau 3" in replace.words.text()
    assert "niveau 3" in replace.button.accessibleDescription()
    agent.press(K.Key_6)
    assert "niveau 3" in agent.dialog(ChooseActDialog).messages.text()
    agent.press(K.Key_4)
    dialog = agent.dialog(ActDialog)
    assert not dialog.act.isEnabled()
    agent.press(K.Key_1)
    words = dialog.preview.text()
    assert "Le portail enverra lui-même le lien" in words
    assert "Personne ici ne le voit" in words
    assert "Rien ne part avant 10 min" in words
    assert "••" in words
    agent.press(K.Key_Return)
    assert not agent.has_dialog()
    waiting = (
        "SELECT count(*) FROM portal_errand WHERE state = 'WAITING' AND kind = 'RESET'"
        f" AND customer_id = {customer_of(agent)}"
    )
    assert agent.ask(waiting) == 1
    undo(agent)
    assert agent.ask(waiting) == 0
    undo(agent)
    assert "Aucun de vos actes" in agent.message()


def test_before_level_1_nothing_tells_the_state_and_what_protects_is_done(agent: Agent) -> None:
    agent.find(CALLER)
    agent.press(K.Key_U, CONTROL)
    chooser = agent.dialog(ChooseActDialog)
    assert "Bloqué" not in chooser.subtitle.text()
    for act, row in chooser.offers.rows.items():
        assert not row.isHidden()
        assert row.button.isEnabled() is (act is PortalAct.SUSPEND)
        assert act is PortalAct.SUSPEND or "identifiez l’appelant (F8)" in row.words.text()
    for key in (K.Key_8, K.Key_1, K.Key_Return):
        agent.press(key)
    assert not agent.has_dialog()
    assert state_of(agent) == "SUSPENDED_FRAUD"
    assert bar_of(agent).offers
    agent.verify()
    agent.press(K.Key_4, CONTROL)
    tab = tab_of(agent)
    assert tab.report is not None
    assert tab.report.findings[0].code is FindingCode.SUSPENDED_FRAUD
    lift = next(one for one in tab.report.offers if one.act is PortalAct.LIFT)
    assert lift.possible
    agent.press(K.Key_9)
    assert not agent.has_dialog()
    assert agent.message() == unbroken(lift.missing)


def test_at_level_1_a_reset_is_offered_and_an_unlocking_says_what_lacks(agent: Agent) -> None:
    agent.find(CALLER)
    for key in (K.Key_F8, K.Key_1, K.Key_J, K.Key_Escape):
        agent.press(key)
    agent.press(K.Key_U, CONTROL)
    chooser = agent.dialog(ChooseActDialog)
    rows = chooser.offers.rows
    assert rows[PortalAct.SEND_RESET].button.isEnabled()
    for act, level in ((PortalAct.UNLOCK, "niveau 2"), (PortalAct.REPLACE_CONTACT, "niveau 3")):
        assert not rows[act].button.isEnabled()
        assert level in rows[act].words.text()
    agent.press(K.Key_1)
    assert "niveau 2" in agent.dialog(ChooseActDialog).messages.text()


def test_a_contact_is_replaced_with_its_delay_and_taken_back(agent: Agent, qtbot: QtBot) -> None:
    agent.find(CALLER)
    see_paper(agent)
    agent.press(K.Key_4, CONTROL)
    agent.press(K.Key_6)
    dialog = agent.dialog(ActDialog)
    assert dialog.fields is not None
    assert "Délai de sécurité de" in dialog.fields.text()
    assert "à partir du" in dialog.fields.text()
    agent.press(K.Key_Return, CONTROL)
    assert "Tapez le nouveau contact" in dialog.messages.text()
    QTest.keyClicks(dialog.fields.value, "0491112233")
    qtbot.waitUntil(lambda: "fixe" in dialog.messages.text(), timeout=PATIENCE)
    assert not dialog.act.isEnabled()
    dialog.fields.value.selectAll()
    QTest.keyClicks(dialog.fields.value, "0612345678")
    qtbot.waitUntil(lambda: "••" in dialog.preview.text(), timeout=PATIENCE)
    agent.press(K.Key_1, ALT)
    agent.press(K.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert agent.ask(_ENTERED) == 1
    undo(agent)
    assert "Acte annulé" in agent.message()
    assert agent.ask(_ENTERED) == 0


def test_the_minutes_of_a_lock_run_out_into_the_next_finding(
    agent: Agent, training: str, engine_of: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.find(CALLER)
    agent.verify()
    agent.press(K.Key_4, CONTROL)
    tab = tab_of(agent)
    assert tab.finding.headline.text() == FindingCode.LOCKED_TEMPORARY.label
    change(
        engine_of(training),
        "UPDATE account_lock SET until = locked_at + interval '1 microsecond' FROM portal_account a"
        " WHERE a.id = account_id AND a.customer_id = :customer AND ended_at IS NULL",
        customer=customer_of(agent),
    )
    monkeypatch.setattr(countdown, "monotonic", lambda: monotonic() + 3600)
    tab.finding.countdown.look()
    agent.settle()
    assert tab.finding.headline.text() != FindingCode.LOCKED_TEMPORARY.label
    assert tab.finding.minutes.text() == ""


def test_two_desks_the_second_hears_what_the_first_did(
    agent: Agent, training: str, engine_of: Engines, qtbot: QtBot, tmp_path: Path
) -> None:
    """One unlocks under the eyes of another; each is told in a sentence, nothing is done twice."""
    engine = engine_of(training, "conseil.logirem")
    end_calls(engine)
    agent.find(CALLER)
    agent.verify()
    other = Agent(qtbot, engine, tmp_path, partial(transaction, engine))
    other.answers_mail()
    other.find(CALLER)
    see_paper(other)
    other.press(K.Key_4, CONTROL)
    assert tab_of(other).finding.headline.text() == FindingCode.LOCKED_TEMPORARY.label
    for key in (K.Key_1, K.Key_2, K.Key_Return):
        other.press(key)
    assert state_of(other) == "ACTIVE"
    agent.press(K.Key_F4)
    dialog = agent.dialog(UnlockDialog)
    agent.press(K.Key_1)
    assert "n’est pas bloqué" in dialog.messages.text()
    assert not dialog.act.isEnabled()
    agent.press(K.Key_Escape)
    undo(agent)
    assert "Aucun de vos actes" in agent.message()
    undo(other)
    assert state_of(other) == "LOCKED_TEMPORARY"
    other.leave()


def test_what_left_is_said_to_have_left(agent: Agent, training: str, engine_of: Engines) -> None:
    agent.find(CALLER)
    agent.verify()
    for key in (K.Key_F4, K.Key_1, K.Key_Return):
        agent.press(key)
    change(engine_of(training), _LEFT)
    undo(agent)
    assert "trop tard" in agent.message()
    assert "Les messages sont partis" in bar_of(agent).text()
    assert not bar_of(agent).offers
    assert state_of(agent) == "ACTIVE"
