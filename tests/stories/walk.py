"""The walk through every screen, one line a screen: a widget of ``views`` that no line shows fails the test.

To add a screen: one line in the list of whoever sees it, ``("name", what leads there from the line before)``.
"""

import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from backoffice import views
from backoffice.errors import Conflict, EditConflict, FieldConflict
from backoffice.rules.drafts.draft import Draft, call_summary_place
from backoffice.rules.persons.ringing import CALL as CALLED
from backoffice.rules.persons.ringing import Asked
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.assistance.results import FormDecision
from backoffice.services.desk.timeline.results import MergeInForce
from backoffice.services.items.orders import KindResult
from backoffice.services.portal.recreation import RecreationRun, ToRecreate
from backoffice.services.work.absences import Away
from backoffice.services.work.second_looks import Look
from backoffice.views.access.glass_dialog import GlassDialog
from backoffice.views.access.purpose_dialog import PurposeDialog
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.letters.history_dialog import HistoryDialog
from backoffice.views.letters.tenant_preview import LargeLetter
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
from tests.stories.tree import faults

Lead = Callable[[Agent], object]
Steps = tuple[tuple[str, Lead], ...]
K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def keys(*wanted: K | tuple[K, Qt.KeyboardModifier]) -> Lead:
    """Press keys one after the other."""

    def lead(agent: Agent) -> None:
        for one in wanted:
            agent.press(*one) if isinstance(one, tuple) else agent.press(one)

    return lead


def typed(words: str) -> Lead:
    """Type in the search box and wait."""

    def lead(agent: Agent) -> None:
        agent.enter(words)
        agent.settle()

    return lead


def opened(words: str) -> Lead:
    """Open the first file that answers."""
    return lambda agent: agent.find(words)


def then(*wanted: K | tuple[K, Qt.KeyboardModifier]) -> Lead:
    """Close the dialog in front, if there is one, then press keys."""

    def lead(agent: Agent) -> None:
        if agent.has_dialog():
            agent.press(K.Key_Escape)
        keys(*wanted)(agent)

    return lead


def read(words: str) -> Lead:
    """Open the first of those found for a letter: nobody listens, all of it shows."""
    return after(opened(words), lambda agent: agent.by_mail())


def after(*leads: Lead) -> Lead:
    """One after the other."""

    def lead(agent: Agent) -> None:
        for one in leads:
            one(agent)

    return lead


def shown(make: Callable[[Agent], QWidget]) -> Lead:
    """A dialog that no key opens by itself: it answers to what happens."""

    def lead(agent: Agent) -> None:
        make(agent).show()
        agent.settle()

    return lead


def rings(number: str) -> Lead:
    """A number rings at this desk."""
    return lambda agent: agent.window.pops.take(Asked(CALLED, number))


def _merge(agent: Agent) -> QWidget:
    ids = "SELECT id FROM person ORDER BY id LIMIT 1 OFFSET "
    return MergeDialog(
        agent.window, agent.window._around, int(agent.ask(f"{ids}0")), int(agent.ask(f"{ids}1"))
    )


def _conflict(agent: Agent) -> QWidget:
    words = (("Portable", "06 11 22 33 44"), ("Adresse", None))
    fields = tuple(FieldConflict(name, name, before, "ici", "là") for name, before in words)
    error = Conflict("Une collègue a enregistré.", "LOST_UPDATE", EditConflict(fields, 2, "Une collègue"))
    return ConflictDialog(agent.window, error)


def _draft(agent: Agent) -> QWidget:
    draft = Draft(call_summary_place(1), "le résumé de l’appel", "Fuite revenue", None, datetime.now(UTC))
    agent.window.offer.strip.show_draft(draft)
    return agent.window.offer.strip


def _decided(agent: Agent) -> QWidget:
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


def _marking(agent: Agent) -> QWidget:
    found = ToRecreate(landlord_id=1, landlord_name="Ekidom", to_mark=12, waiting=3)
    return MarkDialog(agent.window, agent.window._around, found, date(2026, 1, 1))


