"""The walk through every screen, one line a screen: a widget of ``views`` that no line shows fails the test.

To add a screen: one line in the list of whoever sees it, ``("name", what leads there from the line before)``.
"""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from backoffice import views
from backoffice.rules.persons.ringing import CALL as CALLED
from backoffice.rules.persons.ringing import Asked
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.views.access.glass_dialog import GlassDialog
from backoffice.views.access.purpose_dialog import PurposeDialog
from backoffice.views.letters.history_dialog import HistoryDialog
from backoffice.views.letters.tenant_preview import LargeLetter
from tests.stories.agent import CONTROL, Agent
from tests.stories.tree import faults
from tests.stories.walk_windows import (
    Lead,
    absences,
    answered,
    approved,
    away,
    bad_note,
    bulk,
    conflict,
    decided,
    doubt,
    draft,
    logirem_run,
    looked_at,
    looked_back,
    looks,
    marking,
    merge,
    part,
    pressed,
    privacy,
    undoable,
    unmarking,
    worked,
)

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


_TABS = tuple((f"onglet {rank}", keys((K(K.Key_0 + rank), CONTROL))) for rank in range(1, 10))

AGENT: Steps = (
    ("recherche vide", keys()),
    ("brouillon", shown(draft)),
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
    ("note refusée", after(then(), bad_note)),
    ("conflit", after(then(), shown(conflict))),
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
    ("collègue absent", shown(away)),
    ("attestation en main", keys(K.Key_Return)),
    ("texte et image en désaccord", shown(doubt)),
    ("vignettes", keys(K.Key_V)),
    ("recherche dans la pièce", keys((K.Key_F, CONTROL))),
    ("motifs de refus", keys(K.Key_Escape, K.Key_V, K.Key_Minus)),
    ("motif pour passer", keys(K.Key_Escape, (K.Key_F8, SHIFT))),
    ("décision prise", after(then(), shown(undoable))),
    ("décision relue", shown(looked_back)),
    ("relectures", after(then(), shown(looks))),
    ("absences", after(then(), shown(absences))),
    ("décider ensemble", after(then(), shown(bulk))),
    ("relecture sur sa page", after(then(), shown(looked_at))),
    ("numéro inconnu", after(then(), rings("+33123456789"))),
    ("numéro connu", rings("+33756894100")),
    ("fiches à réunir", after(then(), shown(merge))),
)
MANAGER: Steps = (
    ("alertes au responsable", keys((K.Key_F, CONTROL | SHIFT))),
    ("contacts par semaine", keys(K.Key_S)),
    ("réunion à défaire", after(then(), shown(part))),
    ("formulaires d’assistance", then((K.Key_S, CONTROL | SHIFT))),
    ("formulaire", keys(K.Key_Return)),
    ("décision annulable", shown(decided)),
    ("anomalies des comptes", keys((K.Key_O, CONTROL | SHIFT))),
    ("mots de passe", keys((K.Key_T, CONTROL | SHIFT))),
    ("profils à recréer", keys((K.Key_2, CONTROL))),
    ("profils à marquer", shown(marking)),
    ("marquage à annuler", after(then(), shown(unmarking))),
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
        (f"{kind.label} en main", after(then(), worked(kind)))
        for kind in (WorkKind.PROFESSIONAL, WorkKind.CONTACT, WorkKind.BANK)
    ),
    ("suites", then((K.Key_K, CONTROL | SHIFT))),
)
OFFICER: Steps = (
    ("qui a vu", keys((K.Key_J, CONTROL))),
    *((f"conservation {rank}", keys((K.Key_G, CONTROL), (K(K.Key_0 + rank), CONTROL))) for rank in (1, 2, 3)),
)
RETENTION: Steps = (
    ("simulation", lambda agent: privacy(agent, 0).erasure.simulate.click()),
    ("approbation", lambda agent: pressed(agent, logirem_run(agent).erasure.approve)),
    ("effacement", approved),
    ("réponse", after(then(), answered)),
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
