"""What the screens are told of a certificate that waits, and of its contract."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backoffice.rules.insurance.checklist import GivenCheck
from backoffice.rules.insurance.state import Standing
from backoffice.rules.papers.proposals import Declared, OnFile
from backoffice.rules.vocabulary.service import SubmissionState
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentMedia, DocumentState
from backoffice.rules.vocabulary.work import WorkStatus


@dataclass(frozen=True)
class ItemPaper:
    """A file sent for the item, oldest first; its name is as it came, never to be trusted."""

    document_id: int
    kind: DocumentKind
    given_name: str
    size_bytes: int
    media: DocumentMedia | None
    pages: int | None
    state: DocumentState
    refusal: str | None
    received_at: datetime


@dataclass(frozen=True)
class ContractOnFile:
    """A current contract of the customer, as the paper is compared with it."""

    lease_id: int
    words: str
    """``Logement 994/0``."""
    required: bool
    on_file: OnFile
    standing: Standing
    waiting: int
    """Certificates of this contract that nobody has decided, that of the item included."""


@dataclass(frozen=True)
class EarlierPaper:
    """A certificate sent before, or after, for the same contract."""

    submission_id: int
    sent_on: date
    state: SubmissionState
    covered_until: date | None
    rejection: str
    """The words of a refusal, or empty."""


@dataclass(frozen=True)
class RunningPolicy:
    """The insurance taken out for the tenant, to be ended once a certificate is accepted (R2.17)."""

    policy_id: int
    version: int
    insurer: str
    policy_number: str
    starts_on: date
    ends_on: date
    """Excluded."""
    total: Decimal


@dataclass(frozen=True)
class InsuranceItem:
    """A certificate that waits, with all that it is compared with."""

    item_id: int
    version: int
    status: WorkStatus
    submission_id: int
    landlord_id: int
    customer_id: int
    client_ref: str
    tenant: str
    channel: str
    submitted_at: datetime
    declared: Declared
    declared_exact: bool
    state: SubmissionState
    """What stands: ``SUBMITTED``, or the last decision when the item was opened again."""
    covered_until: date | None
    rejection: str
    contract: ContractOnFile
    others: tuple[ContractOnFile, ...]
    """The other current contracts of the customer (R2.4)."""
    papers: tuple[ItemPaper, ...]
    earlier: tuple[EarlierPaper, ...]
    checks: tuple[GivenCheck, ...]
    """The checklist of the last decision, or empty."""
    policy: RunningPolicy | None
    warning_months: int
    max_bytes: int
    today: date
    address_withheld: bool
    """The address is kept from who reads: a manager checks this paper (R3.17)."""
