"""Where one lease stands with its insurance, with the steps made and the sums (R2.19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.lease import Lease
from backoffice.models.stock import Premises
from backoffice.models.validation.insurance import FormalNotice, OnBehalfInstalment, OnBehalfPolicy
from backoffice.rules.dates import paris_day
from backoffice.rules.insurance.calendar import InsuranceCalendar, calendar_of
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.state import Standing, insurance_state
from backoffice.rules.premises import contract_words
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.rules.vocabulary.validation.insurance import InstalmentKind, NoticeOutcome, PolicyEnd
from backoffice.services.clock import server_instant
from backoffice.services.insurance.facts import read_facts
from backoffice.services.landlords import landlord_parameters


@dataclass(frozen=True)
class LeaseStanding:
    """A lease, its facts and what they say today."""

    lease_id: int
    customer_id: int
    version: int
    contract: str
    required: bool
    today: date
    facts: InsuranceFacts
    standing: Standing
    profile: LandlordProfile
    calendar: InsuranceCalendar


@dataclass(frozen=True)
class NoticeView:
    """A formal notice as screens show it."""

    notice_id: int
    lease_id: int
    version: int
    sent_on: date
    presented_on: date | None
    outcome: str
    letter_id: int | None


@dataclass(frozen=True)
class InstalmentView:
    """A monthly sum of a policy, in euros."""

    month: date
    amount: Decimal
    kind: InstalmentKind
    cancelled: bool


@dataclass(frozen=True)
class PolicyView:
    """A year of insurance taken out for a tenant, with its sums in euros."""

    policy_id: int
    version: int
    contract: str
    insurer: str
    policy_number: str
    premium: Decimal
    surcharge: Decimal
    surcharge_percent: Decimal
    total: Decimal
    starts_on: date
    ends_on: date
    ended: str
    """Why it ended early, or empty."""
    instalments: tuple[InstalmentView, ...]


def standing_of(session: Session, lease_id: int, as_of: date | None = None) -> LeaseStanding:
    """Where a lease stands on ``as_of`` (today if ``None``). Raises ``NotFound``."""
    row = session.execute(
        select(Lease, Premises.kind)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.id == lease_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("Ce contrat n’existe pas ou n’est pas de vos agences : vérifiez le numéro.")
    lease, kind = row
    today = as_of or paris_day(server_instant(session))
    profile = landlord_parameters(session, lease.landlord_id, today)
    facts = read_facts(session, {lease.id: lease.insurance_required})[lease.id]
    calendar = calendar_of(profile)
    return LeaseStanding(
        lease_id=lease.id,
        customer_id=lease.customer_id,
        version=lease.version,
        contract=contract_words(PremisesKind(kind), lease.number),
        required=lease.insurance_required,
        today=today,
        facts=facts,
        standing=insurance_state(facts, today, calendar),
        profile=profile,
        calendar=calendar,
    )


def notices_of(session: Session, lease_ids: Sequence[int]) -> tuple[NoticeView, ...]:
    """The formal notices of leases, the latest first."""
    rows = session.scalars(
        select(FormalNotice)
        .where(FormalNotice.lease_id.in_(lease_ids))
        .order_by(FormalNotice.id.desc())
        .execution_options(populate_existing=True)
    )
    return tuple(
        NoticeView(
            row.id,
            row.lease_id,
            row.version,
            row.sent_on,
            row.presented_on,
            NoticeOutcome(row.outcome).label if row.outcome else "",
            row.letter_id,
        )
        for row in rows
    )


def policies_of(session: Session, contracts: dict[int, str]) -> tuple[PolicyView, ...]:
    """The policies of leases, the latest first, each with its sums; ``contracts`` names the leases."""
    rows = session.scalars(
        select(OnBehalfPolicy)
        .where(OnBehalfPolicy.lease_id.in_(contracts))
        .order_by(OnBehalfPolicy.starts_on.desc(), OnBehalfPolicy.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    sums = session.scalars(
        select(OnBehalfInstalment)
        .where(OnBehalfInstalment.policy_id.in_([row.id for row in rows]))
        .order_by(OnBehalfInstalment.policy_id, OnBehalfInstalment.rank)
        .execution_options(populate_existing=True)
    ).all()
    return tuple(_policy(row, contracts[row.lease_id], sums) for row in rows)


def _policy(row: OnBehalfPolicy, contract: str, sums: Sequence[OnBehalfInstalment]) -> PolicyView:
    return PolicyView(
        policy_id=row.id,
        version=row.version,
        contract=contract,
        insurer=row.insurer,
        policy_number=row.policy_number,
        premium=row.premium,
        surcharge=row.surcharge,
        surcharge_percent=row.surcharge_percent,
        total=row.total,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ended=PolicyEnd(row.ended_why).label if row.ended_why else "",
        instalments=tuple(
            InstalmentView(one.month, one.amount, InstalmentKind(one.kind), one.cancelled_at is not None)
            for one in sums
            if one.policy_id == row.id
        ),
    )
