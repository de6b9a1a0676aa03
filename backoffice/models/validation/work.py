"""Items passed on, days away, decisions that a second person looks at."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Recorded, Versioned, one_of, period_in_order
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict, SkipReason
from backoffice.rules.vocabulary.work import WorkKind


class WorkSkip(OfLandlord, Base):
    """An item that somebody passed on: for him it comes last until the morrow."""

    __tablename__ = "work_skip"
    __table_args__ = (
        one_of("reason", SkipReason),
        Index("ix_work_skip_staff", "staff_id", "skipped_at"),
        {"comment": "Items that somebody passed on, and why; rows are only added."},
    )

    id: Mapped[Id]
    work_item_id: Mapped[int] = mapped_column(
        ForeignKey("work_item.id"), index=True, comment="Item passed on."
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id"), comment="Who passed it on: for him it comes last until the morrow."
    )
    reason: Mapped[str] = mapped_column(comment="Why.")
    skipped_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )


class StaffAbsence(OfLandlord, Recorded, Versioned, Base):
    """Days away; a stand-in has the agencies of who is away on these days, and no others."""

    __tablename__ = "staff_absence"
    __table_args__ = (
        period_in_order(),
        CheckConstraint("stand_in_id <> staff_id", name="another_stands_in"),
        CheckConstraint("stand_in_id IS NULL OR recorded_by <> stand_in_id", name="stand_in_is_given"),
        Index("ix_staff_absence_staff", "staff_id", "valid_to"),
        Index(
            "ix_staff_absence_stand_in",
            *("stand_in_id", "valid_to"),
            postgresql_where=text("stand_in_id IS NOT NULL"),
        ),
        {
            "comment": "Days on which a member of staff is away, and the colleague who has his agencies "
            "meanwhile."
        },
    )

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who is away.")
    stand_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"),
        comment="Who has his agencies of this landlord on these days; given by a manager.",
    )
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who recorded it.")
    cancelled_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was taken back, if it was."
    )
    valid_from: Mapped[date] = mapped_column(Date, comment="First day it is true.")
    valid_to: Mapped[date] = mapped_column(Date, comment="First day it is no longer true.")


class SecondLook(OfLandlord, Versioned, Base):
    """A decision drawn for a second pair of eyes; its verdict changes nothing of the decision."""

    __tablename__ = "second_look"
    __table_args__ = (
        one_of("kind", WorkKind),
        one_of("verdict", LookVerdict),
        one_of("reason", LookReason),
        CheckConstraint("(verdict = 'DISAGREED') = (reason IS NOT NULL)", name="disagreed_why"),
        CheckConstraint("num_nonnulls(verdict, looked_by, looked_at) IN (0, 3)", name="looked_by_someone"),
        Index(
            "ix_second_look_waiting",
            *("landlord_id", "kind", "drawn_at"),
            postgresql_where=text("verdict IS NULL"),
        ),
        Index(
            "ix_second_look_looked",
            *("landlord_id", "looked_at"),
            postgresql_where=text("verdict IS NOT NULL"),
        ),
        {"comment": "Decisions drawn for a second pair of eyes, and what it found."},
    )

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("work_decision.id"), unique=True, comment="Decision drawn."
    )
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), index=True, comment="Item decided.")
    kind: Mapped[str] = mapped_column(comment="Queue of the item.")
    drawn_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was drawn."
    )
    verdict: Mapped[str | None] = mapped_column(comment="What the second person found.")
    reason: Mapped[str | None] = mapped_column(comment="Why he disagrees.")
    looked_by: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who looked; never who decided."
    )
    looked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When.")
