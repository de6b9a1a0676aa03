"""What was asked for an item, and the papers that came with it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from backoffice.errors import NotFound
from backoffice.models.desk.work import WorkItem
from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.models.validation.changes import BankSubmission
from backoffice.models.validation.papers import Document
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState, SubmissionKind
from backoffice.services.changes.requests.results import ChangeAsked, PaperSent

_Entered = aliased(Staff)
KINDS = (SubmissionKind.PROFESSIONAL, SubmissionKind.CONTACT, SubmissionKind.BANK)

_ITEM = or_(WorkItem.id == ChangeSubmission.work_item_id, WorkItem.id == BankSubmission.approval_item_id)
_QUERY = (
    select(ChangeSubmission, WorkItem, Customer.main_person_id, _Entered.full_name)
    .join(Customer, Customer.id == ChangeSubmission.customer_id)
    .outerjoin(BankSubmission, BankSubmission.submission_id == ChangeSubmission.id)
    .join(WorkItem, _ITEM)
    .outerjoin(_Entered, _Entered.id == ChangeSubmission.entered_by)
    .where(ChangeSubmission.kind.in_(KINDS))
    .execution_options(populate_existing=True)
)


def change_asked(session: Session, item_id: int) -> ChangeAsked:
    """The change asked in an item, or the account that it approves. Raises ``NotFound``."""
    row = session.execute(_QUERY.where(WorkItem.id == item_id)).one_or_none()
    lease_id = row[0].lease_id if row is not None else None
    if row is None or lease_id is None:
        raise NotFound("Cette demande n’existe plus ou n’est pas de vos agences : relancez la file.")
    asked, item, main_id, colleague = row
    person = session.get_one(Person, asked.person_id or main_id)
    return ChangeAsked(
        submission_id=asked.id,
        item_id=item.id,
        item_version=item.version,
        is_approval=item.id != asked.work_item_id,
        customer_id=asked.customer_id,
        landlord_id=asked.landlord_id,
        lease_id=lease_id,
        person_id=person.id,
        kind=SubmissionKind(asked.kind),
        event=asked.event,
        asked=asked.asked,
        event_on=asked.event_on,
        channel=RequestChannel(asked.channel),
        submitted_at=asked.submitted_at,
        state=ChangeSubmissionState(asked.state),
        asked_by=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        entered_by_id=asked.entered_by,
        entered_by=colleague,
        papers=_papers(session, asked.work_item_id),
    )


def _papers(session: Session, item_id: int) -> tuple[PaperSent, ...]:
    rows = session.execute(
        select(Document.id, Document.kind, Document.given_name, Document.state)
        .where(Document.work_item_id == item_id)
        .order_by(Document.id)
    )
    return tuple(
        PaperSent(row.id, DocumentKind(row.kind), row.given_name, DocumentState(row.state)) for row in rows
    )
