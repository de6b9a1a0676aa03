"""Receipts as issued and frozen, their duplicates, the requests for them."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Id, Json, Money, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.receipts import (
    DeliveryMode,
    ReceiptKind,
    ReceiptRefusal,
    ReceiptState,
    RequestChannel,
    RequestState,
)


class Receipt(OfLandlord, Versioned, Base):
    """An issued quittance or reçu: numbered, frozen, never recomputed (R1.19)."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("landlord_id", "number"),
        UniqueConstraint("lease_id", "period_from", "kind", "sequence"),
        Index(
            "uq_receipt_quittance_alive",
            "lease_id",
            "period_from",
            unique=True,
            postgresql_where=text("kind = 'QUITTANCE' AND state = 'ISSUED'"),
        ),
        one_of("kind", ReceiptKind),
        one_of("state", ReceiptState),
        one_of("delivery", DeliveryMode),
        CheckConstraint("period_to > period_from", name="period_in_order"),
        CheckConstraint("called >= 0 AND housing_aid >= 0 AND paid >= 0", name="amounts_positive"),
        CheckConstraint(
            "(kind = 'QUITTANCE' AND paid + housing_aid - refund_due = called)"
            " OR (kind = 'RECU' AND paid + housing_aid > 0 AND paid + housing_aid < called)",
            name="sums_agree",
        ),
        Index("ix_receipt_waiting", "id", postgresql_where=text("content IS NULL")),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_size"),
        CheckConstraint("(content IS NULL) = (sha256 IS NULL)", name="frozen_whole"),
        CheckConstraint("content IS NOT NULL OR payload IS NOT NULL", name="waits_for_seal"),
        CheckConstraint("(payload IS NULL) = (landlord_key_id IS NULL)", name="payload_for_key"),
        CheckConstraint("octet_length(signature) = 64", name="signature_size"),
        CheckConstraint("(signature IS NULL) = (sealed_at IS NULL)", name="sealed_when"),
        CheckConstraint("signature IS NULL OR landlord_key_id IS NOT NULL", name="sealed_under_key"),
        CheckConstraint("(state = 'REPLACED') = (replaced_by_id IS NOT NULL)", name="replaced_by_told"),
        CheckConstraint("(state = 'VOIDED') = (voided_at IS NOT NULL)", name="voided_at_told"),
        {"comment": "Receipts as issued: bytes frozen with their SHA-256, numbers never reused (R1.19)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease.")
    number: Mapped[str] = mapped_column(comment="<contract>-<YYYYMM>-<Q|R><sequence> (R1.19).")
    kind: Mapped[str] = mapped_column(comment="Quittance or reçu.")
    sequence: Mapped[int] = mapped_column(Integer, comment="Rank among those of this kind and month.")
    state: Mapped[str] = mapped_column(comment="Issued, replaced, voided.")
    period_from: Mapped[date] = mapped_column(Date, comment="First day of the period.")
    period_to: Mapped[date] = mapped_column(Date, comment="First day after the period.")
    called: Mapped[Money] = mapped_column(comment="Euros called, aid not deducted (R1.16).")
    housing_aid: Mapped[Money] = mapped_column(comment="Euros of housing aid counted for the period.")
    paid: Mapped[Money] = mapped_column(comment="Euros paid by the tenant for the period.")
    refund_due: Mapped[Money] = mapped_column(comment="Euros of aid above the call, owed back (R1.12).")
    subject_to_clearing: Mapped[bool] = mapped_column(
        Boolean, comment="Carries « sous réserve d’encaissement » (R1.13, R1.23)."
    )
    issued_on: Mapped[date] = mapped_column(Date, comment="Date printed.")
    issued_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="Instant of issue, server clock."
    )
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Agent who issued it.")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("phone_call.id"), comment="Call, if in a call.")
    delivery: Mapped[str] = mapped_column(comment="How it reaches the tenant (R1.18).")
    sheet: Mapped[Json] = mapped_column(comment="Every field printed, as values.")
    content: Mapped[Blob | None] = mapped_column(deferred=True, comment="The frozen PDF.")
    sha256: Mapped[Blob | None] = mapped_column(comment="SHA-256 of the frozen PDF.")
    replaced_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("receipt.id"), comment="Document that replaces this one (R1.21)."
    )
    voided_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When a rejected payment voided it (R1.22)."
    )
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that issued it.")
    landlord_key_id: Mapped[int | None] = mapped_column(
        ForeignKey("landlord_key.id"), comment="Key it is sealed under."
    )
    payload: Mapped[str | None] = mapped_column(comment="What is signed, exactly.")
    signature: Mapped[Blob | None] = mapped_column(comment="Its signature (Ed25519), 64 bytes.")
    sealed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was signed.")


class ReceiptDuplicate(OfLandlord, Base):
    """One duplicate of a receipt, counted (R1.20)."""

    __tablename__ = "receipt_duplicate"
    __table_args__ = (
        CheckConstraint("octet_length(sha256) = 32", name="sha256_size"),
        {"comment": "Duplicates handed out: same number and content, counted (R1.20)."},
    )

    receipt_id: Mapped[int] = mapped_column(
        ForeignKey("receipt.id"), primary_key=True, comment="Receipt copied."
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, comment="First duplicate is 1.")
    made_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who made it.")
    sha256: Mapped[Blob | None] = mapped_column(comment="SHA-256 of the copy handed out.")


class ReceiptRequest(OfLandlord, Versioned, Base):
    """A tenant's request for the receipt of a month (R1.25)."""

    __tablename__ = "receipt_request"
    __table_args__ = (
        one_of("state", RequestState),
        one_of("channel", RequestChannel),
        one_of("refusal", ReceiptRefusal),
        CheckConstraint("extract(day FROM period) = 1", name="period_is_month"),
        CheckConstraint("(state = 'REFUSED') = (refusal IS NOT NULL)", name="refusal_is_told"),
        Index("ix_receipt_request_lease", "lease_id", "period"),
        {"comment": "Requests for receipts, from the portal or from staff (R1.25)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease.")
    period: Mapped[date] = mapped_column(Date, comment="First day of the month asked.")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    state: Mapped[str] = mapped_column(comment="Where it stands (R1.25).")
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was asked.")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When answered.")
    refusal: Mapped[str | None] = mapped_column(comment="Coded reason of a refusal (R1.28).")
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"), comment="Document given.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Agent who answered.")
