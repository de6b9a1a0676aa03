"""The runs, the counts and the list of the one chosen, and the three acts: simulate, approve, erase."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.retention.words import RunState
from backoffice.services.retention.certificate import Certificate, certificate
from backoffice.services.retention.dry_run import dry_run
from backoffice.services.retention.runs import ItemView, RuleTally, RunView, recent_runs, run_items
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.privacy.act_dialog import ApproveDialog, EraseDialog, RunDialog, counted
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.privacy import ITEMS, RUNS, TALLIES
from backoffice.views.tables.rows import RowsTable

_NONE = "Aucune simulation : « Simuler » dit ce que les durées désignent aujourd’hui, sans rien effacer."
_NOTHING = "Rien n’est à effacer : toutes les durées courent encore."


class ErasureTab(QWidget):
    """One run chosen at a time; nothing is erased without its dialog."""

    said = Signal(str, str)
    """A sentence and its tone."""
    failed = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self._certified: Path | None = None
        self.runs: RowsTable[RunView] = RowsTable(RUNS, self)
        self.runs_view = RowsView(self.runs, "Simulations")
        self.runs_frame = TableFrame(self.runs_view)
        self.tallies: RowsTable[RuleTally] = RowsTable(TALLIES, self)
        self.tallies_frame = TableFrame(RowsView(self.tallies, "Nombres par règle", chooses_first=False))
        self.items: RowsTable[ItemView] = RowsTable(ITEMS, self)
        self.items_frame = TableFrame(RowsView(self.items, "Éléments désignés", chooses_first=False))
        self.simulate = KeyButton("Simuler", "Alt+S", icon_name="search")
        self.approve = KeyButton("Approuver…", "Alt+A")
        self.erase = KeyButton("Effacer…", "Alt+F")
        self.certify = KeyButton("Certificat…", "Alt+C", icon_name="save")
        self.summary = label("", "soft", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        # Neither Ctrl+S, which saves a document, nor Alt+E, which erases a draft.
        acts = (
            (self.simulate, "Alt+S", self._on_simulate),
            (self.approve, "Alt+A", self._on_approve),
            (self.erase, "Alt+F", self._on_erase),
            (self.certify, "Alt+C", self._on_certify),
        )
        for button, key, slot in acts:
            button.setShortcut(key)
            button.clicked.connect(slot)
        buttons = line(self.simulate, self.approve, self.erase, self.certify, 1)
        layout = column(buttons, self.runs_frame, self.tallies_frame, self.items_frame, self.summary)
        layout.addStretch(1)
        self.setLayout(layout)
        self.runs_view.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._show_run(None)

    def again(self) -> None:
        """Read the runs once more."""
        self._around.runner.read(
            recent_runs,
            self._around.landlord,
            owner=self,
            then=self._show,
            failed=self._fail,
            topic="runs",
        )

    def chosen(self) -> RunView | None:
        """The run in front, if any."""
        row = self.runs_view.chosen()
        return self.runs.row(row) if 0 <= row < len(self.runs.rows) else None

    def _show(self, runs: tuple[RunView, ...]) -> None:
        before = self.chosen()
        self.runs.show(runs)
        self.runs_frame.say("" if runs else _NONE)
        ids = [run.id for run in runs]
        if before is not None and before.id in ids:
            self.runs_view.choose(ids.index(before.id))
        self._show_run(self.chosen())

    def _show_run(self, run: RunView | None) -> None:
        state = run.state if run is not None else None
        self.approve.setEnabled(state is RunState.PREPARED and run is not None and run.due > 0)
        self.erase.setEnabled(state is RunState.APPROVED)
        self.certify.setEnabled(state is RunState.ERASED)
        self.tallies_frame.setVisible(run is not None)
        self.items_frame.setVisible(run is not None)
        self.summary.setText("")
        if run is None:
            return
        self.tallies.show(run.tallies)
        self._around.runner.read(
            run_items, run.id, owner=self, then=self._show_items, failed=self._fail, topic="items"
        )

    def _show_items(self, items: tuple[ItemView, ...]) -> None:
        self.items.show(items)
        self.items_frame.say("" if items else _NOTHING)
        run = self.chosen()
        total = run.due + run.held + run.erased + run.kept if run is not None else len(items)
        self.summary.setText(f"Les {len(items)} premiers sur {total}." if total > len(items) else "")

    def _show_prepared(self, runs: tuple[RunView, ...]) -> None:
        due = sum(run.due for run in runs)
        found = f"{counted(due)} à effacer" if due else "aucun élément à effacer"
        self.said.emit(f"Simulation faite : {found}, rien n’a été touché.", "ok")
        self.simulate.setEnabled(True)
        self.again()

    def _show_failure(self, error: GuichetError) -> None:
        self.simulate.setEnabled(True)
        self.failed.emit(error)

    def _show_certificate(self, paper: Certificate) -> None:
        assert self._certified is not None, "a certificate is asked for a file"
        try:
            self._certified.write_bytes(paper.content)
        except OSError:
            self.said.emit(
                f"Le fichier {self._certified} ne peut pas être écrit : choisissez-en un autre.", "bad"
            )
            return
        self.said.emit(f"Certificat {paper.number} enregistré.", "ok")
        self.again()

    def _fail(self, error: GuichetError) -> None:
        self.failed.emit(error)

    def _open(self, dialog: RunDialog) -> None:
        dialog.done_with.connect(self._on_done)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_run(self.chosen())

    @Slot()
    def _on_simulate(self) -> None:
        self.simulate.setEnabled(False)
        self._around.runner.write(
            dry_run,
            self._around.landlord,
            self._around.as_of,
            owner=self,
            then=self._show_prepared,
            failed=self._show_failure,
            changes=(),
        )

    @Slot()
    def _on_approve(self) -> None:
        run = self.chosen()
        if run is not None:
            self._open(ApproveDialog(self.window(), self._around, run))

    @Slot()
    def _on_erase(self) -> None:
        run = self.chosen()
        if run is not None:
            self._open(EraseDialog(self.window(), self._around, run))

    @Slot()
    def _on_certify(self) -> None:
        run = self.chosen()
        self._certified = self._around.choose_file(self, f"certificat-{run.id}.pdf") if run else None
        if run is not None and self._certified is not None:
            self._around.runner.write(
                certificate,
                run.id,
                owner=self,
                then=self._show_certificate,
                failed=self._fail,
                changes=(),
            )

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")

    @Slot(int)
    def _on_closed(self, _result: int) -> None:
        self.again()
