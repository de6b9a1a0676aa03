"""Decisions on certificates, requests, the routes of a default, policies for a tenant (R2.3–R2.18)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, Money, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.rules.vocabulary.validation.insurance import (
    CertificateRequest,
    CheckNote,
    InstalmentKind,
    InsuranceRoute,
    NoticeOutcome,
    PolicyEnd,
)
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from backoffice.rules.vocabulary.work import WorkDecision


class InsuranceDecision(OfLandlord, Recorded, Base):
    """What was decided of a certificate, and what stood before; rows are only added."""

    __tablename__ = "insurance_decision"
    __table_args__ = (
        one_of("decision", WorkDecision),
        CheckConstraint("(decision = 'ACCEPTED') = (covered_until IS NOT NULL)", name="accepted_has_end"),
        UniqueConstraint("work_item_id", "rank"),
        Index("ix_insurance_decision_submission", "submission_id"),
        {"comment": "Decisions on insurance certificates (R2.8–R2.11), with what they changed."},
    )

    id: Mapped[Id]
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item decided.")
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("insurance_submission.id", ondelete="SET NULL"), comment="Certificate, while it is kept."
    )
    rank: Mapped[int] = mapped_column(Integer, comment="Rank of the decision on its item.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that decided.")
    decision: Mapped[str] = mapped_column(comment="What was decided.")
    covered_from: Mapped[date | None] = mapped_column(
        Date, comment="First day covered, if the paper says it."
    )
    covered_until: Mapped[date | None] = mapped_column(Date, comment="Last day covered, once accepted.")
    before: Mapped[Json] = mapped_column(comment="What the decision changed, as it was before.")


class InsuranceCheck(OfLandlord, Base):
    """One line of the checklist: what was proposed, what a person said (R2.8)."""

    __tablename__ = "insurance_check"
    __table_args__ = (
        one_of("code", CheckCode),
        one_of("proposed", CheckVerdict),
        one_of("given", CheckVerdict),
        one_of("note", CheckNote),
        {"comment": "Checklists of certificates, one row per check; never the words of the paper."},
    )

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("insurance_decision.id"), primary_key=True, comment="Decision it was given with."
    )
    code: Mapped[str] = mapped_column(primary_key=True, comment="Which check.")
    proposed: Mapped[str | None] = mapped_column(comment="What was proposed, if anything.")
    given: Mapped[str] = mapped_column(comment="What was said.")
    note: Mapped[str | None] = mapped_column(comment="Why it is accepted although it says no (R2.9).")


class InsuranceRequest(OfLandlord, Base):
    """A certificate asked for: the fact that the law wants (R2.3)."""

    __tablename__ = "insurance_request"
    __table_args__ = (
        one_of("kind", CertificateRequest),
        one_of("channel", MessageChannel),
        UniqueConstraint("lease_id", "command_id", "channel"),
        Index("ix_insurance_request_lease", "lease_id", "asked_at"),
        {"comment": "Requests for certificates, by lease: the last one sent is told (R2.3)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease concerned.")
    kind: Mapped[str] = mapped_column(comment="First request or reminder.")
    channel: Mapped[str] = mapped_column(comment="How it was asked.")
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was asked.")
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who asked, if a person did."
    )
    command_id: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that asked.")


class InsuranceRouteRow(OfLandlord, Recorded, Base):
    """What is done of a default; one at a time for a lease, the other is given up (R2.14)."""

    __tablename__ = "insurance_route"
    __table_args__ = (
        one_of("route", InsuranceRoute),
        Index(
            "uq_insurance_route_open",
            "lease_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_insurance_route_lease", "lease_id", "id"),
        {"comment": "Routes of defaults of insurance: on behalf, or litigation; never both (R2.14)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease in default.")
    route: Mapped[str] = mapped_column(comment="Which route.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who chose it.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that chose it.")
    closed_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When a certificate ended the default."
    )
    closed_by: Mapped[str | None] = mapped_column(UUID(as_uuid=False), comment="Command that closed it.")


class FormalNotice(OfLandlord, Recorded, Versioned, Base):
    """A formal notice, and the day of its first presentation: the month runs from it (R2.13)."""

    __tablename__ = "formal_notice"
    __table_args__ = (
        one_of("outcome", NoticeOutcome),
        CheckConstraint("presented_on >= sent_on", name="presented_after_sent"),
        CheckConstraint("(presented_on IS NULL) = (outcome IS NULL)", name="presented_how"),
        Index("ix_formal_notice_lease", "lease_id", "sent_on"),
        Index("ix_formal_notice_route_id", "route_id"),
        {"comment": "Formal notices for lack of insurance (R2.13, R2.14)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease in default.")
    route_id: Mapped[int] = mapped_column(
        ForeignKey("insurance_route.id"), comment="The default it is about."
    )
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True, comment="The letter.")
    sent_on: Mapped[date] = mapped_column(Date, comment="Day of the letter.")
    presented_on: Mapped[date | None] = mapped_column(Date, comment="Day of its first presentation.")
    outcome: Mapped[str | None] = mapped_column(comment="What became of it then.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who sent it.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that sent it.")


class OnBehalfPolicy(OfLandlord, Recorded, Versioned, Base):
    """A year of insurance taken out for the tenant, during ``[starts_on, ends_on)`` (R2.13–R2.17)."""

    __tablename__ = "on_behalf_policy"
    __table_args__ = (
        one_of("ended_why", PolicyEnd),
        CheckConstraint("premium > 0 AND surcharge >= 0", name="sums_positive"),
        CheckConstraint("surcharge_percent BETWEEN 0 AND 10", name="surcharge_capped"),
        CheckConstraint("total = premium + surcharge", name="total_of_both"),
        CheckConstraint("ends_on >= starts_on", name="period_in_order"),
        Index("ix_on_behalf_policy_lease", "lease_id", "starts_on"),
        Index("ix_on_behalf_policy_route_id", "route_id"),
        {"comment": "Insurance taken out for tenants, one row a year (R2.13–R2.17)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease insured.")
    route_id: Mapped[int] = mapped_column(
        ForeignKey("insurance_route.id"), comment="The default it is about."
    )
    renews_id: Mapped[int | None] = mapped_column(
        ForeignKey("on_behalf_policy.id"), index=True, comment="The year that it follows, if any."
    )
    letter_id: Mapped[int | None] = mapped_column(
        ForeignKey("letter.id"), index=True, comment="Letter sent with the copy of the policy (R2.16)."
    )
    insurer: Mapped[str] = mapped_column(comment="Insurer.")
    policy_number: Mapped[str] = mapped_column(comment="Number of the policy.")
    premium: Mapped[Money] = mapped_column(comment="Yearly premium, in euros.")
    surcharge_percent: Mapped[Decimal] = mapped_column(Numeric(4, 2), comment="Surcharge, per cent (R2.15).")
    surcharge: Mapped[Money] = mapped_column(comment="Surcharge of the year, in euros.")
    total: Mapped[Money] = mapped_column(comment="What the tenant owes for the year, in euros.")
    starts_on: Mapped[date] = mapped_column(Date, comment="First day insured.")
    ends_on: Mapped[date] = mapped_column(Date, comment="First day no longer insured.")
    ended_why: Mapped[str | None] = mapped_column(comment="Why it ended before its year.")
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was ended.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who took it out.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that took it out.")


class OnBehalfInstalment(OfLandlord, Base):
    """What a month's rent carries of a policy (R2.13, R2.15)."""

    __tablename__ = "on_behalf_instalment"
    __table_args__ = (
        one_of("kind", InstalmentKind),
        CheckConstraint("extract(day FROM month) = 1", name="month_is_first_day"),
        Index("ix_on_behalf_instalment_month", "landlord_id", "month"),
        {"comment": "Monthly sums of policies taken out for tenants, told to the accounts."},
    )

    policy_id: Mapped[int] = mapped_column(
        ForeignKey("on_behalf_policy.id"), primary_key=True, comment="Policy."
    )
    rank: Mapped[int] = mapped_column(
        Integer, primary_key=True, autoincrement=False, comment="1 to 12 for twelfths, then the settlement."
    )
    kind: Mapped[str] = mapped_column(comment="Twelfth or settlement.")
    month: Mapped[date] = mapped_column(Date, comment="Month whose rent carries it, by its first day.")
    amount: Mapped[Money] = mapped_column(comment="Euros; negative when given back.")
    cancelled_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the end of the policy took it away."
    )
