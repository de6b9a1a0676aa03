"""Tabs that read their own rows once somebody looks at them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QShowEvent

from backoffice.errors import GuichetError
from backoffice.services.desk.documents import documents_of
from backoffice.services.desk.insurance import InsuranceFile, insurance_file
from backoffice.services.desk.requests import requests_of
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable
from backoffice.views.tables.tenant import ASKED, COVERS, DOCUMENTS, PAPERS, REQUESTS, STEPS
from backoffice.views.tenant.tabs import ListTab

_READING = "Lecture…"
_NOT_ASKED = "Aucune attestation n’a été demandée par message."


class LazyTab(ListTab):
    """A list asked for when it is shown, and again when the file in front was read again."""

    def __init__(self, around: Surroundings, name: str, columns: Sequence[Column[Any]], empty: str) -> None:
        super().__init__(name, columns, empty)
        self._around = around
        self._customer_id: int | None = None
        self._stale = False
        self._known = False

    def show_file(self, file: TenantFile) -> None:
        """The file in front was read: what is shown here is to be read again."""
        if file.customer_id != self._customer_id:
            self.forget()
        self._customer_id = file.customer_id
        self._stale = True
        self._read_if_seen()

    def forget(self) -> None:
        """Another file comes: nothing of this one stays."""
        self._around.runner.forget(self, self._topic())
        self._customer_id, self._known, self._stale = None, False, False
        self.table.show(())

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks at it."""
        super().showEvent(event)
        self._read_if_seen()

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The question to the services and its arguments, after the session."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what came."""
        self.show_rows(answer)

    def _read_if_seen(self) -> None:
        if self._stale and self.isVisible() and self._customer_id is not None:
            self._stale = False
            self.read()

    def read(self) -> None:
        """Ask now."""
        if not self._known:
            self.frame.say(_READING, "search")
        function, arguments = self.ask()
        self._around.runner.read(
            function, *arguments, owner=self, then=self._show, failed=self._show_error, topic=self._topic()
        )

    def _topic(self) -> str:
        return type(self).__name__

    def _show(self, answer: Any) -> None:
        self._known = True
        self.show_answer(answer)

    def _show_error(self, error: GuichetError) -> None:
        self._stale = True
        if not self._known:
            self.frame.say(error.sentence, "error", "bad")


class DocumentsTab(LazyTab):
    """Receipts, rent notices with number and bar code, insurance certificates."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around, "Documents", DOCUMENTS, "Aucun document : ni quittance, ni avis, ni attestation."
        )

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The papers of the file."""
        return documents_of, (self._customer_id,)


class RequestsTab(LazyTab):
    """What the tenant asked for."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "Demandes", REQUESTS, "Aucune demande ni réclamation.")

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The requests of the file."""
        return requests_of, (self._customer_id,)


class InsuranceTab(LazyTab):
    """Where each contract stands, the certificates sent, what was asked for."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around, "Attestations d’assurance", PAPERS, "Aucune attestation d’assurance n’a été envoyée."
        )
        self.covers: RowsTable[Any] = RowsTable(COVERS, self)
        self.covers_frame = TableFrame(RowsView(self.covers, "Assurance par contrat", chooses_first=False))
        self.asked: RowsTable[Any] = RowsTable(ASKED, self)
        self.asked_frame = TableFrame(RowsView(self.asked, "Attestations demandées", chooses_first=False))
        self._asking = label(_NOT_ASKED, "soft")
        self.above.addWidget(self.covers_frame)
        self.above.addWidget(label("Attestations envoyées", "section"))
        self._lay.insertWidget(2, self._asking)
        self._lay.insertWidget(3, self.asked_frame)
        self.asked_frame.hide()
        self.steps: RowsTable[Any] = RowsTable(STEPS, self)
        self.steps_frame = TableFrame(RowsView(self.steps, "Suites du défaut", chooses_first=False))
        self._lay.insertWidget(4, self.steps_frame)
        self.steps_frame.hide()

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The insurance of the file."""
        return insurance_file, (self._customer_id, self._around.as_of)

    def show_answer(self, answer: InsuranceFile) -> None:
        """Three lists."""
        self.covers.show(answer.covers)
        self.covers_frame.say("" if answer.covers else "Aucun contrat : rien n’est à assurer.")
        self.asked.show(answer.asked)
        self._asking.setText("Attestations demandées par message" if answer.asked else _NOT_ASKED)
        self.asked_frame.setVisible(bool(answer.asked))
        self.steps.show(answer.steps)
        self.steps_frame.setVisible(bool(answer.steps))
        self.show_rows(answer.papers)

    def forget(self) -> None:
        """Nothing of the file before stays."""
        super().forget()
        self.covers.show(())
        self.asked.show(())
        self.steps.show(())


class SurveysTab(ListTab):
    """The surveys of the landlord: none is kept here yet by any program, and the screen says so."""

    def __init__(self) -> None:
        super().__init__(
            "Enquêtes",
            (),
            "Aucune enquête n’est enregistrée pour ce dossier : ni ressources (SLS), ni occupation (OPS). "
            "Pour un formulaire reçu par courrier, orientez le locataire vers son agence.",
        )
        self._say_state()

    def show_file(self, _file: TenantFile) -> None:
        """Nothing to read."""
