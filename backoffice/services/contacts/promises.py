"""Call-backs promised: a date, an owner; kept, missed or handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from backoffice.models.desk.contact import PromisedCallBack
from backoffice.models.landlord import (
    Agency,
    Staff,
    StaffAgency,
    StaffLandlord,
    of_my_landlords,
)
from backoffice.models.lease import Customer
from backoffice.models.person import Contact, Person
from backoffice.rules.calls.hours import DEFAULT_HOURS, hours_words, next_half_day
from backoffice.rules.dates import paris_day
from backoffice.rules.names import display_name
from backoffice.rules.phones import show_phone
from backoffice.rules.vocabulary.calls import CallBackReason, CallBackState
from backoffice.rules.vocabulary.people import ContactChannel, StaffRole
from backoffice.services.calls import my_line
from backoffice.services.clock import server_instant
from backoffice.services.landlords import landlord_parameters
from backoffice.services.mine import my_customer
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.trace import record

_LIST = 200


@dataclass(frozen=True)
class Owner:
    """Who may be given a call-back: a colleague, or an agency's queue."""

    label: str
    staff_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True)
class Promise:
    """What is promised: when, why, and who will call."""

    due_at: datetime
    reason: CallBackReason
    owner: Owner


@dataclass(frozen=True)
class PromiseOffer:
    """What the dialog proposes: the next working half-day, and the possible owners, me first."""

    due_at: datetime
    owners: tuple[Owner, ...]
    hours: str
    """When the landlord's desk answers, in words; « non renseigné » and our default when it does not say."""


@dataclass(frozen=True)
class CallBackView:
    """A call-back promised, as « Mes rappels » shows it."""

    id: int
    version: int
    due_at: datetime
    is_late: bool
    reason: CallBackReason
    owner: str
    is_mine: bool
    customer_id: int | None
    client_ref: str
    name: str
    number: str
    """The number on file to dial, out of its cooling-off; that which called when there is no file."""
    promised_by: str
    state: CallBackState


def promise_offer(session: Session, customer_id: int | None, call_id: int | None) -> PromiseOffer:
    """When and by whom a call-back is proposed. Raises ``NotFound``, ``Conflict``."""
    landlord_id = _landlord(session, customer_id, call_id)
    now, hours, told = server_instant(session), DEFAULT_HOURS, hours_words(DEFAULT_HOURS)
    if landlord_id is not None:
        profile = landlord_parameters(session, landlord_id, paris_day(now))
        hours, told = profile.desk_hours, profile.shown("desk_hours")
    due_at = next_half_day(now, hours)
    return PromiseOffer(due_at, _owners(session, landlord_id, current_staff(session)), told)


def promise_call_back(
    session: Session, customer_id: int | None, call_id: int | None, promise: Promise
) -> datetime:
    """Promise a call-back to a tenant, or to the number that calls; answers when it is due.

    Raises ``Refused`` (``NOBODY_TO_CALL``, ``WRONG_DUE``, ``NO_OWNER``), ``NotFound``, ``Conflict``.
    """
    landlord_id = _landlord(session, customer_id, call_id)
    made = session.execute(
        select(
            func.promise_call_back(
                customer_id, call_id, promise.reason.value, promise.due_at, promise.owner.staff_id,
                promise.owner.agency_id,
            )
        )
    ).scalar_one()  # fmt: skip
    record(
        session,
        act="CALL_BACK_PROMISED",
        subject=f"promised_call_back:{made}",
        landlord_id=landlord_id,
        customer_id=customer_id,
        reason=promise.reason.value,
        call_id=call_id,
    )
    session.flush()
    return promise.due_at


def my_call_backs(session: Session) -> tuple[CallBackView, ...]:
    """What I owe or my agencies do, the oldest first; a manager also sees what is late at colleagues'."""
    staff, now = current_staff(session), server_instant(session)
    mine: list[ColumnElement[bool]] = [
        PromisedCallBack.owner_id == staff.id,
        PromisedCallBack.agency_id.in_(select(StaffAgency.agency_id).where(StaffAgency.staff_id == staff.id)),
    ]
    if staff.role is StaffRole.MANAGER:
        mine.append(PromisedCallBack.due_at < now)
    return _views(session, [PromisedCallBack.state == CallBackState.OPEN, or_(*mine)], (staff, now))


def call_backs_of(session: Session, customer_id: int) -> tuple[CallBackView, ...]:
    """The call-backs promised to a customer, whoever owes them, settled ones too. Raises ``NotFound``."""
    my_customer(session, customer_id)
    told = (current_staff(session), server_instant(session))
    return _views(session, [PromisedCallBack.customer_id == customer_id], told)


