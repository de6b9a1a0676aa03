"""What a caller proved, and changes that need it."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.changes import (
    BankDetailState,
    ChangeKind,
    ChangeRefusal,
    ChangeState,
    RevealReason,
)
from backoffice.rules.vocabulary.validation.changes import IbanCheck


class ControlDraw(OfLandlord, Base):
    """Two questions drawn by the database for a call; answered once, never drawn twice in a row (R4.23)."""

    __tablename__ = "control_draw"
    __table_args__ = (
        CheckConstraint("cardinality(questions) = 2", name="two_questions"),
        CheckConstraint(
            "num_nulls(answered_at, first_right, second_right) IN (0, 3)",
            name="answered_whole",
        ),
        Index("ix_control_draw_customer", "customer_id", "id"),
        {"comment": "Control questions drawn by the database and the agent’s verdicts, never the answers."},
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("phone_call.id"), index=True, comment="Call.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer asked about.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Agent who asks.")
    questions: Mapped[list[str]] = mapped_column(ARRAY(TEXT), comment="Codes of the two questions, in order.")
    drawn_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When they were drawn.")
    answered_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the agent judged the answers."
    )
    first_right: Mapped[bool | None] = mapped_column(Boolean, comment="The first answer was right.")
    second_right: Mapped[bool | None] = mapped_column(Boolean, comment="The second answer was right.")


class CallerCode(OfLandlord, Base):
    """A one-time code sent to a contact on file: its hash alone, for ten minutes (R4.20, R4.24)."""

    __tablename__ = "caller_code"
    __table_args__ = (
        CheckConstraint("expires_at > made_at", name="expires_after"),
        Index("ix_caller_code_customer", "customer_id", "made_at"),
        {"comment": "One-time codes of callers; the clear text is nowhere but in the message that leaves."},
    )

    id: Mapped[Id]
    call_id: Mapped[int] = mapped_column(ForeignKey("phone_call.id"), index=True, comment="Call.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer checked.")
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), comment="Contact it went to.")
    message_id: Mapped[int] = mapped_column(
        ForeignKey("outbox_message.id"), index=True, comment="Message that carries it."
    )
    salt: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Hashed with the code.")
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of salt and code.")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was made.")
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Until when it is worth.")
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was used, replaced or missed three times."
    )
    used_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the caller gave it right."
    )


class CallerCodeTry(OfLandlord, Base):
    """A code typed by the agent, judged only in a later transaction: a try cannot be taken back."""

    __tablename__ = "caller_code_try"
    __table_args__ = (
        CheckConstraint("(judged_at IS NULL) = (is_right IS NULL)", name="judged_whole"),
        {"comment": "Codes typed for a caller; judged once the try is committed, so that it always counts."},
    )

    id: Mapped[Id]
    code_id: Mapped[int] = mapped_column(ForeignKey("caller_code.id"), index=True, comment="Code tried.")
    typed_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of salt and what was typed.")
    typed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was typed.")
    made_in: Mapped[int] = mapped_column(BigInteger, comment="Transaction that typed it.")
    judged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was judged.")
    is_right: Mapped[bool | None] = mapped_column(Boolean, comment="Whether it was the code.")


class ChangeRequest(OfLandlord, Versioned, Base):
    """A change that needs level 3; who asked, who decided, whether the tenant objected (R3.54, R4.25)."""

    __tablename__ = "change_request"
    __table_args__ = (
        one_of("kind", ChangeKind),
        one_of("state", ChangeState),
        one_of("refusal", ChangeRefusal),
        CheckConstraint("num_nonnulls(call_id, letter_on, submission_id) = 1", name="proved_somehow"),
        CheckConstraint("decided_by <> proposed_by", name="two_persons"),
        CheckConstraint(
            "decided_by IS NOT NULL OR state IN ('PROPOSED', 'WITHDRAWN') OR kind = 'SECURITY_CONTACT'",
            name="decided_by_someone",
        ),
        CheckConstraint("(state = 'PROPOSED') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint("(state = 'REFUSED') = (refusal IS NOT NULL)", name="refused_why"),
        CheckConstraint("(objected_at IS NULL) = (objected_by IS NULL)", name="objection_whole"),
        Index(
            "uq_change_request_pending",
            "customer_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'PROPOSED'"),
        ),
        Index("ix_change_request_customer", "customer_id", "id"),
        Index(
            "ix_change_request_submission",
            "submission_id",
            postgresql_where=text("submission_id IS NOT NULL"),
        ),
        {"comment": "Changes that need a certain identity, decided by a second person (R3.54, R4.20)."},
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="What changes.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer.")
    proposed: Mapped[Json] = mapped_column(comment="What is asked; an account number is masked.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), index=True, comment="Call or visit in which identity was certain."
    )
    letter_on: Mapped[date | None] = mapped_column(
        Date, comment="Day of the signed letter checked with a copy of the paper, if by post."
    )
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("change_submission.id"), comment="What the tenant asked, signed in, with its paper."
    )
    state: Mapped[str] = mapped_column(comment="Where it stands.")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who entered it.")
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was entered.")
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Second person; a security contact is applied without one."
    )
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When decided.")
    refusal: Mapped[str | None] = mapped_column(comment="Why it was refused.")
    effective_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="End of the cooling-off of what changed (R4.24)."
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), comment="Contact that the change added."
    )
    replaced_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), comment="Contact that the change ends."
    )
    objected_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the tenant objected (R4.25)."
    )
    objected_by: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who took the objection down."
    )


class BankDetail(OfLandlord, Versioned, Base):
    """An account number of a tenant or of a third party who pays; shown masked (R3.53)."""

    __tablename__ = "bank_detail"
    __table_args__ = (
        one_of("state", BankDetailState),
        one_of("iban_check", IbanCheck),
        CheckConstraint("(state = 'ACTIVE') = (effective_at IS NOT NULL)", name="active_since"),
        CheckConstraint("is_third_party = (mandate_reference IS NOT NULL)", name="third_party_mandate"),
        Index("ix_bank_detail_customer", "customer_id", "id"),
        {"comment": "Account numbers; the whole number is read through reveal_iban alone (R3.53)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer.")
    change_id: Mapped[int] = mapped_column(
        ForeignKey("change_request.id"), unique=True, comment="Change that brought it."
    )
    state: Mapped[str] = mapped_column(comment="Proposed, accepted, refused.")
    holder_name: Mapped[str] = mapped_column(comment="Name on the account.")
    iban: Mapped[str] = mapped_column(comment="Account number; no role of staff reads this column.")
    iban_masked: Mapped[str] = mapped_column(comment="What a screen shows: FR76 •••• •••• 1234.")
    is_third_party: Mapped[bool] = mapped_column(Boolean, comment="Somebody else pays.")
    mandate_reference: Mapped[str | None] = mapped_column(comment="Mandate signed by the third party.")
    effective_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="First instant of use: never inside the cooling-off (R3.54)."
    )
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="Last instant of use.")
    iban_check: Mapped[str] = mapped_column(
        server_default="NONE", comment="What the check of who owns it answered (R3.55)."
    )
    lease_id: Mapped[int | None] = mapped_column(
        ForeignKey("lease.id"), comment="Contract that it pays; none: all of the customer’s (R3.57)."
    )


class IbanReveal(OfLandlord, Recorded, Base):
    """An account number asked for, then shown in a later transaction: the line cannot be taken back."""

    __tablename__ = "iban_reveal"
    __table_args__ = (
        one_of("reason", RevealReason),
        {"comment": "Who asked to see a whole account number, when and why (R3.53); never deleted."},
    )

    id: Mapped[Id]
    bank_detail_id: Mapped[int] = mapped_column(
        ForeignKey("bank_detail.id"), index=True, comment="Account asked for."
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who asked.")
    reason: Mapped[str] = mapped_column(comment="Why.")
    made_in: Mapped[int] = mapped_column(BigInteger, comment="Transaction that asked.")
    shown_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was shown.")
