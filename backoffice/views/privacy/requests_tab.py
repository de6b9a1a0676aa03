"""Requests of data subjects with their clock; the copy of the data, the answer, the extension (R5.21)."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.retention.words import ExportPurpose, SubjectRequestState
from backoffice.services.subjects.export import SubjectExport, export_subject
from backoffice.services.subjects.requests import RequestView, extend, requests
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.privacy.act_dialog import CloseDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.privacy import SUBJECT_REQUESTS
from backoffice.views.tables.rows import RowsTable

_NONE = "Aucune demande à répondre. Une demande s’enregistre par « backoffice subject request »."


class RequestsTab(QWidget):
    """The most urgent first, the late ones said so in words."""

    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self._target: Path | None = None
        self.table: RowsTable[RequestView] = RowsTable(SUBJECT_REQUESTS, self)
        self.view = RowsView(self.table, "Demandes des personnes")
        self.frame = TableFrame(self.view)
        self.copy = KeyButton("Copie des données…", "Alt+C", icon_name="save")
        self.answered = KeyButton("Répondue…", "Alt+O")
        self.extended = KeyButton("Prolonger de 2 mois", "Alt+P")
        self.refused = KeyButton("Refusée…", "Alt+U")
        self.summary = label("", "soft", wrap=True)
        slots = (self._on_copy, self._on_answered, self._on_extended, self._on_refused)
        self._buttons = (self.copy, self.answered, self.extended, self.refused)
        # Alt+R and Alt+E are those of a draft.
        for button, key, slot in zip(self._buttons, ("Alt+C", "Alt+O", "Alt+P", "Alt+U"), slots, strict=True):
            button.setShortcut(key)
            button.clicked.connect(slot)
        layout = column(line(*self._buttons, 1), self.frame, self.summary)
        layout.addStretch(1)
        self.setLayout(layout)
        self.view.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._enable()

    def again(self) -> None:
        """Read the requests once more."""
        self._around.runner.read(
            requests,
            self._around.landlord,
            owner=self,
            then=self._show,
            failed=self._fail,
            topic="requests",
        )

    def chosen(self) -> RequestView | None:
        """The request in front, if any."""
        row = self.view.chosen()
        return self.table.row(row) if 0 <= row < len(self.table.rows) else None

    def _show(self, found: tuple[RequestView, ...]) -> None:
        self.table.show(found)
        self.frame.say("" if found else _NONE)
        late = sum(one.tone == "bad" for one in found)
        self.summary.setText(f"{late} en retard sur {len(found)}." if late else "")
        self._enable()

    def _enable(self) -> None:
        request = self.chosen()
        for button in self._buttons:
            button.setEnabled(request is not None)
        self.extended.setEnabled(request is not None and not request.extended)

    def _show_done(self, request: RequestView) -> None:
        self.said.emit(f"Demande n° {request.id} : {request.clock.lower()}.", "ok")
        self.again()

    def _show_export(self, export: SubjectExport) -> None:
        assert self._target is not None, "a copy is asked for a file"
        try:
            self._target.write_bytes(export.pdf)
            self._target.with_suffix(".json").write_bytes(export.json)
        except OSError:
            self.said.emit(
                f"Le fichier {self._target} ne peut pas être écrit : choisissez-en un autre.", "bad"
            )
            return
        self.said.emit(f"Copie enregistrée en PDF et en JSON : {self._target.name}.", "ok")

    def _fail(self, error: GuichetError) -> None:
        self.failed.emit(error)

    def _close(self, state: SubjectRequestState) -> None:
        request = self.chosen()
        if request is not None:
            dialog = CloseDialog(self.window(), self._around, request, state)
            dialog.done_with.connect(self._on_closed)
            dialog.open()

    @Slot(str)
    def _on_closed(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
        self.again()

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._enable()

    @Slot()
    def _on_answered(self) -> None:
        self._close(SubjectRequestState.ANSWERED)

    @Slot()
    def _on_refused(self) -> None:
        self._close(SubjectRequestState.REFUSED)

    @Slot()
    def _on_extended(self) -> None:
        request = self.chosen()
        if request is not None:
            self._around.runner.write(
                extend, request.id, owner=self, then=self._show_done, failed=self._fail, changes=()
            )

    @Slot()
    def _on_copy(self) -> None:
        request = self.chosen()
        self._target = self._around.choose_file(self, f"copie-demande-{request.id}.pdf") if request else None
        if request is not None and self._target is not None:
            self._around.runner.write(
                export_subject,
                request.customer_id,
                ExportPurpose.SUBJECT_REQUEST,
                owner=self,
                then=self._show_export,
                failed=self._fail,
                changes=(),
            )
