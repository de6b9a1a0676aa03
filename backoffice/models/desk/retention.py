"""Retention rules, the runs that erase, their certificates, what data subjects ask for."""

from datetime import date, datetime

from sqlalchemy import (
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Blob, Id, Json, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.retention.words import (
    Hold,
    ItemState,
    PlacedHold,
    RuleStatus,
    RunState,
    SubjectIdentity,
    SubjectRequestKind,
    SubjectRequestState,
    TermUnit,
)
from backoffice.rules.vocabulary.receipts import RequestChannel

_LOGIN = text("session_user")


class RetentionRule(Recorded, Base):
    """How long one sort of data is kept, true from a day on; a change is a new row (R5.10)."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        one_of("unit", TermUnit),
        one_of("status", RuleStatus),
        CheckConstraint("(unit = 'NONE') = (count = 0) AND count >= 0", name="term_counted"),
        {"comment": "Dated retention rules with their legal base; loaded from the file once."},
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(comment="Rule number (R5.10a…).")
    data: Mapped[str] = mapped_column(comment="Sort of data, in the words shown.")
    active_base: Mapped[str] = mapped_column(comment="How long it is kept, in words.")
    afterwards: Mapped[str] = mapped_column(comment="What is done then, in words.")
    count: Mapped[int] = mapped_column(Integer, comment="Length of the term, in units.")
    unit: Mapped[str] = mapped_column(comment="Days, months, civil years, or no term of its own.")
    status: Mapped[str] = mapped_column(comment="Law, recommendation, choice of the product, unverified.")
    legal_base: Mapped[str] = mapped_column(comment="Where the term comes from.")
    caveat: Mapped[str] = mapped_column(server_default="", comment="What must be known besides.")
    valid_from: Mapped[date] = mapped_column(Date, comment="First day it is in force.")
    source: Mapped[str] = mapped_column(comment="File or decision that set it.")
    author: Mapped[str] = mapped_column(server_default=_LOGIN, comment="Who entered it.")


class RetentionRun(OfLandlord, Base):
    """One dry run for one landlord, then its approval and its erasure (R5.23)."""

    __tablename__ = "retention_run"
    __table_args__ = (
        one_of("state", RunState),
        CheckConstraint(
            "(state IN ('APPROVED', 'ERASED')) = (approved_at IS NOT NULL)", name="approval_is_told"
        ),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_someone"),
        CheckConstraint("(state = 'ERASED') = (finished_at IS NOT NULL)", name="end_is_told"),
        Index("ix_retention_run_landlord", "landlord_id", "prepared_at"),
        {"comment": "Retention runs: dry run, approval, erasure; counts alone once erased (R5.23)."},
    )

    id: Mapped[Id]
    as_of: Mapped[date] = mapped_column(Date, comment="Day on which the terms were judged.")
    state: Mapped[str] = mapped_column(server_default="PREPARED", comment="Where it stands.")
    rules: Mapped[Json] = mapped_column(comment="Versions of the rules used: code, row, term, status.")
    fingerprint: Mapped[str] = mapped_column(
        comment="SHA-256 of rules and items: the same run is not made twice."
    )
    prepared_by: Mapped[str] = mapped_column(server_default=_LOGIN, comment="Login that prepared it.")
    prepared_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was prepared."
    )
    approved_by: Mapped[str | None] = mapped_column(comment="Login of the officer who approved it.")
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When approved.")
    finished_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the last item was dealt with."
    )


class RetentionItem(OfLandlord, Base):
    """One record that a rule reaches: numbers only, never a name (R5.23)."""

    __tablename__ = "retention_item"
    __table_args__ = (
        UniqueConstraint("run_id", "rule_code", "table_name", "row_key"),
        one_of("state", ItemState),
        one_of("reason", Hold),
        CheckConstraint("(state IN ('HELD', 'SKIPPED')) = (reason IS NOT NULL)", name="keeping_is_told"),
        CheckConstraint("(state IN ('ERASED', 'SKIPPED')) = (done_at IS NOT NULL)", name="end_is_told"),
        Index("ix_retention_item_open", "run_id", "customer_id", postgresql_where=text("state = 'DUE'")),
        Index("ix_retention_item_erasing", "erasing", postgresql_where=text("erasing IS NOT NULL")),
        {"comment": "What a retention run reaches, by numbers: they outlive the records they name."},
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("retention_run.id"), comment="Run.")
    rule_code: Mapped[str] = mapped_column(comment="Rule that reaches it.")
    table_name: Mapped[str] = mapped_column(comment="Table of the record.")
    row_key: Mapped[int] = mapped_column(comment="Key of the record.")
    customer_id: Mapped[int] = mapped_column(comment="Customer; no reference, the row will be gone.")
    due_since: Mapped[date] = mapped_column(Date, comment="Day from which it should be erased.")
    state: Mapped[str] = mapped_column(comment="To erase, held, erased, skipped.")
    reason: Mapped[str | None] = mapped_column(comment="Why it is held, or was skipped.")
    erased: Mapped[dict[str, int] | None] = mapped_column(JSONB, comment="Rows erased, by table.")
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When dealt with.")
    erasing: Mapped[int | None] = mapped_column(
        comment="Transaction that is erasing it: no value goes to the trace meanwhile."
    )


class RetentionCertificate(OfLandlord, Base):
    """The paper that says what a run erased, in counts, frozen (R5.23)."""

    __tablename__ = "retention_certificate"
    __table_args__ = (
        UniqueConstraint("landlord_id", "number"),
        UniqueConstraint("run_id"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_size"),
        {"comment": "Certificates of erasure: counts alone, bytes frozen with their SHA-256."},
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("retention_run.id"), comment="Run certified.")
    number: Mapped[str] = mapped_column(comment="EFF-<year>-<rank>, never reused.")
    issued_by: Mapped[str] = mapped_column(server_default=_LOGIN, comment="Login that issued it.")
    issued_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    content: Mapped[Blob] = mapped_column(deferred=True, comment="The frozen PDF.")
    sha256: Mapped[Blob] = mapped_column(comment="SHA-256 of the frozen PDF.")


class RetentionHold(OfLandlord, Versioned, Base):
    """A file kept whatever its age: a lawsuit, an authority's request (R5.10g)."""

    __tablename__ = "retention_hold"
    __table_args__ = (
        one_of("kind", PlacedHold),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_someone"),
        Index(
            "uq_retention_hold_open",
            "customer_id",
            "kind",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
        {"comment": "Holds placed by hand that keep a file out of erasure (R5.10g)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="File held.")
    kind: Mapped[str] = mapped_column(comment="Why it is held.")
    placed_by: Mapped[str] = mapped_column(server_default=_LOGIN, comment="Login that placed it.")
    placed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    lifted_by: Mapped[str | None] = mapped_column(comment="Login that lifted it.")
    lifted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When lifted.")


class SubjectRequest(OfLandlord, Recorded, Versioned, Base):
    """What a data subject asks for, with its legal clock (R5.21)."""

    __tablename__ = "subject_request"
    __table_args__ = (
        one_of("kind", SubjectRequestKind),
        one_of("state", SubjectRequestState),
        one_of("channel", RequestChannel),
        one_of("identity", SubjectIdentity),
        CheckConstraint("due_on >= received_on", name="due_after_receipt"),
        CheckConstraint("(state = 'RECEIVED') = (closed_on IS NULL)", name="closing_is_told"),
        CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by_someone"),
        Index("ix_subject_request_customer", "customer_id", "received_on"),
        Index("ix_subject_request_due", "landlord_id", "due_on", postgresql_where=text("state = 'RECEIVED'")),
        {"comment": "Requests of data subjects: what is asked, by when it must be answered (R5.21)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="File concerned.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, comment="Who asks.")
    kind: Mapped[str] = mapped_column(comment="What is asked.")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    identity: Mapped[str] = mapped_column(comment="How the one who asks was recognised.")
    received_on: Mapped[date] = mapped_column(Date, comment="Day it was received: the clock starts.")
    due_on: Mapped[date] = mapped_column(Date, comment="Last day to answer.")
    extended_on: Mapped[date | None] = mapped_column(
        Date, comment="Day on which the two more months were told."
    )
    state: Mapped[str] = mapped_column(server_default="RECEIVED", comment="Where it stands.")
    closed_on: Mapped[date | None] = mapped_column(Date, comment="Day of the answer.")
    closed_by: Mapped[str | None] = mapped_column(comment="Login that closed it.")
    registered_by: Mapped[str] = mapped_column(server_default=_LOGIN, comment="Login that registered it.")