def _unmarking(agent: Agent) -> QWidget:
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


def _privacy(agent: Agent, tab: int) -> PrivacyPage:
    agent.press(K.Key_G, CONTROL)
    page = agent.window.pages.privacy
    assert page is not None
    page.tabs.setCurrentIndex(tab)
    agent.settle()
    return page


def _logirem_run(agent: Agent) -> PrivacyPage:
    page = _privacy(agent, 0)
    runs = page.erasure.runs.rows
    page.erasure.runs_view.choose(
        next(rank for rank, run in enumerate(runs) if run.landlord_code == "logirem")
    )
    agent.settle()
    return page


def _pressed(agent: Agent, button: QPushButton) -> None:
    button.click()
    agent.settle()


def _approved(agent: Agent) -> None:
    _pressed(agent, agent.dialog(ApproveDialog).act)
    page = agent.window.pages.privacy
    assert page is not None
    _pressed(agent, page.erasure.erase)


def _answered(agent: Agent) -> None:
    _pressed(agent, _privacy(agent, 2).requests.answered)


def _bad_note(agent: Agent) -> None:
    agent.press(K.Key_F12)
    agent.dialog(ConcludeDialog).summary.setPlainText("locataire alcoolique")
    agent.settle()


def _part(agent: Agent) -> QWidget:
    merge = MergeInForce(1, 1)
    return PartDialog(agent.window, agent.window._around, merge, "Fiche de M. X réunie à celle de Mme Y")


def _undoable(agent: Agent) -> QWidget:
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


def _looked_back(agent: Agent) -> QWidget:
    desk = agent.window.pages.online.work.desk
    assert desk is not None
    desk._stack.setCurrentWidget(desk.back.panel)
    return desk.back.panel


def _looks(agent: Agent) -> QWidget:
    return LooksDialog(agent.window, agent.window._around, WorkKind.INSURANCE)


def _away(agent: Agent) -> QWidget:
    waiting = agent.window.pages.online.work.list
    assert waiting is not None
    waiting.away._show([Away("Anne Martin", "", date(2027, 1, 4))])
    return waiting.away


def _doubt(agent: Agent) -> QWidget:
    agent.read_papers()
    desk = agent.window.pages.online.work.desk
    assert desk is not None
    page = desk.page_for(WorkKind.INSURANCE)
    assert isinstance(page, InsurancePage)
    page.sheet.doubt.say(("Le texte du fichier ne dit pas ce que la page montre (fin).",))
    return page.sheet.doubt


def _worked(kind: WorkKind) -> Lead:
    """The first item of a queue in hand."""

    def lead(agent: Agent) -> None:
        agent.window.pages.online.work.open_queue(kind)
        agent.settle()
        agent.press(K.Key_F8)

    return lead


def _absences(agent: Agent) -> QWidget:
    return AbsencesDialog(agent.window, agent.window._around)


def _looked_at(agent: Agent) -> QWidget:
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


def _bulk(agent: Agent) -> QWidget:
    waiting = agent.window.pages.online.work.list
    assert waiting is not None
    items = waiting.table.rows[:2]
    return BulkDialog(agent.window, agent.window._around, tuple(items))


_TABS = tuple((f"onglet {rank}", keys((K(K.Key_0 + rank), CONTROL))) for rank in range(1, 10))

