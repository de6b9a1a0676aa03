"""« Campagnes d’assurance »: count, prepare, write, see what failed, print."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QWidget

from backoffice.errors import GuichetError, Refused
from backoffice.rules.letters.sheet import LetterSheet
from backoffice.rules.vocabulary.validation.insurance import CampaignLineState
from backoffice.services.insurance.campaigns.choosing import Choice, Uninsured, figures, uninsured
from backoffice.services.insurance.campaigns.running import (
    CampaignOrder,
    LineDone,
    campaign_letters,
    drawn,
    prepare_campaign,
    retry_failed,
    run_next,
)
from backoffice.services.insurance.campaigns.table import (
    CampaignLine,
    CampaignView,
    campaign_table,
    campaigns,
)
from backoffice.services.letters.texts import LandlordNamed, my_landlords
from backoffice.tasks.background import Background, Then
from backoffice.views.campaigns.choice import ChoiceForm
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.campaigns import CAMPAIGNS, LINES
from backoffice.views.tables.rows import RowsTable


class CampaignsPage(QWidget):
    """The choice above, the campaigns, and the tenants of the one in front."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._drawing = Background(self, threads=1)
        self._running: CampaignView | None = None
        self._command = str(uuid4())
        self.form = ChoiceForm()
        self.table: RowsTable[CampaignView] = RowsTable(CAMPAIGNS, self)
        self.view = RowsView(self.table, "Campagnes")
        self.lines: RowsTable[CampaignLine] = RowsTable(LINES, self)
        self.lines_view = RowsView(self.lines, "Locataires de la campagne")
        self.run = KeyButton("Écrire aux locataires", "Alt+E", kind="main")
        self.retry = KeyButton("Refaire cet échec", "Alt+F")
        self.save = KeyButton("Enregistrer les lettres", "Ctrl+S")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Avancement de la campagne")
        self.progress.setFormat("%v sur %m")
        self._lay_out()
        self._wire()
        self._say_buttons()

    def take_up(self) -> None:
        """Shown: landlords, then campaigns."""
        if not self.form.landlord.count():
            self._read(my_landlords, then=self._show_landlords, topic="campaign landlords")
        self.again()
        self.form.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> None:
        """Read the campaigns once more."""
        self._read(campaigns, then=self._show_campaigns, topic="campaigns")

    def on_news(self, kinds: frozenset[str]) -> None:
        """A certificate came: figures no longer hold."""
        if "insurance" in kinds and self._running is None:
            self.form.forget_count()

    def leave(self) -> None:
        """Out of sight: the campaign stops after the tenant in hand, and goes on later."""
        self._running = None

    @property
    def chosen(self) -> CampaignView | None:
        """The campaign in front."""
        row = self.view.chosen()
        return self.table.rows[row] if 0 <= row < len(self.table.rows) else None

    @Slot()
    def start_or_stop(self) -> None:
        """Write to the tenants left, one after the other; again: stop after the one in hand."""
        campaign = self.chosen
        if self._running is not None:
            self._running = None
            self._say_buttons()
            self.said.emit("La campagne s’arrête après le locataire en cours ; elle reprendra ici.")
        elif campaign is not None and campaign.left:
            self._running = campaign
            self._say_buttons()
            self._write_next()

    def _write_next(self) -> None:
        if self._running is not None:
            self._around.runner.write(
                run_next, self._running.campaign_id, owner=self, then=self._on_written,
                failed=self._on_failed, changes=(),
            )  # fmt: skip

    def _on_written(self, done: LineDone | None) -> None:
        campaign = self._running
        if campaign is None:
            self.again()
        elif done is None:
            self._running = None
            self.said.emit(f"Campagne « {campaign.label} » terminée.")
            self.again()
        else:
            failed = campaign.failed + (done.state is CampaignLineState.FAILED)
            skipped = campaign.skipped + (done.state is CampaignLineState.SKIPPED)
            written = campaign.done + (done.state is CampaignLineState.DONE)
            self._running = replace(campaign, done=written, failed=failed, skipped=skipped)
            self._show_progress(self._running)
            self._write_next()

    def _on_failed(self, error: GuichetError) -> None:
        self._running = None
        self._say_buttons()
        self.failed.emit(error)

    @Slot()
    def retry_line(self) -> None:
        """Put the failed tenant in front back to be done."""
        row = self.lines_view.chosen()
        if 0 <= row < len(self.lines.rows) and self.lines.rows[row].state is CampaignLineState.FAILED:
            one = self.lines.rows[row]
            self._write(retry_failed, one.line_id, one.version, then=self._on_retried)

    def _on_retried(self, _version: int) -> None:
        self.said.emit("Cet échec est à refaire : écrivez de nouveau aux locataires.")
        self.again()

    @Slot()
    def save_letters(self) -> None:
        """Save the letters of the campaign as one PDF."""
        campaign = self.chosen
        if campaign is None or not campaign.done:
            return
        path = self._around.choose_file(self, f"campagne-{campaign.campaign_id}.pdf")
        if path is not None:
            self._write(campaign_letters, campaign.campaign_id, then=partial(self._draw, path))

    def _draw(self, path: Path, sheets: tuple[LetterSheet, ...]) -> None:
        self.said.emit(f"{len(sheets)} lettres se dessinent…")
        self._drawing.do(
            lambda: _saved(path, sheets), owner=self, then=self._on_saved, failed=self.failed.emit
        )

    def _on_saved(self, sentence: str) -> None:
        self.said.emit(sentence)

    @Slot(object)
    def _on_count(self, choice: Choice) -> None:
        self._read(uninsured, choice, then=partial(self._show_figures, choice), topic="campaign figures")

    def _show_figures(self, choice: Choice, found: tuple[Uninsured, ...]) -> None:
        self.form.show_figures(choice, figures(found))

    @Slot(object)
    def _on_prepare(self, choice: Choice) -> None:
        order = CampaignOrder(self.form.name.text(), self.form.answer_by.day(), choice, self._command)
        self._write(prepare_campaign, order, then=self._on_prepared)

    def _on_prepared(self, campaign: CampaignView) -> None:
        self._command = str(uuid4())
        self.form.forget_count()
        self.said.emit(f"Campagne « {campaign.label} » prête : {campaign.lines} locataires.")
        self.again()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_landlords(self, found: tuple[LandlordNamed, ...]) -> None:
        self.form.show_landlords(found, self._around.landlord)

    def _show_campaigns(self, found: tuple[CampaignView, ...]) -> None:
        row = self.view.chosen()
        self.table.show(found)
        self.view.choose(max(0, row))
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        campaign = self.chosen
        self._say_buttons()
        if campaign is None:
            self.lines.show(())
            return
        self._show_progress(campaign)
        self._read(campaign_table, campaign.campaign_id, then=self._show_lines, topic="campaign lines")

    def _show_lines(self, found: tuple[CampaignLine, ...]) -> None:
        self.lines.show(found)

    def _show_progress(self, campaign: CampaignView) -> None:
        self.progress.setMaximum(max(1, campaign.lines))
        self.progress.setValue(campaign.lines - campaign.left)

    def _say_buttons(self) -> None:
        campaign = self.chosen
        busy = self._running is not None
        self.run.say("Arrêter" if busy else "Écrire aux locataires")
        self.run.setEnabled(busy or (campaign is not None and campaign.left > 0))
        self.retry.setEnabled(not busy and campaign is not None and campaign.failed > 0)
        self.save.setEnabled(not busy and campaign is not None and campaign.done > 0)

    @Slot(int)
    def _on_line(self, row: int) -> None:
        self.tenant_asked.emit(self.lines.rows[row].customer_id)

    def _read(self, function: Callable[..., Any], *given: Any, then: Then, topic: str) -> None:
        self._around.runner.read(
            function, *given, owner=self, then=then, failed=self.failed.emit, topic=topic
        )

    def _write(self, function: Callable[..., Any], *given: Any, then: Then) -> None:
        self._around.runner.write(
            function, *given, owner=self, then=then, failed=self.failed.emit, changes=()
        )

    def _lay_out(self) -> None:
        acts = line(self.run, self.progress, self.retry, self.save, spacing=8)
        acts.setStretch(1, 1)
        self.frame = TableFrame(self.view)
        self.lines_frame = TableFrame(self.lines_view)
        title = label("Campagnes d’assurance", "title")
        layout = column(title, self.form, self.frame, acts, self.lines_frame, 1, spacing=8)
        layout.setStretch(2, 20)
        layout.setStretch(4, 30)
        self.setLayout(layout)

    def _wire(self) -> None:
        self.form.counted.connect(self._on_count)
        self.form.prepared.connect(self._on_prepare)
        self.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self.lines_view.opened.connect(self._on_line)
        self.run.clicked.connect(self.start_or_stop)
        self.retry.clicked.connect(self.retry_line)
        self.save.clicked.connect(self.save_letters)
        keys = {
            "Ctrl+Return": self.form.ask_count,
            "Ctrl+Shift+Return": self.form.ask_prepare,
            "Alt+E": self.start_or_stop,
            "Alt+F": self.retry_line,
            "Ctrl+S": self.save_letters,
        }
        for key, act in keys.items():
            shortcut = QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(act)


def _saved(path: Path, sheets: tuple[LetterSheet, ...]) -> str:
    try:
        path.write_bytes(drawn(sheets))
    except OSError as error:
        raise Refused(
            f"{path.name} n’a pas pu être écrit : choisissez un autre endroit.", code="NOT_WRITTEN"
        ) from error
    return f"{len(sheets)} lettres enregistrées dans {path.name}."
