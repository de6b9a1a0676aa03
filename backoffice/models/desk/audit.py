"""The seals of the trace: batches, digests, purges, retention."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Integer, Sequence, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Recorded

OPEN_BATCH = Sequence("audit_batch_open", metadata=Base.metadata)
"""Its last value is the batch that lines enter: a counter is read outside any snapshot."""


class AuditBatch(Base):
    """A run of lines sealed together; the last ones are still open."""

    __tablename__ = "audit_batch"
    __table_args__ = (
        CheckConstraint(
            "(closed_at IS NULL) = (head IS NULL) AND (closed_at IS NULL) = (row_count IS NULL)",
            name="closed_with_its_head",
        ),
        {"comment": "Batches of the trace, sealed one after the other."},
    )

    number: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Number, without a gap."
    )
    opened_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True),
        server_default=text("clock_timestamp()"),
        comment="When lines began to enter it.",
    )
    fence: Mapped[int | None] = mapped_column(
        comment="Number of transaction below which its writers are; while it closes."
    )
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was sealed.")
    row_count: Mapped[int | None] = mapped_column(comment="Lines sealed in it.")
    previous_head: Mapped[Blob | None] = mapped_column(
        comment="Head of the batch before; of the first, a random one."
    )
    head: Mapped[Blob | None] = mapped_column(
        comment="Last link of its chain: also kept outside the database."
    )


class AuditSeal(Base):
    """The digest of one line, chained to the one before; it outlives the line."""

    __tablename__ = "audit_seal"
    __table_args__ = (
        Index("ix_audit_seal_entry", "entry_id"),
        {"comment": "Seals of the trace: digests only, kept when the lines are purged."},
    )

    batch: Mapped[int] = mapped_column(primary_key=True, comment="Batch sealed.")
    position: Mapped[int] = mapped_column(primary_key=True, comment="Rank of the line in its batch, from 1.")
    entry_id: Mapped[int] = mapped_column(comment="Key of the line; the line may have been purged.")
    month: Mapped[date] = mapped_column(Date, comment="First day of the month (UTC) of the line.")
    row_hash: Mapped[Blob] = mapped_column(comment="SHA-256 of the canonical text of the line.")
    chain_hash: Mapped[Blob] = mapped_column(comment="SHA-256 of the link before and of this seal.")


class AuditPurge(Base):
    """A month whose lines were erased at the end of their retention (R5.10i)."""

    __tablename__ = "audit_purge"
    __table_args__ = (
        {"comment": "Months of the trace that were purged at the end of their retention (R5.10i)."},
    )

    month: Mapped[date] = mapped_column(Date, primary_key=True, comment="Month purged, by its first day.")
    row_count: Mapped[int] = mapped_column(comment="Lines erased.")
    purged_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    login: Mapped[str] = mapped_column(server_default=text("session_user"), comment="PostgreSQL login.")
    entry_id: Mapped[int] = mapped_column(comment="Key of the line that announced it.")
    act_text: Mapped[str] = mapped_column(
        comment="Canonical text of that line, for the day when it is purged in turn."
    )


class AuditRetention(Recorded, Base):
    """How long the trace is kept from a day on (audit.retention_months)."""

    __tablename__ = "audit_retention"
    __table_args__ = (
        CheckConstraint("months BETWEEN 6 AND 36", name="months_allowed"),
        {"comment": "How long the trace is kept (audit.retention_months), by date, with its legal base."},
    )

    valid_from: Mapped[date] = mapped_column(Date, primary_key=True, comment="First day it is in force.")
    months: Mapped[int] = mapped_column(
        Integer, comment="Months the trace is kept: 6 to 12, up to 36 if justified."
    )
    legal_base: Mapped[str] = mapped_column(comment="Text or reason that allows it.")
    author: Mapped[str] = mapped_column(server_default=text("session_user"), comment="Who entered it.")
