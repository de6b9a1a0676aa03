"""Who may speak for a tenant, contacts without a case, call-backs promised."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Period, Recorded, Versioned, one_of, period_in_order
from backoffice.rules.vocabulary.calls import (
    CallBackReason,
    CallBackState,
    ContactTopic,
    EventChannel,
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)


class Representative(OfLandlord, Recorded, Period, Versioned, Base):
    """Somebody who speaks for a tenant: by what title, how far, on the faith of which paper (R4.27)."""

    __tablename__ = "representative"
    __table_args__ = (
        one_of("kind", RepresentativeKind),
        one_of("scope", RepresentativeScope),
        one_of("proof", RepresentativeProof),
        CheckConstraint("kind <> 'CURATOR' OR scope <> 'EVERYTHING'", name="curator_assists"),
        CheckConstraint("length(full_name) BETWEEN 2 AND 120", name="named"),
        period_in_order(),
        Index("ix_representative_customer", "customer_id", "valid_from"),
        {"comment": "Who may speak for a tenant, how far and by which paper seen (R3.24, R4.27)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer represented.")
    kind: Mapped[str] = mapped_column(comment="By what title.")
    scope: Mapped[str] = mapped_column(comment="How far.")
    full_name: Mapped[str] = mapped_column(comment="Name on the paper.")
    lives_there: Mapped[bool] = mapped_column(
        Boolean,
        server_default=text("false"),
        comment="Lives in the dwelling without title: never validates a change.",
    )
    proof: Mapped[str] = mapped_column(comment="Nature of the paper seen.")
    seen_on: Mapped[date] = mapped_column(Date, comment="Day the paper was seen.")
    seen_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who saw it.")
    usable_from: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="Serves from then on: never in the call in which it is recorded."
    )


class ContactEvent(OfLandlord, Recorded, Base):
    """A contact that needed no case: its channel and its subject, counted (R7.2)."""

    __tablename__ = "contact_event"
    __table_args__ = (
        one_of("channel", EventChannel),
        one_of("topic", ContactTopic),
        Index("ix_contact_event_day", "landlord_id", "recorded_at"),
        Index(
            "ix_contact_event_customer",
            "customer_id",
            "recorded_at",
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        {"comment": "Contacts without a case, coded and counted; without a tenant they are nobody’s (R7.2)."},
    )

    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(comment="How it came.")
    topic: Mapped[str] = mapped_column(comment="What it was about.")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), comment="Customer, if known.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), index=True, comment="Call, if it came in one."
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who answered.")


class PromisedCallBack(OfLandlord, Recorded, Versioned, Base):
    """A call-back promised: when, by whom, why; kept, missed or handed over."""

    __tablename__ = "promised_call_back"
    __table_args__ = (
        one_of("reason", CallBackReason),
        one_of("state", CallBackState),
        CheckConstraint("(owner_id IS NULL) <> (agency_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "num_nulls(settled_at, settled_by) = CASE WHEN state = 'OPEN' THEN 2 ELSE 0 END",
            name="settled_by_someone",
        ),
        CheckConstraint(
            "number IS NULL OR (customer_id IS NULL AND state = 'OPEN')", name="number_of_nobody"
        ),
        Index("ix_promised_call_back_customer", "customer_id", "due_at"),
        Index("ix_promised_call_back_owner", "owner_id", "due_at", postgresql_where=text("state = 'OPEN'")),
        Index("ix_promised_call_back_agency", "agency_id", "due_at", postgresql_where=text("state = 'OPEN'")),
        Index("ix_promised_call_back_due", "landlord_id", "due_at", postgresql_where=text("state = 'OPEN'")),
        {"comment": "Call-backs promised, each with a date and an owner."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"), comment="Customer, called on a number of the file."
    )
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), index=True, comment="Call in which it was promised."
    )
    number: Mapped[str | None] = mapped_column(
        comment="Number that called, only of somebody without a file; erased when settled."
    )
    reason: Mapped[str] = mapped_column(comment="Why.")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it is due.")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who must call.")
    agency_id: Mapped[int | None] = mapped_column(
        ForeignKey("agency.id"), comment="Agency whose queue holds it, when nobody in person."
    )
    promised_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who promised.")
    state: Mapped[str] = mapped_column(server_default="OPEN", comment="Open, kept or missed.")
    settled_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was kept or missed."
    )
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who noted it.")