AGENT: Steps = (
    ("recherche vide", keys()),
    ("brouillon", shown(_draft)),
    ("recherche", typed("le")),
    ("actions", typed("quittance")),
    ("un autre dossier", opened("1001")),
    ("dossier", read("lefevre thi")),
    *_TABS,
    ("alertes", keys((K.Key_E, CONTROL))),
    ("numéros à composer", then((K.Key_D, CONTROL))),
    ("nouvelle personne", then((K.Key_P, CONTROL | SHIFT))),
    ("doublons", then((K.Key_U, CONTROL | SHIFT))),
    ("identification", then(K.Key_F8)),
    ("téléphone", keys(K.Key_1)),
    ("code", keys(K.Key_J, K.Key_3, K.Key_J)),
    ("rappel", keys((K.Key_4, CONTROL))),
    ("identifié", keys(K.Key_J)),
    ("déblocage", keys(K.Key_F4)),
    ("actes sur l’accès", then((K.Key_U, CONTROL))),
    ("contact de la réinitialisation", keys(K.Key_4)),
    ("annulable", keys(K.Key_1, K.Key_Return)),
    ("diagnostic", keys((K.Key_4, CONTROL), K.Key_V)),
    ("annulé", keys((K.Key_Z, CONTROL | SHIFT))),
    ("quittance", then(K.Key_F3)),
    ("attestation à demander", then(K.Key_F5)),
    ("vue du locataire", then(K.Key_F11)),
    ("touches", then(K.Key_F1)),
    ("conclusion", then(K.Key_F12)),
    ("note refusée", after(then(), _bad_note)),
    ("conflit", after(then(), shown(_conflict))),
    ("quota", shown(lambda agent: GlassDialog(agent.window, agent.window._around, AccessKind.SEARCH))),
    ("motif", after(then(), shown(lambda agent: PurposeDialog(agent.window)))),
)
CALL: Steps = (
    ("dossier ouvert pour un appel", opened("lefevre thi")),
    ("dossier", read("lefevre thi")),
    ("questions", keys(K.Key_F8, K.Key_1, K.Key_J)),
    ("phrases à lire", then(K.Key_F7)),
    ("contact sans dossier", then(K.Key_F9)),
    ("rappel promis", then(K.Key_F10)),
    ("rappel promis, au dossier", keys(K.Key_Return)),
    ("mes rappels", then((K.Key_F, CONTROL | SHIFT))),
    ("rappel à passer", keys(K.Key_P)),
    ("fermeture pendant l’appel", after(then(), lambda agent: agent.window.close())),
)
COUNTER: Steps = (
    ("dossier au guichet", read("lefevre thi")),
    ("pièce vue", keys(K.Key_F8, K.Key_G, K.Key_1, K.Key_J)),
    ("contact à remplacer", keys((K.Key_U, CONTROL), K.Key_6)),
    ("visite conclue", then(K.Key_F12)),
)
THIRD_PARTY: Steps = (
    ("dossier", read("lefevre thi")),
    ("mandats", keys(K.Key_F8, K.Key_M)),
    ("tiers au téléphone", then(K.Key_4)),
)
QUEUE: Steps = (
    ("file d’attente", after(typed("attestations"), keys(K.Key_Return))),
    ("collègue absent", shown(_away)),
    ("attestation en main", keys(K.Key_Return)),
    ("texte et image en désaccord", shown(_doubt)),
    ("vignettes", keys(K.Key_V)),
    ("recherche dans la pièce", keys((K.Key_F, CONTROL))),
    ("motifs de refus", keys(K.Key_Escape, K.Key_V, K.Key_Minus)),
    ("motif pour passer", keys(K.Key_Escape, (K.Key_F8, SHIFT))),
    ("décision prise", after(then(), shown(_undoable))),
    ("décision relue", shown(_looked_back)),
    ("relectures", after(then(), shown(_looks))),
    ("absences", after(then(), shown(_absences))),
    ("décider ensemble", after(then(), shown(_bulk))),
    ("relecture sur sa page", after(then(), shown(_looked_at))),
    ("numéro inconnu", after(then(), rings("+33123456789"))),
    ("numéro connu", rings("+33756894100")),
    ("fiches à réunir", after(then(), shown(_merge))),
)
MANAGER: Steps = (
    ("alertes au responsable", keys((K.Key_F, CONTROL | SHIFT))),
    ("contacts par semaine", keys(K.Key_S)),
    ("réunion à défaire", after(then(), shown(_part))),
    ("formulaires d’assistance", then((K.Key_S, CONTROL | SHIFT))),
    ("formulaire", keys(K.Key_Return)),
    ("décision annulable", shown(_decided)),
    ("anomalies des comptes", keys((K.Key_O, CONTROL | SHIFT))),
    ("mots de passe", keys((K.Key_T, CONTROL | SHIFT))),
    ("profils à recréer", keys((K.Key_2, CONTROL))),
    ("profils à marquer", shown(_marking)),
    ("marquage à annuler", after(then(), shown(_unmarking))),
)
VALIDATION: Steps = (
    ("campagnes d’assurance", keys((K.Key_B, CONTROL | SHIFT))),
    ("textes", keys((K.Key_X, CONTROL | SHIFT))),
    ("versions d’un texte", shown(lambda agent: HistoryDialog(agent.window, "Versions", ()))),
    ("lettre en grand", after(then(), shown(lambda agent: LargeLetter(agent.window, ())))),
    ("motifs de refus", then((K.Key_2, CONTROL))),
    ("changement de foyer à saisir", keys((K.Key_Y, CONTROL | SHIFT))),
    ("préavis", keys((K.Key_R, CONTROL))),
    ("foyers à traiter", after(then(), typed("foyers"), keys(K.Key_Return))),
    ("foyer en main", keys(K.Key_Return)),
    ("motifs du foyer", keys(K.Key_Minus)),
    *(
        (f"{kind.label} en main", after(then(), _worked(kind)))
        for kind in (WorkKind.PROFESSIONAL, WorkKind.CONTACT, WorkKind.BANK)
    ),
    ("suites", then((K.Key_K, CONTROL | SHIFT))),
)
OFFICER: Steps = (
    ("qui a vu", keys((K.Key_J, CONTROL))),
    *((f"conservation {rank}", keys((K.Key_G, CONTROL), (K(K.Key_0 + rank), CONTROL))) for rank in (1, 2, 3)),
)
RETENTION: Steps = (
    ("simulation", lambda agent: _privacy(agent, 0).erasure.simulate.click()),
    ("approbation", lambda agent: _pressed(agent, _logirem_run(agent).erasure.approve)),
    ("effacement", _approved),
    ("réponse", after(then(), _answered)),
)
CARETAKER: Steps = (
    ("mes immeubles", keys()),
    ("information sur l’immeuble", keys((K.Key_E, CONTROL | SHIFT))),
)


