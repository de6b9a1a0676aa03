"""« Quittances »: months left, paper in the middle, verdict right."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import PARIS
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.receipts import DeliveryMode, ReceiptKind
from backoffice.services.calls import CallView
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.results import IssuedReceipt, IssueOrder, MonthChoice, RefusedReceipt
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.paper import PaperView
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.printing import A4_DOTS_ACROSS
from backoffice.views.receipt.months import MONTHS
from backoffice.views.receipt.papers import (
    CopyOrder,
    DuplicatePaper,
    IssuedPaper,
    Pages,
    PreviewPaper,
    draw,
    duplicate_paper,
    issue_paper,
    preview_paper,
)
from backoffice.views.receipt.verdict import Verdict
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable

_LEFT = 392


class ReceiptDialog(SheetDialog):
    """Choose a month, read the page as it would be, issue it, hand it over."""

    def __init__(self, parent: QWidget, around: Surroundings, file: TenantFile, call: CallView) -> None:
        super().__init__(parent, "Quittances et reçus", file.name)
        self._around, self._file, self._call = around, file, call
        self._today: date = file.read_at.astimezone(PARIS).date()
        self._commands: dict[tuple[str, date], str] = {}
        self._content: bytes | None = None
        self._file_name = ""
        self.leases = Chooser()
        self.table: RowsTable[MonthChoice] = RowsTable(MONTHS, self)
        self.view = RowsView(self.table, "Mois")
        self.paper = PaperView("Page du document")
        self.verdict = Verdict()
        self._wanted = file.receipt.month
        self._lay_out(parent)
        self._connect_pieces()
        self._ask_months()

    def _lay_out(self, parent: QWidget) -> None:
        self.leases.setAccessibleName("Contrat")
        for lease in self._file.leases:
            self.leases.addItem(f"{lease.number}  ·  {lease.description}", lease.id)
        self.leases.setCurrentIndex(max(0, self.leases.findData(self._file.receipt.lease_id)))
        self.leases.setVisible(len(self._file.leases) > 1)
        self._frame = TableFrame(self.view)
        months = QWidget()
        months.setLayout(column(label("Mois", "section"), self.leases, self._frame, 1))
        months.setFixedWidth(_LEFT)
        row = line(months, self.paper, self.verdict, spacing=12)
        row.setStretch(1, 1)
        self.body.addLayout(row)
        self.body.setStretch(0, 1)
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        self.resize(min(1220, parent.width() - 40), parent.height() - 36)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect_pieces(self) -> None:
        self.leases.currentIndexChanged.connect(self._on_lease)
        self.view.selectionModel().currentRowChanged.connect(self._on_month)
        self.view.opened.connect(self._on_issue)
        self.verdict.issue.clicked.connect(self._on_issue)
        self.verdict.save.clicked.connect(self._on_save)
        self.verdict.print.clicked.connect(self._on_print)
        self.verdict.duplicate.clicked.connect(self._on_duplicate)
        for key, button in (
            ("Ctrl+S", self.verdict.save),
            ("Ctrl+P", self.verdict.print),
            ("D", self.verdict.duplicate),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(button.click)

    def _lease_id(self) -> int:
        return int(self.leases.currentData())

    def _chosen(self) -> MonthChoice | None:
        row = self.view.chosen()
        return self.table.row(row) if row >= 0 else None

    def _ask_months(self) -> None:
        self.verdict.wait("Lecture des mois…")
        self.paper.say("Lecture des mois…")
        if self.leases.count() == 0:
            self._show_months(())
            return
        self._around.runner.read(
            receipt_months,
            self._lease_id(),
            self._today,
            owner=self,
            then=self._show_months,
            failed=self._show_failure,
            topic="months",
        )

    def _show_months(self, choices: tuple[MonthChoice, ...]) -> None:
        wanted = self._wanted
        self.table.show(choices)
        self._frame.say("" if choices else "Ce contrat n’a aucun mois appelé.")
        months = [choice.month for choice in choices]
        if wanted in months:
            self.view.choose(months.index(wanted))
        if not choices:
            self.verdict.wait("Aucun document possible")
            self.paper.say("Aucune page à montrer.")

    def _ask_preview(self, choice: MonthChoice) -> None:
        self._content = None
        self._wanted = choice.month
        self.messages.clear()
        self.verdict.show_month(choice)
        if choice.kind is None:
            self._around.runner.forget(self, "preview")
            self.paper.say(
                "Rien ne peut être donné pour ce mois.\nLa raison, à dire au locataire, est à droite."
            )
            return
        self._around.runner.read(
            preview_paper,
            self._lease_id(),
            choice.month,
            self._today,
            self.paper.pixels_across(),
            owner=self,
            then=self._show_preview,
            failed=self._show_failure,
            topic="preview",
        )

    def _show_preview(self, paper: PreviewPaper) -> None:
        chosen = self._chosen()
        if chosen is None or chosen.month != paper.month or self._content is not None:
            return
        if paper.pages:
            self.paper.show_pages(paper.pages)
        else:
            self.paper.say(paper.preview.sentence)

    def _show_issued(self, paper: IssuedPaper) -> None:
        outcome = paper.outcome
        self._work(busy=False)
        self._commands.clear()
        if isinstance(outcome, RefusedReceipt):
            self.messages.say(outcome.sentence, "warn")
            return
        self._mark_issued(outcome)
        kind = "Quittance" if outcome.kind is ReceiptKind.QUITTANCE else "Reçu"
        badge = f"{kind} émise" if outcome.kind is ReceiptKind.QUITTANCE else f"{kind} émis"
        self._hold(outcome.content, f"{kind} {outcome.number}", paper.pages)
        self.verdict.show_document(outcome.number, badge, "ok")
        self.messages.say(outcome.sentence, "ok")
        self.verdict.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_duplicate(self, paper: DuplicatePaper) -> None:
        copy = paper.copy
        self._work(busy=False)
        self._commands.clear()
        self._hold(copy.content, f"Duplicata {copy.ordinal} {copy.number}", paper.pages)
        self.verdict.show_document(copy.number, f"Duplicata n° {copy.ordinal}", "accent")
        self.messages.say(f"Duplicata n° {copy.ordinal} du document {copy.number} prêt.", "ok")
        self.verdict.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hold(self, content: bytes, name: str, pages: Pages) -> None:
        self._content = content
        self._file_name = f"{name.replace('/', '-')}.pdf"
        self.paper.show_pages(pages)

    def _show_failure(self, error: GuichetError) -> None:
        self._work(busy=False)
        self.messages.say_error(error)

    def _work(self, *, busy: bool) -> None:
        """While an act is being done the month stays what it was."""
        chosen = self._chosen()
        self.view.setEnabled(not busy)
        self.leases.setEnabled(not busy)
        self.verdict.issue.setEnabled(not busy and chosen is not None and chosen.kind is not None)
        self.verdict.duplicate.setEnabled(not busy and chosen is not None and chosen.number is not None)

    def _mark_issued(self, receipt: IssuedReceipt) -> None:
        chosen = self._chosen()
        if chosen is not None:
            now = replace(chosen, number=receipt.number, kind=receipt.kind)
            self.table.put(self.view.chosen(), now)

    def _command(self, act: str, month: date) -> str:
        """The same identifier until the act succeeds: a retry is harmless."""
        return self._commands.setdefault((act, month), str(uuid4()))

    @Slot(int)
    def _on_lease(self, _index: int) -> None:
        self._ask_months()

    @Slot(QModelIndex, QModelIndex)
    def _on_month(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._ask_preview(self.table.row(current.row()))

    @Slot()
    def _on_issue(self) -> None:
        chosen = self._chosen()
        if chosen is None or not self.verdict.issue.isEnabled():
            return
        self._work(busy=True)
        place = ContactPlace(self._call.place)
        order = IssueOrder(
            lease_id=self._lease_id(),
            month=chosen.month,
            command_id=self._command("issue", chosen.month),
            today=self._today,
            call_id=self._call.id,
            place=place,
            delivery=DeliveryMode.COUNTER if place is ContactPlace.COUNTER else DeliveryMode.POST,
        )
        self._around.runner.write(
            issue_paper,
            order,
            self.paper.pixels_across(),
            owner=self,
            then=self._show_issued,
            failed=self._show_failure,
            changes=("receipts", "history"),
        )

    @Slot()
    def _on_duplicate(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        self._work(busy=True)
        order = CopyOrder(
            self._lease_id(),
            chosen.month,
            self._today,
            self._call.id,
            ContactPlace(self._call.place),
            self._command("duplicate", chosen.month),
        )
        self._around.runner.write(
            duplicate_paper,
            order,
            self.paper.pixels_across(),
            owner=self,
            then=self._show_duplicate,
            failed=self._show_failure,
            changes=("receipts", "history"),
        )

    @Slot()
    def _on_save(self) -> None:
        if self._content is None:
            return
        path = self._around.choose_file(self, self._file_name)
        if path is not None:
            self._write(path, self._content)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError:
            self.messages.say(f"Le fichier {path} ne s’écrit pas : choisissez un autre dossier.", "bad")
            return
        self.messages.say(f"Enregistré dans {path}.", "ok")

    @Slot()
    def _on_print(self) -> None:
        if self._content is None:
            return
        self._around.runner.read(
            draw,
            self._content,
            A4_DOTS_ACROSS,
            owner=self,
            then=self._print,
            failed=self._show_failure,
            topic="print",
        )

    def _print(self, pages: Pages) -> None:
        if self._around.print_pages(self, pages, self._file_name.removesuffix(".pdf")):
            self.messages.say("Document envoyé à l’imprimante.", "ok")
