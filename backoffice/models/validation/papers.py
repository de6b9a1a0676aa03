"""Papers that tenants send, their bytes apart, and who opened them (R6.5–R6.7)."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Id, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import (
    DocumentKind,
    DocumentMedia,
    DocumentState,
    DocumentUse,
)


class Document(OfLandlord, Versioned, Base):
    """A file received for one item of work; what it is was found in its content, never in its name."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", DocumentKind),
        one_of("channel", RequestChannel),
        one_of("media_type", DocumentMedia),
        one_of("state", DocumentState),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_whole"),
        CheckConstraint("length(given_name) <= 255", name="name_bounded"),
        CheckConstraint("refusal ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="refusal_is_a_code"),
        CheckConstraint(
            "undecided_state IN ('RECEIVED', 'CLEAN', 'QUARANTINED')", name="undecided_state_known"
        ),
        CheckConstraint("(state = 'UNREADABLE') = (refusal IS NOT NULL)", name="unreadable_why"),
        Index("ix_document_work_item", "work_item_id", "id"),
        Index("ix_document_customer", "customer_id", "received_at"),
        Index("ix_document_same_file", "landlord_id", "sha256"),
        {"comment": "Files sent by tenants, each for one item of work (R6.5–R6.7)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it is about one.")
    work_item_id: Mapped[int] = mapped_column(
        ForeignKey("work_item.id"), comment="The one item of work it was sent for (R6.6)."
    )
    kind: Mapped[str] = mapped_column(comment="What it is said to be.")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    given_name: Mapped[str] = mapped_column(comment="Name of the file as it came; never trusted.")
    size_bytes: Mapped[int] = mapped_column(Integer, comment="Length in bytes.")
    sha256: Mapped[str] = mapped_column(comment="Digest of the bytes, in hexadecimal (R6.5).")
    media_type: Mapped[str | None] = mapped_column(comment="What the content is, once examined.")
    pages: Mapped[int | None] = mapped_column(Integer, comment="Number of pages, once examined.")
    state: Mapped[str] = mapped_column(server_default="RECEIVED", comment="Where it stands (R6.7).")
    refusal: Mapped[str | None] = mapped_column(comment="Code of why it cannot be read.")
    undecided_state: Mapped[str | None] = mapped_column(
        comment="What it was found to be before the decision, put back when that is undone."
    )
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it came.")
    examined_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When its content was examined."
    )


class DocumentContent(OfLandlord, Base):
    """The bytes of a file, read through ``document_bytes`` alone."""

    __tablename__ = "document_content"
    __table_args__ = ({"comment": "Bytes of files; no role selects them, each opening is traced (R6.6)."},)

    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id"), primary_key=True, autoincrement=False, comment="The file."
    )
    content: Mapped[Blob] = mapped_column(comment="The bytes as they came.")


class DocumentOpening(OfLandlord, Recorded, Base):
    """A file asked for, then read in a later transaction: the line cannot be taken back (R6.6)."""

    __tablename__ = "document_opening"
    __table_args__ = (
        one_of("use", DocumentUse),
        Index("ix_document_opening_document", "document_id", "id"),
        Index("ix_document_opening_customer", "customer_id", "recorded_at"),
        {"comment": "Who opened, printed or saved which file, when (R6.6)."},
    )

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), comment="File asked for.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer of the file.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who asked.")
    use: Mapped[str] = mapped_column(comment="What for.")
    made_in: Mapped[int] = mapped_column(BigInteger, comment="Transaction that asked.")
