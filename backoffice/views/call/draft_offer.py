"""What an earlier run has left, offered back in the window, one draft after the other."""

from PySide6.QtCore import QObject, Signal, Slot

from backoffice.rules.drafts.draft import Draft, call_summary_place
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.desk import CallDesk
from backoffice.views.drafts.keeper import Drafts
from backoffice.views.drafts.strip import DraftStrip

_CONCLUDED = (
    "Cet appel est déjà conclu : relisez son résumé dans l’historique du dossier, puis effacez ce brouillon "
    "(Alt+E)."
)


class DraftOffer(QObject):
    """The strip of the window; going on with a draft opens its file, then the field it was typed in."""

    wanted = Signal(int)
    """The file of this customer is to be opened."""
    said = Signal(str, str)

    def __init__(self, drafts: Drafts, desk: CallDesk) -> None:
        super().__init__(desk)
        self._drafts = drafts
        self._desk = desk
        self._resuming: Draft | None = None
        self.strip = DraftStrip()
        self.strip.resumed.connect(self._on_resumed)
        self.strip.erased.connect(self._on_erased)
        drafts.said.connect(self.said)
        drafts.offered.connect(self._on_offered)

    def show_file(self, file: TenantFile) -> None:
        """A file was opened: if it is that of the draft, open its field."""
        draft = self._resuming
        if draft is None or draft.customer_id != file.customer_id:
            self._resuming = None
            return
        self._resuming = None
        call = self._desk.call
        if call is None or draft.place != call_summary_place(call.id):
            self.said.emit(_CONCLUDED, "warn")
            return
        self.strip.show_draft(None)
        self._drafts.resume(draft)
        self._desk.conclude()

    @Slot()
    def _on_offered(self) -> None:
        self.strip.show_draft(next(iter(self._drafts.earlier()), None))

    @Slot(object)
    def _on_resumed(self, draft: Draft) -> None:
        if draft.customer_id is not None:
            self._resuming = draft
            self.wanted.emit(draft.customer_id)

    @Slot(object)
    def _on_erased(self, draft: Draft) -> None:
        self._drafts.erase(draft.place)
