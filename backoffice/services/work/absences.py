"""Days away, and who stands in: he has the agencies of the absent one on those days, and no others."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session, aliased

from backoffice.errors import NotFound
from backoffice.models.landlord import Landlord, Staff, StaffLandlord, of_my_landlords
from backoffice.models.validation.work import StaffAbsence
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.staff import current_staff

_DESK = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
NOBODY = "Aucun agent de vos bailleurs n’a l’identifiant « {login} » : vérifiez-le."


@dataclass(frozen=True)
class Away:
    """A colleague who is away today."""

    who: str
    stand_in: str
    """Empty when nobody stands in."""
    back_on: date


@dataclass(frozen=True)
class Colleague:
    """Somebody of the desk of one of my landlords."""

    login: str
    name: str
    role: StaffRole
    landlord: str
    """Code of the landlord."""
    landlord_name: str


@dataclass(frozen=True)
class AbsenceView:
    """Days away, with the last one as people say it."""

    absence_id: int
    version: int
    who: str
    stand_in: str
    """Empty when nobody stands in."""
    landlord: str
    first_day: date
    end: date
    """First day back."""


def record_absence(
    session: Session, login: str, first_day: date, end: date, *, landlord: str, stand_in: str | None = None
) -> int:
    """Note that ``login`` is away during ``[first_day, end)`` of the landlord with that code.

    What he holds is free at once if he is away today. A stand-in is given by a manager alone. Raises
    ``NotFound``, ``Refused`` (``NOT_A_MANAGER``, ``WRONG_PERIOD``, ``NO_STAND_IN``, ``ALREADY_AWAY``…).
    """
    house = session.scalars(select(Landlord.id).where(Landlord.code == landlord)).one_or_none()
    if house is None:
        raise NotFound(f"« {landlord} » n’est pas un de vos bailleurs : vérifiez le code.")
    other = _staff(session, stand_in) if stand_in is not None else None
    made: int = session.execute(
        select(func.record_absence(_staff(session, login), house, first_day, end, other))
    ).scalar_one()
    return made


def cancel_absence(session: Session, absence_id: int, version: int) -> None:
    """Take days away back; the stand-in sees the agencies no more. Raises ``Refused``, ``Conflict``."""
    session.execute(select(func.cancel_absence(absence_id, version)))


def absences(session: Session) -> tuple[AbsenceView, ...]:
    """Those of today and to come: all of my landlords for a manager, else mine and those I stand in for."""
    who, other = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(StaffAbsence, who.full_name, other.full_name.label("stand_in"), Landlord.name)
        .join(who, who.id == StaffAbsence.staff_id)
        .outerjoin(other, other.id == StaffAbsence.stand_in_id)
        .join(Landlord, Landlord.id == StaffAbsence.landlord_id)
        .where(
            StaffAbsence.cancelled_at.is_(None),
            StaffAbsence.valid_to > func.service_day(),
            of_my_landlords(StaffAbsence.landlord_id),
        )
        .order_by(StaffAbsence.valid_from, who.full_name)
    )
    return tuple(
        AbsenceView(row.id, row.version, full_name, name or "", landlord, row.valid_from, row.valid_to)
        for row, full_name, name, landlord in rows
    )


def colleagues_away(session: Session) -> tuple[Away, ...]:
    """Who of my landlords is away today, and who stands in: told to every colleague of the desk."""
    rows = session.execute(text("SELECT who, stand_in, back_on FROM colleagues_away()"))
    return tuple(Away(row.who, row.stand_in or "", row.back_on) for row in rows)


def who_may_be_away(session: Session) -> tuple[Colleague, ...]:
    """Whose absence I may note: everybody's at the desk for a manager, else my own."""
    me = current_staff(session)
    found = _colleagues(session)
    return found if me.role is StaffRole.MANAGER else tuple(one for one in found if one.login == me.login)


def _colleagues(session: Session) -> tuple[Colleague, ...]:
    """Who works at the desk of my landlords today, by name; one line for each of his landlords."""
    rows = session.execute(
        select(Staff.login, Staff.full_name, Staff.role, Landlord.code, Landlord.name)
        .join(StaffLandlord, StaffLandlord.staff_id == Staff.id)
        .join(Landlord, Landlord.id == StaffLandlord.landlord_id)
        .where(
            Staff.role.in_([role.value for role in _DESK]),
            or_(Staff.valid_to.is_(None), Staff.valid_to > func.service_day()),
            of_my_landlords(Landlord.id),
        )
        .order_by(Staff.full_name, Staff.login, Landlord.name)
    )
    return tuple(Colleague(row.login, row.full_name, StaffRole(row.role), row.code, row.name) for row in rows)


def standing_in(session: Session) -> tuple[str, ...]:
    """Full names of the colleagues for whom I stand in today."""
    away = aliased(Staff)
    me = aliased(Staff)
    query = (
        select(away.full_name)
        .join_from(StaffAbsence, away, away.id == StaffAbsence.staff_id)
        .join(me, me.id == StaffAbsence.stand_in_id)
        .where(
            me.login == func.session_user(),
            StaffAbsence.cancelled_at.is_(None),
            StaffAbsence.valid_from <= func.service_day(),
            StaffAbsence.valid_to > func.service_day(),
        )
        .order_by(away.full_name)
    )
    return tuple(session.scalars(query))


def _staff(session: Session, login: str) -> int:
    found = session.scalars(
        select(Staff.id).where(
            Staff.login == login, or_(Staff.valid_to.is_(None), Staff.valid_to > func.service_day())
        )
    ).one_or_none()
    if found is None:
        raise NotFound(NOBODY.format(login=login))
    return found
