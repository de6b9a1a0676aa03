"""Alerts on a file: written with an owner and an end, ended early by him or a manager."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff, StaffLandlord
from backoffice.rules.dates import add_months
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.vocabulary.alerts import FileAlertReason
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_day
from backoffice.services.mine import my_customer
from backoffice.services.notes import NotePlace, checked_note, note_vocabulary
from backoffice.services.staff import current_staff

LONGEST_MONTHS = 12
USUAL_MONTHS = 3
_OWNERS = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)


@dataclass(frozen=True)
class Owner:
    """A member of staff who may answer for an alert."""

    id: int
    full_name: str


@dataclass(frozen=True)
class NewAlert:
    """An alert to be written; ``owner_id`` ``None``: who writes it."""

    reason: FileAlertReason
    ends_on: date
    note: str = ""
    owner_id: int | None = None


@dataclass(frozen=True)
class AlertChoices:
    """What the form of an alert proposes."""

    owners: tuple[Owner, ...]
    """Who is signed in comes first."""
    today: date
    usual_end: date
    latest_end: date
    vocabulary: Vocabulary
    """Checks the note at every key."""


def alert_choices(session: Session, customer_id: int) -> AlertChoices:
    """Owners and days for an alert on this customer's file. Raises ``NotFound``."""
    customer = my_customer(session, customer_id)
    me, today = current_staff(session), server_day(session)
    rows = session.execute(
        select(Staff.id, Staff.full_name)
        .join(StaffLandlord, StaffLandlord.staff_id == Staff.id)
        .where(
            StaffLandlord.landlord_id == customer.landlord_id,
            Staff.role.in_([role.value for role in _OWNERS]),
            Staff.valid_from <= today,
            (Staff.valid_to.is_(None)) | (Staff.valid_to > today),
        )
        .order_by(Staff.id != me.id, Staff.full_name)
    )
    owners = tuple(Owner(row.id, row.full_name) for row in rows)
    ends = (add_months(today, USUAL_MONTHS), add_months(today, LONGEST_MONTHS))
    return AlertChoices(owners, today, *ends, note_vocabulary(session))


def add_alert(session: Session, customer_id: int, alert: NewAlert, insist: bool = False) -> int:
    """Put an alert on a file; answers its number.

    Raises ``NotFound``, ``Denied`` or ``Refused`` for the note (R5.17; ``insist`` keeps a text that was only
    warned of), ``Refused`` (``ALERT_END``, ``ALERT_OWNER``, ``NOT_YOUR_JOB``).
    """
    customer = my_customer(session, customer_id)
    place = NotePlace(f"customer:{customer.id}", customer.landlord_id)
    note = checked_note(session, alert.note, place, insist=insist)
    written = func.add_file_alert(
        customer.id, alert.reason.value, note or None, alert.owner_id, alert.ends_on
    )
    return int(session.execute(select(written)).scalar_one())


def end_alert(session: Session, alert_id: int, version: int) -> None:
    """End an alert before its day. Raises ``Refused`` (``ALERT_NOT_YOURS``, ``ALERT_OVER``, ``NO_ALERT``)."""
    session.execute(select(func.end_file_alert(alert_id, version)))
