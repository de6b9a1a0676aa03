"""Ctrl+E: the alerts of a file, one more, or one less before its day."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.alerts import FileAlertReason
from backoffice.services.desk.alerts import AlertChoices, NewAlert, add_alert, alert_choices, end_alert
from backoffice.services.desk.strip import AlertView, FileStrip, file_strip
from backoffice.services.tenant.results import TenantFile
from backoffice.tasks.background import Then
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.insisting import NoteAct
from backoffice.views.parts.note_field import NoteField
from backoffice.views.parts.pieces import titled_rows
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tables.tenant import ALERTS

_NONE = "Aucune alerte en cours sur ce dossier."


class AlertDialog(SheetDialog):
    """What is in force above, a new one under it; the reason and the end are compulsory, the note is not."""

    done_with = Signal(str)
    """A sentence that says what was done."""

    def __init__(self, parent: QWidget, around: Surroundings, file: TenantFile) -> None:
        super().__init__(parent, "Alertes du dossier", file.name)
        self._around, self._file = around, file
        self._writing = False
        self.table: RowsTable[AlertView] = RowsTable(ALERTS, self)
        self.view = RowsView(self.table, "Alertes en cours")
        self.frame = TableFrame(self.view)
        self.frame.say("Lecture…", "search")
        self.reason, self.owner = Chooser(), Chooser()
        for word in FileAlertReason:
            self.reason.addItem(word.label, word.value)
        self.ends_on = DayField(today())
        self.note = NoteField("Note de l’alerte", "Quelques mots utiles, facultatifs")
        self.note.edit.setFixedHeight(54)
        self._lay_out()
        self._act = NoteAct(self.note, self.add, ready=False)
        self.resize(680, 520)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def _lay_out(self) -> None:
        self.body.addWidget(self.frame)
        fields = (("&Motif", self.reason), ("&Suivie par", self.owner), ("&Jusqu’au", self.ends_on))
        self.body.addLayout(titled_rows(*fields))
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.finish = KeyButton("Terminer l’alerte choisie", "Alt+T")
        self.finish.clicked.connect(self._on_end)
        self.finish.setEnabled(False)
        cancel = KeyButton("Fermer", "Échap")
        cancel.clicked.connect(self.reject)
        self.add = KeyButton("Mettre l’alerte", "Ctrl+Entrée", kind="main")
        self.add.clicked.connect(self._on_add)
        for button in (self.finish, cancel, self.add):
            self.buttons.addWidget(button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_add)
        QShortcut(QKeySequence("Alt+T"), self).activated.connect(self._on_end)
        self.view.selectionModel().selectionChanged.connect(self._on_chosen)

    def _ask(self) -> None:
        for function, then in ((alert_choices, self._show_choices), (file_strip, self._show_alerts)):
            self._around.runner.read(
                function,
                self._file.customer_id,
                owner=self,
                then=then,
                failed=self.messages.say_error,
                topic=function.__name__,
            )

    def _show_choices(self, choices: AlertChoices) -> None:
        self.note.use(choices.vocabulary)
        for owner in choices.owners:
            self.owner.addItem(owner.full_name, owner.id)
        first, last, usual = (
            QDate(day.year, day.month, day.day)
            for day in (choices.today, choices.latest_end, choices.usual_end)
        )
        self.ends_on.setDateRange(first, last)
        self.ends_on.setDate(usual)
        self._show_act()

    def _show_alerts(self, strip: FileStrip) -> None:
        self.table.show(strip.alerts)
        self.frame.say("" if strip.alerts else _NONE)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        alert = self._chosen()
        may = alert is not None and alert.may_end
        self.finish.setEnabled(may and not self._writing)
        self.finish.setToolTip(
            "" if may or alert is None else f"{alert.owner} ou un responsable d’agence la termine."
        )

    def _chosen(self) -> AlertView | None:
        row = self.view.chosen()
        return self.table.row(row) if 0 <= row < self.table.rowCount() else None

    def _show_act(self) -> None:
        self._act.be_ready(ready=self.owner.count() > 0 and not self._writing)

    @Slot()
    def _on_add(self) -> None:
        if not self._act.passes():
            return
        reason = FileAlertReason(self.reason.currentData())
        alert = NewAlert(reason, self.ends_on.day(), self.note.text(), int(self.owner.currentData()))
        self._write(add_alert, self._file.customer_id, alert, self._act.insists, then=self._on_added)

    @Slot()
    def _on_end(self) -> None:
        alert = self._chosen()
        if alert is not None and self.finish.isEnabled():
            self._write(end_alert, alert.id, alert.version, then=self._on_ended)

    def _write(self, function: Callable[..., Any], *arguments: object, then: Then) -> None:
        self._writing = True
        self._show_act()
        self._on_chosen()
        self._around.runner.write(
            function,
            *arguments,
            owner=self,
            then=then,
            failed=self._show_failure,
            changes=("people",),
        )

    def _on_added(self, _number: int) -> None:
        self.done_with.emit(f"Alerte mise : {self.reason.currentText()}.")
        self.accept()

    def _on_ended(self, _nothing: None) -> None:
        self.done_with.emit("Alerte terminée ; elle reste dans l’historique.")
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self._writing = False
        self._show_act()
        self._on_chosen()
        self.messages.say_error(error)
