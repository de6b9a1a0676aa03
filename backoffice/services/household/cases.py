"""All that the page of a change of household shows, read at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, Lease
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.duplicates.results import Likely
from backoffice.services.household.foreseeing import Answer, alike, foreseen
from backoffice.services.household.results import Foreseen
from backoffice.services.household.submissions import submission_of
from backoffice.services.letters.reasons import reasons_in_force
from backoffice.services.staff import current_staff


@dataclass(frozen=True)
class HouseholdCase:
    """A change of household on the desk."""

    found: Foreseen
    reasons: tuple[Reason, ...]
    alike: tuple[Likely, ...]
    """Persons on file who may be the newcomer."""
    role: StaffRole
    client_ref: str
    contract: str

    @property
    def is_mine_to_decide(self) -> bool:
        """Whether my role may accept it."""
        if self.role is StaffRole.MANAGER:
            return True
        return self.role is StaffRole.ADVISER and not self.found.outcome.needs_manager


def household_case(session: Session, item_id: int, answer: Answer | None = None) -> HouseholdCase:
    """Read the case of an item as ``answer`` completes it. Raises ``NotFound``, ``Refused``."""
    asked = submission_of(session, item_id)
    found = foreseen(session, asked, answer or Answer())
    return HouseholdCase(
        found,
        reasons_in_force(session, asked.landlord_id, WorkKind.HOUSEHOLD),
        alike(session, found),
        current_staff(session).role,
        session.get_one(Customer, asked.customer_id).client_ref,
        session.get_one(Lease, asked.lease_id).number,
    )
