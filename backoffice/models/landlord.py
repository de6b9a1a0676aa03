"""Landlords of the group, their dated parameters, agencies and staff."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    ForeignKey,
    SQLColumnExpression,
    UniqueConstraint,
    and_,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Period, Recorded, Versioned, one_of, period_in_order
from backoffice.rules.vocabulary.people import StaffRole


class Landlord(Versioned, Base):
    """A social landlord."""

    __tablename__ = "landlord"
    __table_args__ = {"comment": "Landlords of the group that share this database."}

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True, comment="Short code, as typed after --landlord.")
    name: Mapped[str] = mapped_column(comment="Name printed on documents.")
    legal_form: Mapped[str] = mapped_column(comment="SA d’HLM, Office public de l’habitat…")
    siren: Mapped[str | None] = mapped_column(comment="SIREN, nine digits; empty when not given.")
    street: Mapped[str] = mapped_column(comment="Street of the seat.")
    postal_code: Mapped[str] = mapped_column(comment="Postal code of the seat.")
    town: Mapped[str] = mapped_column(comment="Town of the seat.")
    phone: Mapped[str] = mapped_column(comment="Number of the contact centre.")
    email: Mapped[str | None] = mapped_column(comment="Address for tenants.")


class LandlordParameter(OfLandlord, Recorded, Base):
    """One parameter of a landlord's profile, true from a day on; a change is a new row."""

    __tablename__ = "landlord_parameter"
    __table_args__ = (
        UniqueConstraint("landlord_id", "key", "valid_from"),
        {"comment": "Dated parameters of the landlords; loaded from the files once, then kept here."},
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(comment="Parameter, as in the profile file.")
    value: Mapped[Any] = mapped_column(JSONB, comment="Value in force.")
    stated: Mapped[bool] = mapped_column(
        Boolean, comment="False: the landlord says nothing and our default applies (« non renseigné »)."
    )
    valid_from: Mapped[date] = mapped_column(Date, comment="First day it is in force.")
    source: Mapped[str] = mapped_column(comment="Where the value comes from.")
    author: Mapped[str] = mapped_column(comment="Who entered it.")


class Agency(OfLandlord, Versioned, Base):
    """A local office."""

    __tablename__ = "agency"
    __table_args__ = (UniqueConstraint("landlord_id", "code"), {"comment": "Local offices of a landlord."})

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(comment="Short code of the agency.")
    name: Mapped[str] = mapped_column(comment="Name shown to tenants.")
    street: Mapped[str] = mapped_column(comment="Street.")
    postal_code: Mapped[str] = mapped_column(comment="Postal code.")
    town: Mapped[str] = mapped_column(comment="Town.")
    phone: Mapped[str] = mapped_column(comment="Telephone.")
    opening_hours: Mapped[str] = mapped_column(comment="Opening hours, as told to tenants.")


class Staff(Period, Versioned, Base):
    """A member of staff; his login is his PostgreSQL role."""

    __tablename__ = "staff"
    __table_args__ = (
        one_of("role", StaffRole),
        period_in_order(),
        {"comment": "Members of staff. The login is a PostgreSQL role of the same name."},
    )

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True, comment="PostgreSQL role he signs in with.")
    full_name: Mapped[str] = mapped_column(comment="Name shown to colleagues.")
    role: Mapped[str] = mapped_column(comment="Job at the desk.")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"),
        # Colleagues may not read it: only asked for by who administers the staff.
        deferred=True,
        comment="His own tenant’s file, if he has one: he may not act on it.",
    )


class StaffLandlord(Base):
    """A landlord that a member of staff works for."""

    __tablename__ = "staff_landlord"
    __table_args__ = {"comment": "Which landlords of the group a member of staff works for."}

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id"), primary_key=True, comment="The member of staff."
    )
    landlord_id: Mapped[int] = mapped_column(
        ForeignKey("landlord.id"), primary_key=True, comment="The landlord."
    )


class StaffAgency(Base):
    """An agency that a member of staff works for."""

    __tablename__ = "staff_agency"
    __table_args__ = {"comment": "Which agencies a member of staff works for."}

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id"), primary_key=True, comment="The member of staff."
    )
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, comment="The agency.")


class StaffBuilding(Base):
    """A building that a caretaker looks after; he sees its tenants alone (R5.12)."""

    __tablename__ = "staff_building"
    __table_args__ = {"comment": "Which buildings a caretaker looks after (R5.12)."}

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, comment="The caretaker.")
    building_id: Mapped[int] = mapped_column(
        ForeignKey("building.id"), primary_key=True, comment="The building."
    )


def of_my_landlords(
    column: SQLColumnExpression[int], landlord_code: str | None = None
) -> ColumnElement[bool]:
    """Rows of the landlords that the person signed in works for, or of the one named.

    Row security says the same; said in the query too, an index led by the landlord serves.
    """
    # Asked once a statement; the cast makes it an array to look in, and not rows to compare with.
    asked = cast(select(func.my_landlords()).scalar_subquery(), ARRAY(BigInteger))
    mine = column == func.any(asked)
    if landlord_code is None:
        return mine
    named = select(Landlord.id).where(Landlord.code == landlord_code).scalar_subquery()
    return and_(mine, column == named)
