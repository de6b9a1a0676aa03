"""Telephone calls and the verification of who is calling."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.calls import (
    CallerKind,
    CallerLevel,
    CallReason,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    WarningSign,
)


class PhoneCall(OfLandlord, Versioned, Base):
    """A call, or a visit at the counter, with the level that the caller reached (R4.20)."""

    __tablename__ = "phone_call"
    __table_args__ = (
        one_of("place", ContactPlace),
        one_of("level", CallerLevel),
        one_of("caller", CallerKind),
        one_of("reason", CallReason),
        CheckConstraint(
            f"signs <@ ARRAY[{', '.join(repr(one.value) for one in WarningSign)}]", name="signs_known"
        ),
        CheckConstraint(
            "representative_id IS NULL OR (caller = 'REPRESENTATIVE' AND customer_id IS NOT NULL)",
            name="represents_customer",
        ),
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        Index("ix_phone_call_customer", "customer_id", "started_at"),
        Index("ix_phone_call_staff", "staff_id", "started_at"),
        Index(
            "ix_phone_call_caller",
            "landlord_id",
            "caller_number",
            postgresql_where=text("caller_number IS NOT NULL"),
        ),
        Index(
            "uq_phone_call_open",
            "staff_id",
            "customer_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"comment": "Calls and counter visits, with the verification level reached (R4.20, R4.28)."},
    )

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Agent in the call.")
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"), comment="Customer, once known."
    )
    place: Mapped[str] = mapped_column(comment="Telephone or counter.")
    caller_number: Mapped[str | None] = mapped_column(comment="Number shown; it is no evidence (R4.26).")
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Start.")
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="End; the level expires with it (R4.28)."
    )
    level: Mapped[str] = mapped_column(comment="Level reached (R4.20).")
    summary: Mapped[str | None] = mapped_column(comment="What was done, in one line.")
    caller: Mapped[str | None] = mapped_column(
        comment="Who speaks; nothing is proved before it is said (R4.27)."
    )
    representative_id: Mapped[int | None] = mapped_column(
        ForeignKey("representative.id"), index=True, comment="By which paper a representative speaks."
    )
    signs: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT), server_default="{}", comment="Warning signs of the call, coded (R4.26)."
    )
    reason: Mapped[str | None] = mapped_column(comment="What the call was about, coded.")
    alerted_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When a supervisor was told of the call (R4.26)."
    )


class CallerCheck(OfLandlord, Recorded, Base):
    """One attempt to verify a caller: method, questions and outcome, never the answers (R4.28)."""

    __tablename__ = "caller_check"
    __table_args__ = (
        one_of("method", CheckMethod),
        one_of("outcome", CheckOutcome),
        CheckConstraint(
            "wrong_answers = 0 OR (method = 'TWO_ANSWERS' AND outcome = 'FAILED')",
            name="only_answers_are_wrong",
        ),
        {"comment": "Verifications of callers: questions asked and outcome, never the answers (R4.28)."},
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("phone_call.id"), index=True, comment="Call.")
    method: Mapped[str] = mapped_column(comment="How the caller was checked.")
    outcome: Mapped[str] = mapped_column(comment="Passed or failed.")
    questions: Mapped[list[str]] = mapped_column(
        ARRAY(TEXT), server_default="{}", comment="Codes of the questions asked (R4.23)."
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Agent who checked.")
    wrong_answers: Mapped[int] = mapped_column(
        Integer,
        server_default="0",
        comment="Wrong control answers: two in a day close every channel (R4.23).",
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), comment="Contact on file that was called back, or that received the code."
    )
