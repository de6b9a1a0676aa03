"""Windows that no key reaches at once: each is led to, or made, for the walk."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from backoffice.errors import Conflict, EditConflict, FieldConflict
from backoffice.rules.drafts.draft import Draft, call_summary_place
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.assistance.results import FormDecision
from backoffice.services.desk.timeline.results import MergeInForce
from backoffice.services.items.orders import KindResult
from backoffice.services.portal.recreation import RecreationRun, ToRecreate
from backoffice.services.work.absences import Away
from backoffice.services.work.second_looks import Look
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.looks.list_dialog import LooksDialog
from backoffice.views.parts.conflict_dialog import ConflictDialog
from backoffice.views.passwords.mark_dialog import MarkDialog, UnmarkDialog
from backoffice.views.pop.merge_dialog import MergeDialog
from backoffice.views.pop.part_dialog import PartDialog
from backoffice.views.privacy.act_dialog import ApproveDialog
from backoffice.views.privacy.page import PrivacyPage
from backoffice.views.queue.absences_dialog import AbsencesDialog
from backoffice.views.validation.page import InsurancePage
from backoffice.views.work.bulk_dialog import BulkDialog
from tests.stories.agent import CONTROL, Agent

Lead = Callable[[Agent], object]
K = Qt.Key


def merge(agent: Agent) -> QWidget:
    ids = "SELECT id FROM person ORDER BY id LIMIT 1 OFFSET "
    return MergeDialog(
        agent.window, agent.window._around, int(agent.ask(f"{ids}0")), int(agent.ask(f"{ids}1"))
    )


def conflict(agent: Agent) -> QWidget:
    words = (("Portable", "06 11 22 33 44"), ("Adresse", None))
    fields = tuple(FieldConflict(name, name, before, "ici", "là") for name, before in words)
    error = Conflict("Une collègue a enregistré.", "LOST_UPDATE", EditConflict(fields, 2, "Une collègue"))
    return ConflictDialog(agent.window, error)


def draft(agent: Agent) -> QWidget:
    draft = Draft(call_summary_place(1), "le résumé de l’appel", "Fuite revenue", None, datetime.now(UTC))
    agent.window.offer.strip.show_draft(draft)
    return agent.window.offer.strip


def decided(agent: Agent) -> QWidget:
    page = agent.window.pages.online.pages["Assistance"]
    now = datetime.now(UTC)
    until = now + timedelta(minutes=10)
    decision = FormDecision(
        done_now=True,
        item_id=1,
        version=2,
        sentence="Inscription libérée.",
        decided_at=now,
        undone_until=until,
    )
    page.strip.show_done(decision, 600)
    return cast("QWidget", page.strip)


def marking(agent: Agent) -> QWidget:
    found = ToRecreate(landlord_id=1, landlord_name="Ekidom", to_mark=12, waiting=3)
    return MarkDialog(agent.window, agent.window._around, found, date(2026, 1, 1))


def unmarking(agent: Agent) -> QWidget:
    now = datetime.now(UTC)
    run = RecreationRun(
        landlord_id=1,
        landlord_code="ekidom",
        landlord_name="Ekidom",
        opened_before=date(2026, 1, 1),
        marked_at=now,
        who="Alix Roussel",
        marked=12,
        waiting=3,
        is_finished=True,
        undone_at=None,
        can_undo=True,
        command_id="0",
    )
    return UnmarkDialog(agent.window, agent.window._around, run)


def privacy(agent: Agent, tab: int) -> PrivacyPage:
    agent.press(K.Key_G, CONTROL)
    page = agent.window.pages.privacy
    assert page is not None
    page.tabs.setCurrentIndex(tab)
    agent.settle()
    return page


def logirem_run(agent: Agent) -> PrivacyPage:
    page = privacy(agent, 0)
    runs = page.erasure.runs.rows
    page.erasure.runs_view.choose(
        next(rank for rank, run in enumerate(runs) if run.landlord_code == "logirem")
    )
    agent.settle()
    return page


def pressed(agent: Agent, button: QPushButton) -> None:
    button.click()
    agent.settle()


def approved(agent: Agent) -> None:
    pressed(agent, agent.dialog(ApproveDialog).act)
    page = agent.window.pages.privacy
    assert page is not None
    pressed(agent, page.erasure.erase)


def answered(agent: Agent) -> None:
    pressed(agent, privacy(agent, 2).requests.answered)


def bad_note(agent: Agent) -> None:
    agent.press(K.Key_F12)
    agent.dialog(ConcludeDialog).summary.setPlainText("locataire alcoolique")
    agent.settle()


def part(agent: Agent) -> QWidget:
    merge = MergeInForce(1, 1)
    return PartDialog(agent.window, agent.window._around, merge, "Fiche de M. X réunie à celle de Mme Y")


def undoable(agent: Agent) -> QWidget:
    """The strip over the next item; what it would take back was never done."""
    desk = agent.window.pages.online.work.desk
    assert desk is not None
    until = datetime.now(UTC) + timedelta(minutes=10)
    desk.strip.show_done(
        KindResult(
            done_now=True, rank=1, status=WorkStatus.DONE, version=2, sentence="Fait.", undone_until=until
        )
    )
    return desk.strip


def looked_back(agent: Agent) -> QWidget:
    desk = agent.window.pages.online.work.desk
    assert desk is not None
    desk._stack.setCurrentWidget(desk.back.panel)
    return desk.back.panel


def looks(agent: Agent) -> QWidget:
    return LooksDialog(agent.window, agent.window._around, WorkKind.INSURANCE)


def away(agent: Agent) -> QWidget:
    waiting = agent.window.pages.online.work.list
    assert waiting is not None
    waiting.away._show([Away("Anne Martin", "", date(2027, 1, 4))])
    return waiting.away


def doubt(agent: Agent) -> QWidget:
    agent.read_papers()
    desk = agent.window.pages.online.work.desk
    assert desk is not None
    page = desk.page_for(WorkKind.INSURANCE)
    assert isinstance(page, InsurancePage)
    page.sheet.doubt.say(("Le texte du fichier ne dit pas ce que la page montre (fin).",))
    return page.sheet.doubt


def worked(kind: WorkKind) -> Lead:
    """The first item of a queue in hand."""

    def lead(agent: Agent) -> None:
        agent.window.pages.online.work.open_queue(kind)
        agent.settle()
        agent.press(K.Key_F8)

    return lead


def absences(agent: Agent) -> QWidget:
    return AbsencesDialog(agent.window, agent.window._around)


def looked_at(agent: Agent) -> QWidget:
    """A paper that waits, as if somebody had decided it."""
    work = agent.window.pages.online.work
    assert work.list is not None
    item = work.list.table.rows[0]
    work._on_look(
        Look(
            look_id=1, version=1, item_id=item.item_id, kind=item.kind, customer_id=item.customer_id,
            name="Mme Essai", client_ref="1001", decision=WorkDecision.ACCEPTED, reason=None,
            decided_at=datetime.now(UTC), item_version=1, status=WorkStatus.DONE,
        )
    )  # fmt: skip
    agent.settle()
    assert work.look is not None
    return work.look


def bulk(agent: Agent) -> QWidget:
    waiting = agent.window.pages.online.work.list
    assert waiting is not None
    items = waiting.table.rows[:2]
    return BulkDialog(agent.window, agent.window._around, tuple(items))
