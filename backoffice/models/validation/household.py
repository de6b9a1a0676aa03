"""Changes of household that were decided, with both their days (R3.26)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Versioned, one_of
from backoffice.rules.household.events import HouseholdEvent


class HouseholdChange(OfLandlord, Versioned, Base):
    """What a decision changed on a lease and its people, and what stood before."""

    __tablename__ = "household_change"
    __table_args__ = (
        one_of("event", HouseholdEvent),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_whole"),
        CheckConstraint(
            "solidarity_until IS NULL OR solidarity_person_id IS NOT NULL", name="solidarity_of_somebody"
        ),
        Index("ix_household_change_customer", "customer_id", "id"),
        Index("ix_household_change_lease", "lease_id", "effective_on"),
        Index(
            "ix_household_change_solidarity",
            "solidarity_person_id",
            postgresql_where=text("solidarity_person_id IS NOT NULL"),
        ),
        {"comment": "Changes of household decided, with their legal day and their day of entry (R3.26)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease concerned.")
    work_item_id: Mapped[int] = mapped_column(
        ForeignKey("work_item.id"), index=True, comment="Item whose decision it is."
    )
    command_id: Mapped[str] = mapped_column(
        UUID(as_uuid=False), unique=True, comment="Command that decided it."
    )
    event: Mapped[str] = mapped_column(comment="What happened (R3.10–R3.24).")
    effective_on: Mapped[date] = mapped_column(Date, comment="Legal day from which it is true (R3.26).")
    entered_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="When it was entered (R3.26)."
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who decided.")
    plan: Mapped[Json] = mapped_column(comment="What was done, step by step.")
    before: Mapped[list[Any]] = mapped_column(
        JSONB, comment="How each step is taken back, the last one first."
    )
    stamp: Mapped[str] = mapped_column(
        comment="Digest of the household once changed: it is undone only if nobody built on it."
    )
    solidarity_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), comment="Who answers for the rent with the others, or did."
    )
    solidarity_until: Mapped[date | None] = mapped_column(
        Date, comment="First day when he no longer does; none: no end (R3.10–R3.17)."
    )
    separated_since: Mapped[date | None] = mapped_column(
        Date, comment="Day of a separation without judgment (R3.13)."
    )
    pacs_declared_on: Mapped[date | None] = mapped_column(Date, comment="Day of the PACS (R3.11).")
    co_title_requested_on: Mapped[date | None] = mapped_column(
        Date, comment="Day when both asked for the co-title (R3.11)."
    )
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was undone.")
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who undid it.")
