"""Who is at the desk: the member of staff behind the PostgreSQL login."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.landlord import Agency, Landlord, Staff, StaffAgency, StaffLandlord
from backoffice.rules.vocabulary.people import StaffRole


@dataclass(frozen=True)
class StaffView:
    """The member of staff signed in, with the landlords and agencies he works for."""

    id: int
    login: str
    full_name: str
    role: StaffRole
    landlord_codes: tuple[str, ...]
    agency_names: tuple[str, ...]


def current_staff(session: Session) -> StaffView:
    """The member of staff who signed in to the database.

    Raises ``Refused`` when the login is nobody's, or is no longer in service.
    """
    row = session.execute(
        select(Staff, _landlord_codes(), _agency_names()).where(
            Staff.login == func.session_user(),
            Staff.valid_from <= func.current_date(),
            (Staff.valid_to.is_(None)) | (Staff.valid_to > func.current_date()),
        )
    ).one_or_none()
    if row is None:
        login = session.execute(select(func.session_user())).scalar_one()
        raise Refused(
            f"Le compte de base « {login} » n’est rattaché à aucun agent en service : "
            "demandez à l’administrateur de le rattacher.",
            code="NOT_STAFF",
        )
    staff, landlords, agencies = row
    return StaffView(
        id=staff.id,
        login=staff.login,
        full_name=staff.full_name,
        role=StaffRole(staff.role),
        landlord_codes=tuple(landlords),
        agency_names=tuple(agencies),
    )


def _landlord_codes() -> Any:
    codes = (
        select(Landlord.code)
        .join(StaffLandlord, StaffLandlord.landlord_id == Landlord.id)
        .where(StaffLandlord.staff_id == Staff.id)
        .order_by(Landlord.code)
    )
    return func.array(codes.correlate(Staff).scalar_subquery())


def _agency_names() -> Any:
    names = (
        select(Agency.name)
        .join(StaffAgency, StaffAgency.agency_id == Agency.id)
        .where(StaffAgency.staff_id == Staff.id)
        .order_by(Agency.name)
    )
    return func.array(names.correlate(Staff).scalar_subquery())
