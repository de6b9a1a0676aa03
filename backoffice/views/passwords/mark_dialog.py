"""Marking profiles to be made again, and taking a marking back: named, counted, page by page."""

from datetime import date
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from backoffice.rules.dates import french_day
from backoffice.services.portal.recreation import (
    RecreationRun,
    RecreationStep,
    ToRecreate,
    mark_next,
    unmark_next,
)
from backoffice.views.parts.pieces import label
from backoffice.views.privacy.act_dialog import ActDialog
from backoffice.views.surroundings import Surroundings

_CHANGES = ("portal",)
_MARK = (
    "{count} comptes ouverts avant le {day} : leur propriétaire devra recréer son profil sur le nouveau "
    "portail, l’ancien mot de passe n’y servira plus. Le marquage s’annule aujourd’hui seulement."
)
_UNMARK = (
    "Les {count} profils encore à recréer retrouvent leur accès d’avant. Qui a déjà recréé le sien le garde."
)


class _PagesDialog(ActDialog):
    """Closing it stops after the present page; marking again goes on with what is left."""

    def __init__(
        self, parent: QWidget, around: Surroundings, head: tuple[str, str], words: tuple[str, str]
    ) -> None:
        sentence, act = words
        super().__init__(parent, around, head, sentence)
        self.act.say(act)
        self.progress = label("", "strong", wrap=True)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.done_so_far = 0

    def _begin(self) -> None:
        self.cancel.say("Arrêter après cette page")
        self._step()

    def _step(self) -> None:
        raise NotImplementedError

    def _show_step(self, step: RecreationStep) -> None:
        self._count(step)
        self.progress.setText(f"Comptes traités : {self.done_so_far}.")
        if step.finished:
            self.done_with.emit(self._told())
            self.accept()
        elif self.isVisible():
            self._step()

    def _count(self, step: RecreationStep) -> None:
        raise NotImplementedError

    def _told(self) -> str:
        raise NotImplementedError


class MarkDialog(_PagesDialog):
    """Mark every account opened before a day."""

    def __init__(self, parent: QWidget, around: Surroundings, found: ToRecreate, before: date) -> None:
        head = ("Marquer les profils à recréer", found.landlord_name)
        sentence = _MARK.format(count=found.to_mark, day=french_day(before))
        super().__init__(parent, around, head, (sentence, "Marquer"))
        self._landlord_id, self._before = found.landlord_id, before
        self._command_id = str(uuid4())

    def _step(self) -> None:
        self._around.runner.write(
            mark_next, self._landlord_id, self._before, self._command_id,
            owner=self, then=self._show_step, failed=self._show_failure, changes=_CHANGES,
        )  # fmt: skip

    def _count(self, step: RecreationStep) -> None:
        self.done_so_far = step.done

    def _told(self) -> str:
        return f"{self.done_so_far} comptes marqués : leur profil est à recréer."


class UnmarkDialog(_PagesDialog):
    """Take a marking of the day back."""

    def __init__(self, parent: QWidget, around: Surroundings, run: RecreationRun) -> None:
        head = (
            "Annuler le marquage",
            f"{run.landlord_name}  ·  comptes ouverts avant le {french_day(run.opened_before)}",
        )
        super().__init__(parent, around, head, (_UNMARK.format(count=run.waiting), "Annuler le marquage"))
        self.cancel.say("Laisser")
        self._command_id = run.command_id

    def _step(self) -> None:
        self._around.runner.write(
            unmark_next, self._command_id,
            owner=self, then=self._show_step, failed=self._show_failure, changes=_CHANGES,
        )  # fmt: skip

    def _count(self, step: RecreationStep) -> None:
        self.done_so_far += step.done

    def _told(self) -> str:
        return f"Marquage annulé : {self.done_so_far} comptes retrouvent leur profil."
