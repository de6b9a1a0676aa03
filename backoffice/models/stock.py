"""What is let: residences, buildings, dwellings and annexes."""

from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.stock import Financing, PremisesKind, SlsZone


class Residence(OfLandlord, Versioned, Base):
    """A group of buildings managed together."""

    __tablename__ = "residence"
    __table_args__ = (
        UniqueConstraint("landlord_id", "code"),
        one_of("sls_zone", SlsZone),
        {"comment": "Residences: groups of buildings managed by one agency."},
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, comment="Agency in charge.")
    code: Mapped[str] = mapped_column(comment="Code of the residence.")
    name: Mapped[str] = mapped_column(comment="Name tenants use.")
    postal_code: Mapped[str] = mapped_column(comment="Postal code.")
    town: Mapped[str] = mapped_column(comment="Town.")
    sls_zone: Mapped[str] = mapped_column(comment="Zone of the rent surcharge scale.")
    in_qpv: Mapped[bool] = mapped_column(Boolean, comment="In a priority district (QPV).")
    in_zrr: Mapped[bool] = mapped_column(Boolean, comment="In a rural revitalisation zone (ZRR).")


class Building(OfLandlord, Versioned, Base):
    """A building with its own street address."""

    __tablename__ = "building"
    __table_args__ = (
        UniqueConstraint("residence_id", "code"),
        {"comment": "Buildings, each with a street address."},
    )

    id: Mapped[Id]
    residence_id: Mapped[int] = mapped_column(ForeignKey("residence.id"), comment="Residence it belongs to.")
    code: Mapped[str] = mapped_column(comment="Letter or number of the building.")
    street: Mapped[str] = mapped_column(comment="Number and street.")
    postal_code: Mapped[str] = mapped_column(comment="Postal code.")
    town: Mapped[str] = mapped_column(comment="Town.")
    has_lift: Mapped[bool] = mapped_column(Boolean, comment="Has a lift.")


class Premises(OfLandlord, Versioned, Base):
    """A dwelling, a parking place or a garage."""

    __tablename__ = "premises"
    __table_args__ = (
        UniqueConstraint("landlord_id", "reference"),
        one_of("kind", PremisesKind),
        one_of("financing", Financing),
        CheckConstraint(
            "(kind = 'DWELLING') = (living_area IS NOT NULL AND rooms IS NOT NULL AND financing IS NOT NULL)",
            name="dwelling_is_described",
        ),
        CheckConstraint("living_area > 0 AND rooms > 0", name="sizes_positive"),
        {"comment": "What can be let: dwellings and annexes (parking places, garages)."},
    )

    id: Mapped[Id]
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"), index=True, comment="Building.")
    reference: Mapped[str] = mapped_column(comment="Landlord’s reference of the premises.")
    kind: Mapped[str] = mapped_column(comment="Dwelling, parking place or garage.")
    financing: Mapped[str | None] = mapped_column(comment="Loan that built the dwelling (PLAI, PLUS, PLS…).")
    rooms: Mapped[int | None] = mapped_column(Integer, comment="Main rooms: 3 for a T3.")
    living_area: Mapped[Decimal | None] = mapped_column(Numeric(7, 2), comment="Living area in m².")
    staircase: Mapped[str | None] = mapped_column(comment="Staircase.")
    floor: Mapped[int | None] = mapped_column(Integer, comment="Floor; 0 is the ground floor.")
    door: Mapped[str | None] = mapped_column(comment="Door, or number of the place.")
    under_agreement: Mapped[bool] = mapped_column(
        Boolean, comment="Under an APL agreement: brings extra receipt rules (R1.3, R1.35)."
    )
