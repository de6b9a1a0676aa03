"""What was done, what must still leave, what a supervisor must see."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import INET, JSONB, UUID
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.sending.words import BounceClass
from backoffice.rules.vocabulary.service import AlertKind, MessageChannel, MessageState


class OutboxMessage(OfLandlord, Recorded, Versioned, Base):
    """A message to a tenant, written with the decision it tells and sent later by the courier."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        one_of("channel", MessageChannel),
        one_of("state", MessageState),
        one_of("bounce", BounceClass),
        CheckConstraint("(bounced_at IS NULL) = (bounce IS NULL)", name="bounced_for_a_reason"),
        Index("ix_outbox_message_key", "message_key", unique=True),
        Index(
            "ix_outbox_message_ripe",
            *("channel", text("greatest(not_before, retry_at)"), "id"),
            postgresql_where=text("state = 'WAITING'"),
        ),
        Index("ix_outbox_message_waiting", "not_before", postgresql_where=text("state = 'WAITING'")),
        Index("ix_outbox_message_customer", "customer_id", "recorded_at"),
        Index("ix_outbox_message_secret", "id", postgresql_where=text("secret_body IS NOT NULL")),
        # In the table and not in the class: a session of staff may neither read nor write it.
        Column(
            "secret_body",
            Text,
            comment="Text with a one-time code, for the courier alone; emptied once sent.",
        ),
        {"comment": "Messages to tenants, in the same transaction as the decision they tell."},
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Count the saves as everywhere, and leave the secret out."""
        return {"version_id_col": cls.version, "exclude_properties": ["secret_body"]}

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer told.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Person told.")
    channel: Mapped[str] = mapped_column(comment="E-mail, SMS or letter.")
    address: Mapped[str] = mapped_column(comment="Where it goes.")
    template: Mapped[str] = mapped_column(comment="Code of the text used.")
    subject: Mapped[str] = mapped_column(comment="Subject line.")
    body: Mapped[str] = mapped_column(comment="Text; never a password.")
    not_before: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="Earliest departure: until then it can be taken back."
    )
    state: Mapped[str] = mapped_column(server_default="WAITING", comment="Waiting, sent, failed, cancelled.")
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it left.")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0", comment="Tries so far.")
    last_error: Mapped[str | None] = mapped_column(comment="What the last try said.")
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that wrote it.")
    # Omitted from what programs insert: the database and the courier's functions write them.
    message_key: Mapped[str] = mapped_column(
        UUID(as_uuid=False),
        server_default=text("gen_random_uuid()"),
        comment="Its Message-ID, the same at each try.",
    )
    retry_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), server_default=FetchedValue(), comment="Not tried again before."
    )
    handed_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True),
        server_default=FetchedValue(),
        comment="When it was last about to leave; still waiting after that, it may have left.",
    )
    repeats: Mapped[int] = mapped_column(
        Integer,
        server_default="0",
        comment="Times it was sent again without knowing whether it had left.",
    )
    bounced_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), server_default=FetchedValue(), comment="When it came back."
    )
    bounce: Mapped[str | None] = mapped_column(server_default=FetchedValue(), comment="Why it came back.")
    provider_id: Mapped[str | None] = mapped_column(
        server_default=FetchedValue(), comment="What the gateway called it."
    )


ENTRY_KEYS = Sequence("audit_entry_id_seq", metadata=Base.metadata)
"""Keys of the trace; the trigger takes them, no client does."""


class AuditEntry(Base):
    """Who did what, to which record, why (R5.13). Rows are only added.

    An act of staff is written by ``services.trace.record``; a row written in any table, by the
    trigger ``trace_row``, with ``table_name`` and the values before and after. No foreign key: the
    trace outlives what it speaks of.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint(
            "(table_name IS NOT NULL) = (act IN ('INSERT', 'UPDATE', 'DELETE', 'AUDIT_PURGED'))",
            name="made_by_the_database",
        ),
        Index("ix_audit_entry_batch", "batch", "id"),
        Index("ix_audit_entry_call", "call_id", postgresql_where=text("call_id IS NOT NULL")),
        Index("ix_audit_entry_customer", "customer_id", "recorded_at"),
        Index(
            "ix_audit_entry_opened",
            *("login", "recorded_at"),
            postgresql_where=text("act = 'TENANT_OPENED'"),
        ),
        Index(
            "ix_audit_entry_row",
            "table_name",
            "row_key",
            "id",
            postgresql_where=text("table_name IS NOT NULL"),
        ),
        {
            "comment": "Trace of the acts of staff (R5.13); rows are only added.",
            "postgresql_partition_by": "RANGE (recorded_at)",
        },
    )
    # Who may add a line may not read it back: only its key is asked for.
    __mapper_args__ = {"eager_defaults": False}

    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True),
        primary_key=True,
        server_default=func.now(),
        comment="When the row was written.",
    )
    id: Mapped[int] = mapped_column(
        primary_key=True,
        autoincrement=False,
        server_default=FetchedValue(),
        comment="Internal key, given by the server.",
    )
    batch: Mapped[int] = mapped_column(server_default=FetchedValue(), comment="Batch in which it is sealed.")
    login: Mapped[str] = mapped_column(server_default=text("session_user"), comment="PostgreSQL login.")
    landlord_id: Mapped[int | None] = mapped_column(comment="Landlord concerned.")
    staff_id: Mapped[int | None] = mapped_column(comment="Member of staff.")
    act: Mapped[str] = mapped_column(comment="What was done.")
    customer_id: Mapped[int | None] = mapped_column(comment="Customer concerned.")
    subject: Mapped[str] = mapped_column(comment="Table and key of the record.")
    reason: Mapped[str | None] = mapped_column(comment="Coded reason given.")
    purpose: Mapped[str | None] = mapped_column(comment="Purpose for which the file is open (R5.14).")
    call_id: Mapped[int | None] = mapped_column(comment="Call it was done in.")
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command.")
    # Omitted from what programs insert: the right to write them is nobody's.
    table_name: Mapped[str | None] = mapped_column(
        server_default=FetchedValue(), comment="Table of the row written, for a line made by trigger."
    )
    row_key: Mapped[str | None] = mapped_column(
        server_default=FetchedValue(), comment="Key of the row written."
    )
    old_values: Mapped[Json | None] = mapped_column(
        server_default=FetchedValue(), comment="Values before: of what changed, or of the row deleted."
    )
    new_values: Mapped[Json | None] = mapped_column(
        server_default=FetchedValue(), comment="Values after: of what changed, or of the row added."
    )
    detail: Mapped[Json] = mapped_column(server_default=text("'{}'"), comment="Facts that help to read it.")
    client_address: Mapped[str | None] = mapped_column(
        INET, server_default=FetchedValue(), comment="Address of the desk, as the server sees it."
    )
    application: Mapped[str | None] = mapped_column(
        server_default=FetchedValue(), comment="Program that was connected, as it named itself."
    )


