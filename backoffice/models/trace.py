"""What was done, what must still leave, what a supervisor must see."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Recorded, one_of
from backoffice.rules.vocabulary.service import AlertKind, MessageChannel, MessageState


class OutboxMessage(OfLandlord, Recorded, Base):
    """A message to a tenant, written with the decision it tells and sent later by the courier."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        one_of("channel", MessageChannel),
        one_of("state", MessageState),
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
    __mapper_args__ = {"exclude_properties": ["secret_body"]}

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


class AuditEntry(Recorded, Base):
    """Who did what, to which record, why (R5.13). Rows are only added."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_customer", "customer_id", "recorded_at"),
        Index("ix_audit_entry_call", "call_id"),
        {"comment": "Trace of the acts of staff (R5.13); rows are only added."},
    )

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(server_default=text("session_user"), comment="PostgreSQL login.")
    landlord_id: Mapped[int | None] = mapped_column(ForeignKey("landlord.id"), comment="Landlord concerned.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Member of staff.")
    act: Mapped[str] = mapped_column(comment="What was done.")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    subject: Mapped[str] = mapped_column(comment="Table and key of the record.")
    reason: Mapped[str | None] = mapped_column(comment="Coded reason given.")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("phone_call.id"), comment="Call it was done in.")
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command.")
    detail: Mapped[Json] = mapped_column(server_default=text("'{}'"), comment="Facts that help to read it.")


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


class SupervisorAlert(OfLandlord, Recorded, Base):
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
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="Customer.")
    sentence: Mapped[str] = mapped_column(comment="One sentence that says it.")
    acknowledged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When seen.")
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="By whom.")


class DatabaseProperty(Recorded, Base):
    """A fact about this database as a whole: the training set it holds, limits on clients."""

    __tablename__ = "database_property"
    __table_args__ = {"comment": "Facts about the database as a whole, by name."}

    key: Mapped[str] = mapped_column(primary_key=True, comment="Name of the fact.")
    value: Mapped[Any] = mapped_column(JSONB, comment="The fact.")
