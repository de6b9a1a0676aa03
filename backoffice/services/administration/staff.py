"""Accounts of members of staff and of services: made, closed and listed by the administrator."""

import secrets
from dataclasses import dataclass
from datetime import date

import psycopg
from sqlalchemy import column, func, select, table, text
from sqlalchemy.orm import Session

from backoffice.models.landlord import Agency, Landlord, Staff, StaffAgency, StaffLandlord
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.people import StaffRole

_PASSWORD_BYTES = 15
_ROLES = table("pg_roles", column("rolname"), column("rolcanlogin"))


@dataclass(frozen=True)
class NewStaff:
    """Whom to bring into service: login, name, job, landlords, agencies (none: all), buildings."""

    login: str
    full_name: str
    role: StaffRole
    landlords: tuple[str, ...]
    agencies: tuple[str, ...] = ()
    buildings: tuple[int, ...] = ()
    with_password: bool = True


@dataclass(frozen=True)
class StaffAccount:
    """A member of staff, or a service, as the administrator sees him."""

    login: str
    full_name: str
    role: StaffRole
    landlords: tuple[str, ...]
    agencies: tuple[str, ...]
    in_service: bool
    since: date
    until: date | None
    can_sign_in: bool


def add_staff(session: Session, asked: NewStaff) -> str | None:
    """Bring somebody into service and make his login; return his first password, shown this once.

    Only its hash (SCRAM-SHA-256) travels to the server. ``None`` without password (Kerberos).
    Raises ``Refused``: no right, a login that is taken or badly formed, a landlord that is not mine.
    """
    password = secrets.token_urlsafe(_PASSWORD_BYTES) if asked.with_password else None
    verifier = _verifier(session, password, asked.login) if password else None
    session.execute(
        text("SELECT add_staff(:login, :name, :role, :landlords, :agencies, :buildings, :verifier)"),
        {
            "login": asked.login,
            "name": asked.full_name,
            "role": asked.role.value,
            "landlords": list(asked.landlords),
            "agencies": list(asked.agencies),
            "buildings": list(asked.buildings),
            "verifier": verifier,
        },
    )
    return password


def disable_staff(session: Session, login: str) -> None:
    """Take a member of staff out of service at once: he may not sign in and sees no row any more.

    Raises ``Refused``: no right, nobody of that login, one's own account.
    """
    session.execute(text("SELECT disable_staff(:login)"), {"login": login})


def link_tenant(session: Session, login: str, number: str | None) -> None:
    """Say which tenant a member of staff is, by his tiers or client number; ``None``: he is none any more.

    His household's files are then a manager's, and he may not act on them (R5.14). Raises ``Refused``:
    no right, nobody of that login, a number that names nobody or several.
    """
    key = normalise(number) if number is not None else None
    session.execute(text("SELECT link_staff_tenant(:login, :key)"), {"login": login, "key": key})


def staff_accounts(session: Session) -> tuple[StaffAccount, ...]:
    """Everybody of my landlords, those in service first, by login."""
    landlords = (
        select(Landlord.code)
        .join(StaffLandlord, StaffLandlord.landlord_id == Landlord.id)
        .where(StaffLandlord.staff_id == Staff.id)
        .order_by(Landlord.code)
    )
    agencies = (
        select(Agency.name)
        .join(StaffAgency, StaffAgency.agency_id == Agency.id)
        .where(StaffAgency.staff_id == Staff.id)
        .order_by(Agency.name)
    )
    signs_in = select(_ROLES.c.rolcanlogin).where(_ROLES.c.rolname == Staff.login)
    rows = session.execute(
        select(
            Staff,
            func.array(landlords.correlate(Staff).scalar_subquery()),
            func.array(agencies.correlate(Staff).scalar_subquery()),
            (Staff.valid_from <= func.current_date())
            & (Staff.valid_to.is_(None) | (Staff.valid_to > func.current_date())),
            func.coalesce(signs_in.correlate(Staff).scalar_subquery(), False),
        ).order_by(Staff.login)
    ).all()
    accounts = (
        StaffAccount(
            login=staff.login,
            full_name=staff.full_name,
            role=StaffRole(staff.role),
            landlords=tuple(codes),
            agencies=tuple(names),
            in_service=in_service,
            since=staff.valid_from,
            until=staff.valid_to,
            can_sign_in=may_sign_in,
        )
        for staff, codes, names, in_service, may_sign_in in rows
    )
    return tuple(sorted(accounts, key=lambda one: (not one.in_service, one.login)))


def _verifier(session: Session, password: str, login: str) -> str:
    """The hash of a password, made here by the driver: the clear text never travels."""
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection), "the driver of the engine is psycopg"
    return driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