def settle(session: Session, promise_id: int, version: int, state: CallBackState) -> None:
    """Note that it was kept or missed. Raises ``Refused`` (``CALL_BACK_STALE``, ``NOT_MY_CALL_BACK``)."""
    session.execute(select(func.settle_call_back(promise_id, version, state.value)))


def hand_over(session: Session, promise_id: int, version: int, owner: Owner) -> None:
    """Give a call-back to a colleague or to an agency. Raises ``Refused``."""
    given = func.hand_over_call_back(promise_id, version, owner.staff_id, owner.agency_id)
    session.execute(select(given))


def owners_for(session: Session, promise_id: int) -> tuple[Owner, ...]:
    """Who may take over a call-back, me first."""
    landlord_id = session.scalars(
        select(PromisedCallBack.landlord_id).where(PromisedCallBack.id == promise_id)
    ).one_or_none()
    return () if landlord_id is None else _owners(session, landlord_id, current_staff(session))


def _views(
    session: Session, conditions: Sequence[ColumnElement[bool]], told: tuple[StaffView, datetime]
) -> tuple[CallBackView, ...]:
    owner, promiser = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(
            PromisedCallBack, Customer, Person, owner.full_name, Agency.name, promiser.full_name, _dialled()
        )
        .join(Customer, Customer.id == PromisedCallBack.customer_id, isouter=True)
        .join(Person, Person.id == Customer.main_person_id, isouter=True)
        .join(owner, owner.id == PromisedCallBack.owner_id, isouter=True)
        .join(Agency, Agency.id == PromisedCallBack.agency_id, isouter=True)
        .join(promiser, promiser.id == PromisedCallBack.promised_by, isouter=True)
        .where(of_my_landlords(PromisedCallBack.landlord_id), *conditions)
        .order_by(PromisedCallBack.due_at, PromisedCallBack.id)
        .limit(_LIST)
    )
    return tuple(_view(row, told) for row in rows)


def _dialled() -> ColumnElement[str | None]:
    # R4.26: only a number that the file holds and that is out of its cooling-off.
    return (
        select(Contact.value_key)
        .where(
            Contact.person_id == Customer.main_person_id,
            Contact.channel.in_((ContactChannel.MOBILE, ContactChannel.PHONE)),
            Contact.valid_to.is_(None),
            or_(Contact.usable_for_security_from.is_(None), Contact.usable_for_security_from <= func.now()),
        )
        .order_by(Contact.channel, Contact.id)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def _view(row: Sequence[object], told: tuple[StaffView, datetime]) -> CallBackView:
    promise, customer, person, owner, agency, promiser, dialled = row
    assert isinstance(promise, PromisedCallBack), "the first of the row"
    staff, now = told
    number = promise.number or (dialled if isinstance(dialled, str) else None)
    return CallBackView(
        id=promise.id,
        version=promise.version,
        due_at=promise.due_at,
        is_late=promise.due_at < now and promise.state == CallBackState.OPEN,
        reason=CallBackReason(promise.reason),
        owner=str(owner or agency or ""),
        is_mine=promise.owner_id == staff.id,
        customer_id=promise.customer_id,
        client_ref=customer.client_ref if isinstance(customer, Customer) else "",
        name=_name(person) if isinstance(person, Person) else "Sans dossier",
        number=show_phone(number) if number else "",
        promised_by=str(promiser or ""),
        state=CallBackState(promise.state),
    )


def _name(person: Person) -> str:
    return display_name(person.civility, person.birth_name, person.usage_name, person.first_names)


def _landlord(session: Session, customer_id: int | None, call_id: int | None) -> int | None:
    if customer_id is not None:
        return my_customer(session, customer_id).landlord_id
    return None if call_id is None else my_line(session, call_id).landlord_id


def _owners(session: Session, landlord_id: int | None, me: StaffView) -> tuple[Owner, ...]:
    desk = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
    colleagues = session.execute(
        select(Staff.id, Staff.full_name)
        .join(StaffLandlord, StaffLandlord.staff_id == Staff.id)
        .where(
            StaffLandlord.landlord_id == landlord_id,
            Staff.id != me.id,
            Staff.role.in_(desk),
            Staff.valid_from <= func.current_date(),
            or_(Staff.valid_to.is_(None), Staff.valid_to > func.current_date()),
        )
        .order_by(Staff.full_name)
    )
    agencies = session.execute(
        select(Agency.id, Agency.name).where(Agency.landlord_id == landlord_id).order_by(Agency.name)
    )
    return (
        Owner("Moi", staff_id=me.id),
        *(Owner(f"File de {name}", agency_id=key) for key, name in agencies),
        *(Owner(name, staff_id=key) for key, name in colleagues),
    )
