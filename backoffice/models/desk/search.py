"""Keys by which whatever is typed finds its tenant; mandates of direct debit."""

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, KeyText, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.ledger import MandateState

_PART = "SURNAME, or a piece of one; FIRST for a first name."


class KnownName(Base):
    """A name that somebody bears, once for each agency that has a file of a bearer."""

    __tablename__ = "known_name"
    __table_args__ = (
        CheckConstraint("part IN ('SURNAME', 'FIRST')", name="part_known"),
        Index("ix_known_name_sound", "landlord_id", "part", "sound", "key"),
        Index("ix_known_name_agency", "agency_id", "part", "sound", "key"),
        {
            "comment": "Names borne by somebody, each once for each agency; "
            "derived from the keys of the persons."
        },
    )

    landlord_id: Mapped[int] = mapped_column(
        ForeignKey("landlord.id"), primary_key=True, comment="The landlord whose row it is."
    )
    part: Mapped[str] = mapped_column(primary_key=True, comment=_PART)
    key: Mapped[str] = mapped_column(
        KeyText, primary_key=True, comment="Letters only, upper case, no accents."
    )
    agency_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Agency with a file of a bearer."
    )
    reserved: Mapped[bool] = mapped_column(
        Boolean, primary_key=True, comment="Borne by a reserved person (R5.14)."
    )
    sound: Mapped[str] = mapped_column(KeyText, comment="How it sounds in French.")


class NameDeletion(Base):
    """A known name with one of its letters left out, or whole."""

    __tablename__ = "name_deletion"
    __table_args__ = (
        CheckConstraint("part IN ('SURNAME', 'FIRST')", name="part_known"),
        Index("ix_name_deletion_key", "landlord_id", "part", "key"),
        {"comment": "Names with one letter left out: equal keys find a name misspelt; derived."},
    )

    landlord_id: Mapped[int] = mapped_column(
        ForeignKey("landlord.id"), primary_key=True, comment="The landlord whose row it is."
    )
    part: Mapped[str] = mapped_column(primary_key=True, comment=_PART)
    deletion: Mapped[str] = mapped_column(
        KeyText, primary_key=True, comment="The name with a letter left out, or whole."
    )
    key: Mapped[str] = mapped_column(KeyText, primary_key=True, comment="The name.")


class NameBeside(Base):
    """A surname of a person with one more thing told of him: thousands bear the one, few bear both."""

    __tablename__ = "name_beside"
    __table_args__ = (
        CheckConstraint("part IN ('WHOLE', 'SURNAME')", name="part_known"),
        CheckConstraint("left(beside, 1) IN ('F', 'S', 'Y', 'T')", name="beside_known"),
        Index("ix_name_beside_search", "landlord_id", "part", "key", "beside", "person_id"),
        Index("ix_name_beside_agency", "agency_id", "part", "key", "beside", "person_id"),
        {"comment": "Surnames with what else is told of their bearers, for search; derived."},
    )

    landlord_id: Mapped[int] = mapped_column(
        ForeignKey("landlord.id"), comment="The landlord whose row it is."
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, comment="Whose name.")
    key: Mapped[str] = mapped_column(
        KeyText, primary_key=True, comment="Letters only, upper case, no accents."
    )
    beside: Mapped[str] = mapped_column(
        KeyText,
        primary_key=True,
        comment="F and a first name, S another surname, Y the year of birth, T a town or postal code.",
    )
    part: Mapped[str] = mapped_column(
        primary_key=True, comment="WHOLE surname, or SURNAME for a piece of one."
    )
    agency_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Agency with a file of his; 0: none."
    )
    reserved: Mapped[bool] = mapped_column(Boolean, comment="Of a reserved person (R5.14).")


class PlaceKey(OfLandlord, Base):
    """A word of the address of a building."""

    __tablename__ = "place_key"
    __table_args__ = (
        CheckConstraint("part IN ('STREET', 'NUMBER', 'TOWN', 'POSTCODE', 'RESIDENCE')", name="part_known"),
        Index("ix_place_key_search", "landlord_id", "key", "part", "building_id"),
        {"comment": "Words of the addresses, for search; derived from buildings and residences."},
    )

    building_id: Mapped[int] = mapped_column(
        ForeignKey("building.id"), primary_key=True, comment="The building."
    )
    part: Mapped[str] = mapped_column(primary_key=True, comment="STREET, NUMBER, TOWN, POSTCODE, RESIDENCE.")
    key: Mapped[str] = mapped_column(
        KeyText, primary_key=True, comment="A word of it, folded; a town whole as well."
    )


class SepaMandate(OfLandlord, Versioned, Base):
    """A signed authorisation to debit the rent of a lease (R3.50)."""

    __tablename__ = "mandate"
    __table_args__ = (
        UniqueConstraint("landlord_id", "reference_key"),
        one_of("state", MandateState),
        CheckConstraint("debit_day BETWEEN 1 AND 31", name="debit_day_in_month"),
        CheckConstraint("reference ~ '^[A-Za-z0-9/?:().,''+-]{1,35}$'", name="reference_allowed"),
        {"comment": "Mandates of direct debit, one a lease at a time (R3.50–R3.52)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(
        ForeignKey("lease.id"), index=True, comment="Lease paid by these debits."
    )
    reference: Mapped[str] = mapped_column(comment="RUM, 35 characters at most (R3.51).")
    reference_key: Mapped[str] = mapped_column(KeyText, comment="Its letters and digits alone, for search.")
    signed_on: Mapped[date] = mapped_column(Date, comment="Day of the signature (R3.50).")
    state: Mapped[str] = mapped_column(comment="In force, suspended, revoked, lapsed.")
    debit_day: Mapped[int] = mapped_column(Integer, comment="Day of the month of the debit (R3.56).")
    starts_on: Mapped[date | None] = mapped_column(Date, comment="First debit (R3.54).")
    ends_on: Mapped[date | None] = mapped_column(Date, comment="First day when it no longer debits.")
    last_used_on: Mapped[date | None] = mapped_column(
        Date, comment="Last debit: it lapses 36 months later (R3.52)."
    )
    revoked_on: Mapped[date | None] = mapped_column(Date, comment="Day of its revocation.")