class CommandDone(Base):
    """A command already carried out: the same one again changes nothing."""

    __tablename__ = "command_done"
    __table_args__ = {"comment": "Commands carried out, by their client-made UUID: a retry is harmless."}

    command_id: Mapped[str] = mapped_column(
        UUID(as_uuid=False), primary_key=True, comment="Client-made UUID."
    )
    act: Mapped[str] = mapped_column(comment="What it did.")
    arguments: Mapped[Json] = mapped_column(
        comment="What it was asked; another request may not reuse the UUID."
    )
    result: Mapped[Json] = mapped_column(comment="What it answered.")
    login: Mapped[str] = mapped_column(server_default=text("session_user"), comment="PostgreSQL login.")
    done_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )


class SupervisorAlert(OfLandlord, Recorded, Versioned, Base):
    """Something a supervisor must look at (R4.16)."""

    __tablename__ = "supervisor_alert"
    __table_args__ = (
        one_of("kind", AlertKind),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_by_someone"
        ),
        {"comment": "Alerts for supervisors, until someone acknowledges them (R4.16)."},
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="What happened.")
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"), index=True, comment="Customer, if it is about one."
    )
    sentence: Mapped[str] = mapped_column(comment="One sentence that says it.")
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When seen.")
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="By whom.")


class DatabaseProperty(Recorded, Versioned, Base):
    """A fact about this database as a whole: the training set it holds, limits on clients."""

    __tablename__ = "database_property"
    __table_args__ = {"comment": "Facts about the database as a whole, by name."}

    key: Mapped[str] = mapped_column(primary_key=True, comment="Name of the fact.")
    value: Mapped[Any] = mapped_column(JSONB, comment="The fact.")
