"""Reasons and texts that managers edit, as dated rows; letters as they were issued."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, Index, Integer, func, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Id, Json, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.validation.tasks import LetterState, TextChannel
from backoffice.rules.vocabulary.work import WorkKind


class RefusalReason(OfLandlord, Base):
    """A reason as it was worded from one instant to another; a change ends a row and adds one."""

    __tablename__ = "refusal_reason"
    __table_args__ = (
        one_of("kind", WorkKind),
        CheckConstraint("code ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="code_is_a_code"),
        CheckConstraint("rank BETWEEN 1 AND 99", name="rank_in_list"),
        CheckConstraint("to_at >= from_at", name="ends_after_start"),
        Index(
            "uq_refusal_reason_in_force",
            *("landlord_id", "kind", "code"),
            unique=True,
            postgresql_where=text("to_at IS NULL"),
        ),
        {"comment": "Reasons of refusals and what tenants read of them, dated; ours where there is none."},
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="Queue in which it is given.")
    code: Mapped[str] = mapped_column(comment="Code, as decisions keep it.")
    label: Mapped[str] = mapped_column(comment="What the agent reads.")
    tenant_text: Mapped[str] = mapped_column(comment="What the tenant reads.")
    rank: Mapped[int] = mapped_column(Integer, comment="Place in the list, and its digit up to nine.")
    active: Mapped[bool] = mapped_column(Boolean, comment="Whether it is still proposed.")
    from_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="In force from then on."
    )
    to_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="Until then, excluded.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who wrote it.")


class TextBlock(OfLandlord, Base):
    """A text of letters or messages as it was from one instant to another."""

    __tablename__ = "text_block"
    __table_args__ = (
        one_of("channel", TextChannel),
        CheckConstraint("code ~ '^[A-Z][A-Z0-9_]{1,59}$'", name="code_is_a_code"),
        CheckConstraint("to_at >= from_at", name="ends_after_start"),
        Index(
            "uq_text_block_in_force",
            *("landlord_id", "code", "channel"),
            unique=True,
            postgresql_where=text("to_at IS NULL"),
        ),
        {"comment": "Texts of letters and messages, dated; ours where there is none."},
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(comment="Which text.")
    channel: Mapped[str] = mapped_column(comment="Where it is read.")
    subject: Mapped[str] = mapped_column(comment="Subject; empty for an SMS.")
    body: Mapped[str] = mapped_column(comment="Text, with the names of its variables between braces.")
    from_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="In force from then on."
    )
    to_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="Until then, excluded.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who wrote it.")


class Letter(OfLandlord, Versioned, Base):
    """A letter as it was issued: what it was made of, and its bytes, never made again."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("state", LetterState),
        CheckConstraint("code ~ '^[A-Z][A-Z0-9_]{1,59}$'", name="code_is_a_code"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_whole"),
        CheckConstraint("pages > 0", name="has_pages"),
        CheckConstraint("(state = 'POSTED') = (posted_at IS NOT NULL)", name="posted_when"),
        Index("uq_letter_number", "landlord_id", "number", unique=True),
        Index("ix_letter_customer", "customer_id", "id"),
        Index("ix_letter_command", "command_id"),
        Index(
            "ix_letter_work_item",
            "work_item_id",
            postgresql_where=text("work_item_id IS NOT NULL"),
        ),
        {"comment": "Letters issued to tenants, frozen."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer written to.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Person written to.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it is about one.")
    work_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("work_item.id"), comment="Item whose decision made it."
    )
    code: Mapped[str] = mapped_column(comment="Which letter.")
    number: Mapped[str] = mapped_column(comment="Number printed, once per landlord.")
    sheet: Mapped[Json] = mapped_column(comment="What it was drawn from.")
    content: Mapped[Blob] = mapped_column(comment="The PDF as it was issued.")
    sha256: Mapped[str] = mapped_column(comment="Digest of the bytes, in hexadecimal.")
    pages: Mapped[int] = mapped_column(Integer, comment="Number of pages.")
    made_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was issued."
    )
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who issued it.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that issued it.")
    state: Mapped[str] = mapped_column(server_default="MADE", comment="To post, posted, cancelled.")
    posted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was posted.")
