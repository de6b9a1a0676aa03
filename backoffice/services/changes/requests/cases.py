"""All that the page of a change shows, read at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, Lease
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.changes.requests.foreseeing import foreseen
from backoffice.services.changes.requests.reading import change_asked
from backoffice.services.changes.requests.results import ChangeAnswer, ChangeForeseen
from backoffice.services.letters.reasons import reasons_in_force
from backoffice.services.staff import current_staff

_DECIDERS = (StaffRole.ADVISER, StaffRole.MANAGER)
_APPROVERS = (StaffRole.ACCOUNTING, StaffRole.MANAGER)


@dataclass(frozen=True)
class ChangeCase:
    """A change of profession, contact or account on the desk."""

    found: ChangeForeseen
    reasons: tuple[Reason, ...]
    role: StaffRole
    client_ref: str
    contract: str

    @property
    def is_mine_to_decide(self) -> bool:
        """Whether my role may accept it."""
        if self.found.asked.is_approval:
            return self.role in _APPROVERS
        if self.found.asked.kind is SubmissionKind.BANK:
            return self.role in (*_DECIDERS, StaffRole.ACCOUNTING)
        return self.role in _DECIDERS


def change_case(session: Session, item_id: int, answer: ChangeAnswer | None = None) -> ChangeCase:
    """Read the case of an item as ``answer`` completes it. Raises ``NotFound``, ``Refused``."""
    asked = change_asked(session, item_id)
    return ChangeCase(
        foreseen(session, asked, answer or ChangeAnswer()),
        reasons_in_force(session, asked.landlord_id, WorkKind(asked.kind.value)),
        current_staff(session).role,
        session.get_one(Customer, asked.customer_id).client_ref,
        session.get_one(Lease, asked.lease_id).number,
    )
