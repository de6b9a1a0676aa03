"""The rows of a file as the one statement gives them; each tuple has the columns of its JSON array."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class WhoRow(NamedTuple):
    """The customer and his main person, the server's clock and the day that is shown."""

    now: datetime
    day: date
    customer_id: int
    client_ref: str
    person_id: int
    party_number: str
    civility: str
    birth_name: str
    usage_name: str | None
    first_names: str
    confidential_address: bool


class LandlordRow(NamedTuple):
    """The landlord, as printed."""

    id: int
    code: str
    name: str
    legal_form: str
    siren: str | None
    street: str
    postal_code: str
    town: str
    phone: str
    email: str | None


class LeaseRow(NamedTuple):
    """A lease with what is let."""

    id: int
    number: str
    kind: str
    rooms: int | None
    living_area: Decimal | None
    financing: str | None
    staircase: str | None
    floor: int | None
    door: str | None
    street: str
    postal_code: str
    town: str
    residence: str
    agency: str
    valid_from: date
    valid_to: date | None
    term_mode: str
    due_day: int
    insurance_required: bool


class HolderRow(NamedTuple):
    """A holder of a lease on the day shown."""

    lease_id: int
    civility: str
    birth_name: str
    usage_name: str | None
    first_names: str


class PostingRow(NamedTuple):
    """A line of the ledger, in euros."""

    id: int
    lease_id: int
    posted_on: date
    label: str
    kind: str
    means: str | None
    debit: Decimal
    credit: Decimal
    period_from: date | None
    period_to: date | None
    designated_period: date | None
    rent_notice_id: int | None
    rejects_id: int | None
    cleared_on: date | None


class NoticeRow(NamedTuple):
    """A rent notice of the main lease."""

    id: int
    period_from: date
    due_on: date


class NoticeLineRow(NamedTuple):
    """A line of a notice of the last months."""

    rent_notice_id: int
    kind: str
    label: str
    amount: Decimal


class ReceiptRow(NamedTuple):
    """A receipt issued; of its sheet, the payments printed."""

    id: int
    lease_id: int
    version: int
    number: str
    kind: str
    state: str
    period_from: date
    called: Decimal
    housing_aid: Decimal
    paid: Decimal
    issued_on: date
    issued_at: datetime
    sheet: dict[str, Any]


class ReceiptRequestRow(NamedTuple):
    """A request for a receipt."""

    lease_id: int
    version: int
    period: date
    state: str
    requested_at: datetime


class SubmissionRow(NamedTuple):
    """An insurance certificate sent."""

    lease_id: int
    version: int
    submitted_at: datetime
    state: str
    covered_until: date | None


class InsuranceFactRow(NamedTuple):
    """A request, a formal notice, a policy or a hand-over; as ``rules/insurance/gathering.py`` reads it."""

    lease_id: int
    what: str
    first: date
    second: date | None
    third: date | None
    words: str | None


class AccountRow(NamedTuple):
    """An account on the portal."""

    id: int
    version: int
    login: str
    state: str
    failed_attempts: int
    activation_expires_at: datetime | None
    last_sign_in_at: datetime | None
    closed_at: datetime | None


class LockRow(NamedTuple):
    """A lock of an account."""

    account_id: int
    version: int
    cause: str
    failures: int
    locked_at: datetime
    until: datetime | None
    is_open: bool


class BlockRow(NamedTuple):
    """A blocked registration."""

    version: int
    failures: int
    is_open: bool


class EventsRow(NamedTuple):
    """What is counted of the portal's events (R4.16)."""

    failed_last_day: int
    unlocks_last_week: int


class RequestRow(NamedTuple):
    """A request or complaint."""

    lease_id: int | None
    version: int
    opened_at: datetime
    kind: str
    summary: str
    state: str
    due_on: date | None


class MemberRow(NamedTuple):
    """A member of the household on a day."""

    relation: str
    valid_from: date
    valid_to: date | None
    civility: str
    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date | None


class ContactRow(NamedTuple):
    """A telephone or an e-mail of the main person."""

    version: int
    channel: str
    role: str
    value: str
    value_key: str
    source: str
    valid_from: date
    valid_to: date | None
    usable_for_security_from: datetime
