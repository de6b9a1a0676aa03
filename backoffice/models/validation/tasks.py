"""Changes that tenants ask for, and what decisions leave to be done."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.tasks import (
    ChangeSubmissionState,
    FollowUpKind,
    FollowUpState,
    SubmissionKind,
)


class ChangeSubmission(OfLandlord, Versioned, Base):
    """A change of household, profession, contacts or account that waits for staff (R3.1, R3.4)."""

    __tablename__ = "change_submission"
    __table_args__ = (
        one_of("kind", SubmissionKind),
        one_of("channel", RequestChannel),
        one_of("state", ChangeSubmissionState),
        CheckConstraint("event ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="event_is_a_code"),
        CheckConstraint("rejection ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="rejection_is_a_code"),
        CheckConstraint("(state = 'REJECTED') = (rejection IS NOT NULL)", name="rejected_why"),
        CheckConstraint("state = 'ACCEPTED' OR effective_on IS NULL", name="effective_once_accepted"),
        Index("ix_change_submission_work_item", "work_item_id", unique=True),
        Index("ix_change_submission_customer", "customer_id", "submitted_at"),
        {"comment": "Changes asked by tenants, with what was asked and decided (R3.1, R3.4)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it is about one.")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, comment="Who asked, if known."
    )
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item of work it waits in.")
    kind: Mapped[str] = mapped_column(comment="What changes.")
    event: Mapped[str] = mapped_column(comment="Code of the event, as the rules of its kind name it.")
    asked: Mapped[Json] = mapped_column(
        server_default=text("'{}'"), comment="What was asked: codes, dates, names; never an account number."
    )
    event_on: Mapped[date | None] = mapped_column(Date, comment="Day of the event, as told (R3.26).")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was sent.")
    state: Mapped[str] = mapped_column(server_default="RECEIVED", comment="Where it stands (R3.4).")
    effective_on: Mapped[date | None] = mapped_column(
        Date, comment="Legal day from which it is true, once accepted (R3.26)."
    )
    rejection: Mapped[str | None] = mapped_column(comment="Code of the rejection.")
    decided_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was decided: the day of entry (R3.26)."
    )
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who decided.")
    entered_by: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who entered it for the tenant; nobody when he did."
    )


class FollowUp(OfLandlord, Recorded, Versioned, Base):
    """A task that a decision left, done by whoever sees the file."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("kind", FollowUpKind),
        one_of("state", FollowUpState),
        CheckConstraint("(state = 'OPEN') = (settled_at IS NULL)", name="settled"),
        Index("ix_follow_up_customer", "customer_id", "id"),
        Index(
            "ix_follow_up_open",
            *("landlord_id", "due_on", "id"),
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index(
            "ix_follow_up_command",
            "command_id",
            postgresql_where=text("command_id IS NOT NULL"),
        ),
        Index(
            "ix_follow_up_work_item",
            "work_item_id",
            postgresql_where=text("work_item_id IS NOT NULL"),
        ),
        {"comment": "What decisions left to be done (R3.4)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it is about one.")
    work_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("work_item.id"), comment="Item whose decision left it."
    )
    kind: Mapped[str] = mapped_column(comment="What is to be done.")
    due_on: Mapped[date] = mapped_column(Date, comment="Day by which it is to be done.")
    state: Mapped[str] = mapped_column(server_default="OPEN", comment="To do, done, cancelled.")
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that left it.")
    settled_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was done or cancelled."
    )
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who did or cancelled it.")
