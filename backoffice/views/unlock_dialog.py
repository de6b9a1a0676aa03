"""« Débloquer », from F4: the act that the answer of the file proposes, in the dialog of all acts."""

from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.calls import CallView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.portal_acts.dialog import ActDialog, ActTarget
from backoffice.views.surroundings import Surroundings


class UnlockDialog(ActDialog):
    """Unlocks the account, or releases the registration, as the file says."""

    def __init__(
        self, parent: QWidget, around: Surroundings, file: TenantFile, call: CallView | None
    ) -> None:
        assert file.portal.action is not None, "there is an act to do"
        subtitle = f"{file.name}  ·  {file.portal.headline}  ·  {file.portal.detail}"
        act = PortalAct(file.portal.action.value)
        super().__init__(parent, around, act, ActTarget(file.customer_id, subtitle, call))
