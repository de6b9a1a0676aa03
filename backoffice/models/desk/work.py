"""Work items, their claims and decisions; who has a tenant's file open."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus


class WorkItem(OfLandlord, Versioned, Base):
    """Something that waits for a decision of staff.

    A claim is a lease: it counts until ``claimed_until`` and not one instant more. It is kept by
    functions of the database and is no part of what ``version`` counts.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        one_of("kind", WorkKind),
        one_of("status", WorkStatus),
        CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="claim_has_end"),
        CheckConstraint("status = 'OPEN' OR claimed_by IS NULL", name="only_open_is_claimed"),
        Index(
            "ix_work_item_queue",
            *("agency_id", "kind", "due_at", "priority", "id"),
            postgresql_where=text("status = 'OPEN'"),
        ),
        Index(
            "ix_work_item_received",
            *("agency_id", "kind", "received_at", "id"),
            postgresql_where=text("status = 'OPEN'"),
        ),
        Index("ix_work_item_customer", "customer_id", "received_at"),
        {"comment": "What waits for a decision: the base of every queue."},
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="Queue it waits in.")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), comment="Agency in charge.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it is about one.")
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it came.")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it must be decided.")
    priority: Mapped[int] = mapped_column(
        Integer, server_default="5", comment="Among items due together, the lowest number goes first."
    )
    status: Mapped[str] = mapped_column(server_default="OPEN", comment="Open, waiting, done, cancelled.")
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who holds the claim.")
    claimed_until: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the claim ends by itself."
    )


class WorkDecisionRow(OfLandlord, Base):
    """One decision on an item; rows are only added."""

    __tablename__ = "work_decision"
    __table_args__ = (
        one_of("decision", WorkDecision),
        CheckConstraint("reason ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="reason_is_a_code"),
        UniqueConstraint("work_item_id", "rank"),
        UniqueConstraint("command_id", "work_item_id"),
        Index(
            "ix_work_decision_staff",
            *("staff_id", "decided_at"),
            postgresql_where=text("staff_id IS NOT NULL"),
        ),
        {"comment": "Decisions on work items; undoing and reopening add a row."},
    )

    id: Mapped[Id]
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item decided.")
    rank: Mapped[int] = mapped_column(Integer, comment="1 for the first decision on the item.")
    decision: Mapped[str] = mapped_column(comment="What was decided.")
    reason: Mapped[str | None] = mapped_column(comment="Code of the reason.")
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who decided; nobody when the record was settled elsewhere."
    )
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that decided.")
    decided_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )


class Presence(OfLandlord, Base):
    """A file open on a colleague's screen. Lost at a crash of the server, on purpose: it is true for 90 s."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("ix_presence_staff", "staff_id"),
        {
            "comment": "Who has which tenant’s file open now; not traced, not on standbys.",
            "prefixes": ["UNLOGGED"],
        },
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"), primary_key=True, comment="Customer whose file is open."
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, comment="Whose screen.")
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Since when.")
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Last sign of life.")
