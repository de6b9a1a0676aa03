"""Persons said to be one, and the numbers that callers ring from."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, KeyText, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.people import MergeReason


class CallerNumber(OfLandlord, Versioned, Base):
    """A number somebody rang from about a file: it helps to find the file and proves nothing (R4.26)."""

    __tablename__ = "caller_number"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removal_is_told"),
        Index("ix_caller_number_search", "landlord_id", "number_key", "customer_id"),
        Index(
            "uq_caller_number_known",
            "customer_id",
            "number_key",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        {"comment": "Numbers that callers rang from; no contact, no evidence, no code goes there (R4.26)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="File it was about.")
    number_key: Mapped[str] = mapped_column(KeyText, comment="E.164 number.")
    attached_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who attached it.")
    attached_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was attached."
    )
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who took it away.")
    removed_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was taken away."
    )


class PersonMerge(OfLandlord, Versioned, Base):
    """Two persons said to be one: what pointed to the second points to the first, until it is undone."""

    __tablename__ = "person_merge"
    __table_args__ = (
        one_of("reason", MergeReason),
        CheckConstraint("kept_id <> merged_id", name="two_persons"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing_is_told"),
        Index("ix_person_merge_kept", "kept_id", "id"),
        Index("ix_person_merge_merged", "merged_id", "id"),
        Index("uq_person_merge_live", "merged_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        {"comment": "Persons said to be one; nobody is deleted, and it can be undone."},
    )

    id: Mapped[Id]
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Person kept.")
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Person no file names any more.")
    reason: Mapped[str] = mapped_column(comment="Why they are one.")
    merged_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who merged them.")
    merged_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    moved: Mapped[dict[str, Any]] = mapped_column(
        JSONB, deferred=True, comment="What moved: rows with their versions, values, keys, agencies."
    )
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who undid it.")
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was undone.")
    left_over: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), comment="What undoing could not put back, or found edited since."
    )
