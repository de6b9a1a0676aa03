"""« Campagnes d’assurance »: count, prepare, write, see what failed, print."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.people import StaffRole
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
from backoffice.services.insurance.campaigns.table import CampaignView, campaign_table, campaigns
from backoffice.services.letters.texts import my_landlords
from backoffice.tasks.background import Background
from backoffice.views.campaigns.choice import ChoiceForm
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.campaigns import CAMPAIGNS, LINES
from backoffice.views.tables.rows import RowsTable

TITLE = "Campagnes d’assurance"
KEY = "Ctrl+Maj+B"
ICON = "insurance"
ROLES = frozenset({StaffRole.ADVISER, StaffRole.MANAGER})
_CHANGES = ("insurance",)


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
        self.lines: RowsTable[object] = RowsTable(LINES, self)  # type: ignore[arg-type]  # lines of a campaign
        self.lines_view = RowsView(self.lines, "Locataires de la campagne")
        self.run = KeyButton("Écrire aux locataires", "F9", kind="main")
        self.retry = KeyButton("Refaire cet échec", "F10")
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
        row = self.view.current_row()
        return row if isinstance(row, CampaignView) else None
