"""What the tenant's file shows, as frozen values; amounts in euros, instants aware."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.portal import AccountState, PortalAction
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.calls import CallView
from backoffice.services.tenant.portal_rules import PortalRule


@dataclass(frozen=True)
class LeaseView:
    """One lease of the customer, with what is let and who holds it."""

    id: int
    number: str
    kind: PremisesKind
    description: str
    """``logement T3, 65 m²`` or ``stationnement n° 12``."""
    address: str
    """Street, postal code, town, staircase, floor, door."""
    residence: str
    agency: str
    starts_on: date
    ends_on: date | None
    """Last day of the lease."""
    holders: tuple[str, ...]
    balance_due: Decimal
    """Positive: the tenant owes (R1.29)."""
    is_current: bool
    insurance_required: bool
    financing: str | None
    living_area: Decimal | None


@dataclass(frozen=True)
class PostingView:
    """One ledger line with the running balance of its lease."""

    posted_on: date
    label: str
    kind: str
    """French label of the kind."""
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal
    lease_number: str
    pending: bool
    """The money is not certain yet."""
    premises: PremisesKind = PremisesKind.DWELLING
    """What the lease lets: an annex is told apart in every list (R2.4)."""


@dataclass(frozen=True)
class MemberView:
    """A person of the household as of the day asked."""

    name: str
    relation: str
    birth_date: date | None
    age: int | None
    since: date
    until: date | None


@dataclass(frozen=True)
class ContactView:
    """A telephone or e-mail of the main person."""

    channel: str
    value: str
    role: str
    source: str
    since: date
    until: date | None
    cooling_until: datetime | None
    """Until when no code may go there, if that is still to come (R4.24)."""
    dial: str | None = None
    """A telephone in E.164, as a dialler wants it."""
    withdrawn: bool = False
    """Entered, then taken back: it serves no more."""


@dataclass(frozen=True)
class RequestView:
    """A service request or complaint."""

    opened_at: datetime
    kind: str
    summary: str
    state: str
    public_state: str
    """What the tenant reads: enregistrée, traitée, résolue (R7.4)."""
    due_on: date | None
    is_open: bool
    lease_number: str | None = None
    """The contract it concerns, if it concerns one."""
    premises: PremisesKind | None = None


@dataclass(frozen=True)
class ReceiptView:
    """A receipt already issued, or a request for one."""

    month: date
    title: str
    number: str | None
    state: str
    at: datetime
    lease_number: str = ""
    premises: PremisesKind = PremisesKind.DWELLING


@dataclass(frozen=True)
class BalanceCard:
    """First answer: what is owed and why."""

    balance_due: Decimal
    tone: str
    badge: str
    headline: str
    detail: str
    dwelling_due: Decimal = ZERO
    """What is owed on dwellings alone."""
    annex_due: Decimal = ZERO
    """What is owed on parking places and garages: apart from dwellings in every total (R2.4)."""


@dataclass(frozen=True)
class ReceiptCard:
    """Second answer: the receipt of the last settled month."""

    lease_id: int | None
    month: date | None
    """Month that the main button issues; ``None`` when nothing can be given."""
    tone: str
    badge: str
    headline: str
    detail: str
    action: str
    """Words of the button: « Émettre juillet », « Émettre un reçu »."""
    premises: PremisesKind | None = None
    """What the lease of the receipt lets."""


@dataclass(frozen=True)
class PortalCard:
    """Third answer: can he sign in, and what to press."""

    state: AccountState | None
    action: PortalAction | None
    tone: str
    badge: str
    headline: str
    detail: str
    login: str | None
    failed_last_day: int
    unlocks_last_week: int
    minutes_left: int | None


@dataclass(frozen=True)
class InsuranceCard:
    """Fourth answer: is he insured and until when."""

    state: InsuranceState
    covered_until: date | None
    tone: str
    badge: str
    headline: str
    detail: str
    premises: PremisesKind | None = None
    """What the lease that the card speaks of lets."""


@dataclass(frozen=True)
class RequestsCard:
    """Fifth answer: what is under way."""

    open_count: int
    tone: str
    badge: str
    headline: str
    detail: str
    premises: PremisesKind | None = None
    """What the lease of the request told lets, if it concerns one."""


@dataclass(frozen=True)
class TenantFile:
    """Everything the first screen shows of one customer."""

    customer_id: int
    landlord_code: str
    landlord_name: str
    client_ref_label: str
    client_ref: str
    party_number: str
    name: str
    title: str
    """``Titulaire``, ``Ancien locataire``…"""
    is_current: bool
    confidential_address: bool
    as_of: date
    read_at: datetime
    """Server clock, for the minutes left."""
    leases: tuple[LeaseView, ...]
    balance: BalanceCard
    receipt: ReceiptCard
    portal: PortalCard
    portal_rules: tuple[PortalRule, ...]
    """Habits of this landlord's portal."""
    insurance: InsuranceCard
    requests: RequestsCard
    postings: tuple[PostingView, ...]
    """The last two years, newest first, then « Solde reporté » for each lease if there is more."""
    postings_since: date | None
    """What is before that day is summed up; ``all_postings`` gives it. ``None``: everything is there."""
    household: tuple[MemberView, ...]
    contacts: tuple[ContactView, ...]
    receipts: tuple[ReceiptView, ...]
    service_requests: tuple[RequestView, ...]
    number_to_dial: ContactView | None
    """The telephone of the main person that is tried first."""
    call: CallView | None
    """The open call of this agent for this customer, if there is one."""
    stamp: str
    """The state of what is shown; another stamp means that somebody has saved something since."""
    purpose: OpeningPurpose = OpeningPurpose.NOT_GIVEN
    """Why it was opened (R5.14)."""
    files_left: int | None = None
    """How many more files the quota allows, when this one was counted."""