def classes() -> dict[str, type[QWidget]]:
    """Every kind of widget that ``views`` defines, by its name."""
    found: dict[str, type[QWidget]] = {}
    for module in pkgutil.walk_packages(views.__path__, f"{views.__name__}."):
        for name, one in vars(import_module(module.name)).items():
            if inspect.isclass(one) and issubclass(one, QWidget) and one.__module__ == module.name:
                found[f"{module.name.removeprefix('backoffice.views.')}.{name}"] = one
    return found


def walk(agent: Agent, steps: Steps, seen: set[type[QWidget]]) -> dict[str, list[str]]:
    """The faults of each screen; ``seen`` takes the kinds of widget that were visible on the way."""
    found = {}
    # As if a screen reader were listening: Qt then tells its tree of every change.
    QAccessible.setActive(True)
    for name, lead in steps:
        lead(agent)
        agent.settle()
        window = QApplication.activeModalWidget() or agent.window
        agent.front(window)
        note(window, seen)
        note(agent.window, seen)
        wrong = faults(window)
        if wrong:
            found[name] = wrong
    return found


def note(window: QWidget, seen: set[type[QWidget]]) -> None:
    """Take note of the kinds of widget visible in a window, those they descend from included."""
    for one in (window, *window.findChildren(QWidget)):
        if one.isVisible():
            seen.update(kind for kind in type(one).__mro__ if issubclass(kind, QWidget))


def unseen(seen: set[type[QWidget]]) -> list[str]:
    """The kinds of widget of ``views`` that the walk did not show."""
    return sorted(name for name, kind in classes().items() if kind not in seen)
