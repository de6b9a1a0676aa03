"""Persons (tiers), the keys that find them, their contacts with history."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import (
    Base,
    Id,
    KeyText,
    OfLandlord,
    Period,
    Recorded,
    Versioned,
    one_of,
    period_in_order,
)
from backoffice.rules.vocabulary.people import Civility, ContactChannel, ContactRole, ContactSource


class Person(OfLandlord, Versioned, Base):
    """A person known to the landlord (tiers)."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("landlord_id", "party_key"),
        one_of("civility", Civility),
        Index("ix_person_birth", "landlord_id", "birth_date", "id"),
        Index(
            "ix_person_deceased",
            *("landlord_id", "deceased_on"),
            postgresql_where=text("deceased_on IS NOT NULL"),
        ),
        {"comment": "Persons known to a landlord: holders, occupants, payers."},
    )

    id: Mapped[Id]
    party_number: Mapped[str] = mapped_column(comment="Number of the person (tiers), as printed.")
    party_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised for search.")
    civility: Mapped[str] = mapped_column(comment="MME or M.")
    birth_name: Mapped[str] = mapped_column(comment="Name at birth; marriage never changes it (R3.23).")
    usage_name: Mapped[str | None] = mapped_column(comment="Name used daily, if another (R3.23).")
    first_names: Mapped[str] = mapped_column(comment="First names, in civil status order.")
    birth_date: Mapped[date | None] = mapped_column(Date, comment="Birth date.")
    deceased_on: Mapped[date | None] = mapped_column(Date, comment="Day of death.")
    confidential_address: Mapped[bool] = mapped_column(
        Boolean, server_default="false", comment="Address withheld after violence (R3.17)."
    )
    reserved: Mapped[bool] = mapped_column(
        Boolean, server_default="false", comment="In a file that managers alone open (R5.14); derived."
    )


class PersonNameKey(OfLandlord, Base):
    """A normalised piece of a person's names, to find him whatever is typed."""

    __tablename__ = "person_name_key"
    __table_args__ = (
        CheckConstraint("part IN ('WHOLE', 'SURNAME', 'FIRST')", name="part_known"),
        Index("ix_person_name_key_search", "landlord_id", "key", "person_id"),
        Index("ix_person_name_key_agency", "agency_id", "key", "person_id"),
        Index("ix_person_name_key_part", "landlord_id", "part", "key", "person_id"),
        Index("ix_person_name_key_agency_part", "agency_id", "part", "key", "person_id"),
        {"comment": "Normalised pieces of names, for search; rewritten with the person’s names."},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, comment="Whose name.")
    key: Mapped[str] = mapped_column(
        KeyText, primary_key=True, comment="Letters only, upper case, no accents."
    )
    part: Mapped[str] = mapped_column(
        primary_key=True, comment="WHOLE surname (birth or usage), SURNAME for a piece of one, FIRST."
    )
    agency_id: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        default=0,
        server_default="0",
        comment="Agency with a file of his, a row each; 0 for none; derived.",
    )
    reserved: Mapped[bool] = mapped_column(
        Boolean, server_default="false", comment="Of a reserved person (R5.14); derived."
    )


class PersonAgency(OfLandlord, Base):
    """An agency that has a file in which the person is named: its advisers see him."""

    __tablename__ = "person_agency"
    __table_args__ = {"comment": "Agencies with a file in which a person is named; derived from the leases."}

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, comment="The person.")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, comment="The agency.")


class Contact(OfLandlord, Period, Recorded, Versioned, Base):
    """A telephone number or an e-mail address, with its history (R3.43)."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("channel", ContactChannel),
        one_of("role", ContactRole),
        one_of("source", ContactSource),
        period_in_order(),
        Index("ix_contact_search", "landlord_id", "value_key", "person_id"),
        Index("ix_contact_recorded", "landlord_id", "recorded_at"),
        {"comment": "Telephones and e-mail addresses, kept with their history (R3.43)."},
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Whose contact.")
    channel: Mapped[str] = mapped_column(comment="Mobile, landline or e-mail.")
    role: Mapped[str] = mapped_column(comment="What it is used for (R3.43).")
    value: Mapped[str] = mapped_column(comment="As given.")
    value_key: Mapped[str] = mapped_column(KeyText, comment="E.164 number, or e-mail in lower case.")
    source: Mapped[str] = mapped_column(comment="Where it was learnt.")
    verified_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When its owner proved it."
    )
    usable_for_security_from: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="End of the cooling-off: before it, no code goes there (R4.24)."
    )
