"""Campaigns of requests for certificates: a line for each tenant, done once (R2.3, R2.12)."""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.validation.insurance import (
    CampaignLineState,
    CampaignState,
    CertificateRequest,
)


class InsuranceCampaign(OfLandlord, Recorded, Versioned, Base):
    """A campaign as it was prepared."""

    __tablename__ = "insurance_campaign"
    __table_args__ = (
        one_of("state", CampaignState),
        one_of("kind", CertificateRequest),
        CheckConstraint("length(label) BETWEEN 1 AND 80", name="label_bounded"),
        UniqueConstraint("command_id"),
        Index("ix_insurance_campaign_recorded", "landlord_id", "recorded_at"),
        {"comment": "Campaigns of requests for insurance certificates."},
    )

    id: Mapped[Id]
    label: Mapped[str] = mapped_column(comment="Its name in lists.")
    kind: Mapped[str] = mapped_column(comment="First request or reminder.")
    state: Mapped[str] = mapped_column(server_default="READY", comment="Ready, running, done.")
    answer_by: Mapped[date] = mapped_column(Date, comment="Last day to answer, as the letters say.")
    chosen: Mapped[Json] = mapped_column(comment="What the tenants were chosen by: codes, never names.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who prepared it.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that prepared it.")


class InsuranceCampaignLine(OfLandlord, Versioned, Base):
    """A tenant of a campaign: one letter, one message, once."""

    __tablename__ = "insurance_campaign_line"
    __table_args__ = (
        one_of("state", CampaignLineState),
        CheckConstraint("reason ~ '^[A-Z][A-Z0-9_]{1,39}$'", name="reason_is_a_code"),
        UniqueConstraint("campaign_id", "customer_id"),
        Index("ix_insurance_campaign_line_state", "campaign_id", "state", "id"),
        Index("ix_insurance_campaign_line_customer_id", "customer_id"),
        {"comment": "Tenants of campaigns, each with its letter and what became of it."},
    )

    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("insurance_campaign.id"), comment="Campaign.")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer asked.")
    lease_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), comment="Leases without a certificate.")
    state: Mapped[str] = mapped_column(server_default="TO_DO", comment="To do, done, failed, skipped.")
    reason: Mapped[str | None] = mapped_column(comment="Code of a failure, or of what made it pointless.")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True, comment="Letter made.")
    told: Mapped[str | None] = mapped_column(
        comment="How the message left: EMAIL, SMS; none without contact."
    )
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command of this line.")
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was settled.")
