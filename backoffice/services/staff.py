"""Who is at the desk: the member of staff behind the PostgreSQL login."""

from dataclasses import dataclass

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
    person_id: int | None


def current_staff(session: Session) -> StaffView:
    """The member of staff who signed in to the database.

    Raises ``Refused`` when the login is nobody's, or is no longer in service.
    """
    row = session.execute(
        select(Staff).where(
            Staff.login == func.session_user(),
            Staff.valid_from <= func.current_date(),
            (Staff.valid_to.is_(None)) | (Staff.valid_to > func.current_date()),
        )
    ).scalar_one_or_none()
    if row is None:
        login = session.execute(select(func.session_user())).scalar_one()
        raise Refused(
            f"Le compte de base « {login} » n’est rattaché à aucun agent en service : "
            "demandez à l’administrateur de le rattacher.",
            code="NOT_STAFF",
        )
    landlords = select(Landlord.code).join(StaffLandlord).where(StaffLandlord.staff_id == row.id)
    agencies = select(Agency.name).join(StaffAgency).where(StaffAgency.staff_id == row.id)
    return StaffView(
        id=row.id,
        login=row.login,
        full_name=row.full_name,
        role=StaffRole(row.role),
        landlord_codes=tuple(session.scalars(landlords.order_by(Landlord.code))),
        agency_names=tuple(session.scalars(agencies.order_by(Agency.name))),
        person_id=row.person_id,
    )
