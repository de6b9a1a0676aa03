"""Customers, leases, their holders, the household and its consents."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    CompoundSelect,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import (
    Base,
    Id,
    KeyText,
    OfLandlord,
    Period,
    Recorded,
    Versioned,
    no_overlap,
    one_of,
    period_in_order,
)
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from backoffice.rules.vocabulary.receipts import ConsentChannel
from backoffice.rules.vocabulary.stock import TermMode


class Customer(OfLandlord, Versioned, Base):
    """The landlord's key for a household, printed on its notices."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("landlord_id", "client_ref_key"),
        {"comment": "Customers: one reference printed on the notices, one or several leases."},
    )

    id: Mapped[Id]
    client_ref: Mapped[str] = mapped_column(
        comment="Reference as printed (N° client, référence à rappeler…)."
    )
    client_ref_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised (R4.30).")
    main_person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), index=True, comment="Main person: his mobile and e-mail count."
    )
    billing_address: Mapped[str | None] = mapped_column(
        comment="Where notices go; never replaces the dwelling’s address (R3.45)."
    )
    agency_id: Mapped[int | None] = mapped_column(
        ForeignKey("agency.id"), index=True, comment="Agency in charge of the file; derived from the leases."
    )
    reserved: Mapped[bool] = mapped_column(
        Boolean, server_default="false", comment="A file that managers alone open (R5.14); derived."
    )


class Lease(OfLandlord, Period, Versioned, Base):
    """One dwelling or one annex let."""

    __tablename__ = "lease"
    __table_args__ = (
        UniqueConstraint("landlord_id", "number_key"),
        one_of("term_mode", TermMode),
        CheckConstraint("due_day BETWEEN 1 AND 28", name="due_day_in_month"),
        period_in_order(),
        no_overlap("premises_id", name="ex_lease_premises_once"),
        Index("ix_lease_premises", "premises_id", "customer_id"),
        Index(
            "ix_lease_ended",
            *("landlord_id", text("(valid_to::timestamp AT TIME ZONE 'Europe/Paris')")),
            postgresql_where=text("valid_to IS NOT NULL"),
        ),
        {"comment": "Leases: one dwelling or one annex each, from entry to departure."},
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True, comment="Agency in charge.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="Customer.")
    premises_id: Mapped[int] = mapped_column(ForeignKey("premises.id"), comment="What is let.")
    number: Mapped[str] = mapped_column(comment="Contract number as printed: 994/0, L/2013936.")
    number_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised (R4.30).")
    term_mode: Mapped[str] = mapped_column(
        comment="Rent due at the end or at the start of the month (R1.35)."
    )
    due_day: Mapped[int] = mapped_column(Integer, comment="Day of the month by which rent is due (R1.35).")
    insurance_required: Mapped[bool] = mapped_column(
        Boolean, comment="The tenant must prove his insurance for this lease (R2.4)."
    )


class LeaseHolder(OfLandlord, Period, Versioned, Base):
    """Who holds a lease, by what title, from when to when."""

    __tablename__ = "lease_holder"
    __table_args__ = (
        one_of("title", HolderTitle),
        period_in_order(),
        no_overlap("lease_id", "person_id", name="ex_lease_holder_once"),
        Index("ix_lease_holder_person_id", "person_id"),
        {"comment": "Holders of a lease, with periods."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), index=True, comment="Lease held.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Holder.")
    title: Mapped[str] = mapped_column(comment="Main holder, co-holder, spouse by law.")


class HouseholdMember(OfLandlord, Period, Versioned, Base):
    """Who lives in a dwelling, from when to when."""

    __tablename__ = "household_member"
    __table_args__ = (
        one_of("relation", Relation),
        period_in_order(),
        no_overlap("lease_id", "person_id", name="ex_household_member_once"),
        {"comment": "Members of the household, with periods: end-dated, never deleted (R3.22)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(
        ForeignKey("lease.id"), index=True, comment="Lease of the dwelling."
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Member.")
    relation: Mapped[str] = mapped_column(comment="Relation to the main holder.")


class EDeliveryConsent(OfLandlord, Recorded, Versioned, Base):
    """Express agreement to electronic notices and receipts (R1.18)."""

    __tablename__ = "e_delivery_consent"
    __table_args__ = (
        one_of("channel", ConsentChannel),
        CheckConstraint("revoked_at > given_at", name="revoked_after_given"),
        {"comment": "Express agreements to receive documents electronically (R1.18)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), index=True, comment="Lease concerned.")
    channel: Mapped[str] = mapped_column(comment="By e-mail, or left on the portal.")
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was given.")
    given_by: Mapped[str] = mapped_column(comment="Who gave it.")
    evidence: Mapped[str] = mapped_column(comment="What proves it.")
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When withdrawn.")


def named_in_file(customer_id: int) -> CompoundSelect[int]:
    """The numbers of the persons whom a customer's file names, past or present."""
    held = (
        select(tie.person_id).join(Lease, Lease.id == tie.lease_id).where(Lease.customer_id == customer_id)
        for tie in (LeaseHolder, HouseholdMember)
    )
    return select(Customer.main_person_id).where(Customer.id == customer_id).union(*held)
