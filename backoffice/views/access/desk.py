"""Why the file in front is opened, and what to do when a quota is reached."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.access import AccessKind, OpeningPurpose
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.access.opening import Opening, usual_purpose
from backoffice.services.access.quotas import kind_of_refusal, nearly_spent
from backoffice.services.calls import CallView
from backoffice.services.staff import StaffView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.access.glass_dialog import GlassDialog
from backoffice.views.access.purpose_dialog import PurposeDialog
from backoffice.views.surroundings import Surroundings


class AccessDesk(QObject):
    """The call tells, else the job; only when neither does is the person asked (R5.14)."""

    opened = Signal(int, object)
    """A customer and the ``Opening`` to show him with."""
    given = Signal(object)
    """The ``AccessKind`` of which there are some more."""
    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""

    def __init__(self, window: QWidget, around: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._around = around
        self._usual: OpeningPurpose | None = None
        self._kept: tuple[int, Opening] | None = None
        self._asked: int | None = None

    def show_staff(self, staff: StaffView) -> None:
        """Take note of who is at the desk."""
        self._usual = usual_purpose(staff.role)

    def open(self, customer_id: int, call: CallView | None, purpose: OpeningPurpose | None = None) -> None:
        """Open a file; ``purpose`` is what the place one comes from tells, else the call or the job does."""
        told = purpose or _purpose_of(call) or self._purpose_kept(customer_id) or self._usual
        if told is None:
            self._ask(customer_id)
        else:
            self._open(customer_id, told)

    def change(self, customer_id: int) -> None:
        """Give another reason for the file that is open."""
        self._ask(customer_id)

    def note(self, file: TenantFile) -> None:
        """Warn softly when few more files may be opened."""
        sentence = nearly_spent(AccessKind.OPENING, file.files_left)
        if sentence is not None:
            self.said.emit(sentence, "accent")

    def refused(self, error: GuichetError, customer_id: int | None = None) -> None:
        """Offer to go on with a reason, when a quota is what refuses."""
        kind = kind_of_refusal(error.code)
        if kind is None:
            return
        dialog = GlassDialog(self._window, self._around, kind, customer_id)
        dialog.given.connect(self.given)
        dialog.open()

    def _purpose_kept(self, customer_id: int) -> OpeningPurpose | None:
        if self._kept is None or self._kept[0] != customer_id:
            return None
        return self._kept[1].purpose

    def _ask(self, customer_id: int) -> None:
        self._asked = customer_id
        dialog = PurposeDialog(self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.open()

    def _open(self, customer_id: int, purpose: OpeningPurpose) -> None:
        opening = Opening(purpose)
        self._kept = (customer_id, opening)
        self.opened.emit(customer_id, opening)

    @Slot(object)
    def _on_chosen(self, purpose: OpeningPurpose) -> None:
        assert self._asked is not None, "a reason is asked for a file"
        self._open(self._asked, purpose)


def _purpose_of(call: CallView | None) -> OpeningPurpose | None:
    if call is None:
        return None
    return OpeningPurpose.COUNTER if call.place == ContactPlace.COUNTER else OpeningPurpose.CALL
