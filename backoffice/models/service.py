"""What tenants send and ask: insurance certificates, service requests."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.service import ServiceRequestKind, ServiceRequestState, SubmissionState


class InsuranceSubmission(OfLandlord, Versioned, Base):
    """An insurance certificate sent by a tenant, with the dates he typed (R2.6)."""

    __tablename__ = "insurance_submission"
    __table_args__ = (
        one_of("state", SubmissionState),
        one_of("channel", RequestChannel),
        CheckConstraint("declared_to > declared_from", name="declared_in_order"),
        CheckConstraint("(state = 'ACCEPTED') = (covered_until IS NOT NULL)", name="accepted_has_end"),
        CheckConstraint("(state = 'REJECTED') = (rejection IS NOT NULL)", name="rejection_is_told"),
        Index("ix_insurance_submission_lease", "lease_id", "submitted_at"),
        Index(
            "ix_insurance_submission_work_item",
            "work_item_id",
            unique=True,
            postgresql_where=text("work_item_id IS NOT NULL"),
        ),
        {"comment": "Insurance certificates sent by tenants (R2.6) and what was decided."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease to be covered.")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    submitted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was sent.")
    declared_from: Mapped[date | None] = mapped_column(Date, comment="Start typed by the tenant.")
    declared_to: Mapped[date | None] = mapped_column(Date, comment="End typed by the tenant.")
    declared_exact: Mapped[bool] = mapped_column(Boolean, comment="The tenant confirmed exactness.")
    insurer: Mapped[str | None] = mapped_column(comment="Insurer declared.")
    state: Mapped[str] = mapped_column(comment="To validate, accepted, rejected.")
    covered_until: Mapped[date | None] = mapped_column(Date, comment="Last day covered, once accepted.")
    rejection: Mapped[str | None] = mapped_column(comment="Code of the rejection (R2.10).")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When decided.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who decided.")
    work_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("work_item.id"), comment="Item of work it made, when it came to be validated."
    )
    covered_from: Mapped[date | None] = mapped_column(
        Date, comment="First day covered, if the paper says it."
    )
    policy_number: Mapped[str | None] = mapped_column(comment="Number of the tenant’s policy, once accepted.")
    accepted_with_id: Mapped[int | None] = mapped_column(
        ForeignKey("insurance_submission.id", ondelete="SET NULL"),
        index=True,
        comment="Certificate whose paper covers this contract too (R2.4).",
    )


class ServiceRequest(OfLandlord, Versioned, Base):
    """A technical or administrative request, or a complaint (R7.3)."""

    __tablename__ = "service_request"
    __table_args__ = (
        one_of("kind", ServiceRequestKind),
        one_of("state", ServiceRequestState),
        one_of("channel", RequestChannel),
        Index("ix_service_request_customer", "customer_id", "opened_at"),
        {"comment": "Requests and complaints of tenants, with their state (R7.4)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer who asks.")
    lease_id: Mapped[int | None] = mapped_column(ForeignKey("lease.id"), comment="Lease, if it concerns one.")
    residence_id: Mapped[int | None] = mapped_column(
        ForeignKey("residence.id"), comment="Residence, when it concerns common parts (R7.5)."
    )
    kind: Mapped[str] = mapped_column(comment="Nature of the request.")
    summary: Mapped[str] = mapped_column(comment="One line, as read in lists.")
    channel: Mapped[str] = mapped_column(comment="By what door it came.")
    state: Mapped[str] = mapped_column(comment="Internal state (R7.4).")
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When registered.")
    due_on: Mapped[date | None] = mapped_column(Date, comment="Day promised: answer or visit.")
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When done.")
