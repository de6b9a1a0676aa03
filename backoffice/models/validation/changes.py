"""Professions, contacts asked for, accounts asked for, and what decisions on them did (R3.30–R3.58)."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import (
    Base,
    Id,
    Json,
    OfLandlord,
    Period,
    Recorded,
    Versioned,
    one_of,
    period_in_order,
)
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.validation.changes import ProfessionalSituation


class ProfessionalStatus(OfLandlord, Period, Recorded, Versioned, Base):
    """The situation of a person during a period: never an income, never a reason of health (R3.33)."""

    __tablename__ = "professional_status"
    __table_args__ = (
        one_of("status", ProfessionalSituation),
        period_in_order(),
        CheckConstraint("length(employer) BETWEEN 1 AND 80", name="employer_is_a_name"),
        Index("ix_professional_status_person", "person_id", "valid_from"),
        Index("ix_professional_status_customer", "customer_id", "id"),
        Index("ix_professional_status_item", "work_item_id"),
        {"comment": "What the people of a household live on, with its proof seen (R3.31, R3.33)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="File that it was asked on.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Whose situation.")
    status: Mapped[str] = mapped_column(comment="Situation.")
    employer: Mapped[str | None] = mapped_column(
        comment="Name of the employer, kept only where the survey needs it (R3.33)."
    )
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item that brought it.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who saw the proof.")


class ContactSubmission(OfLandlord, Versioned, Base):
    """A contact that a tenant asks for: proposed until it is confirmed from there (R3.42)."""

    __tablename__ = "contact_submission"
    __table_args__ = (
        one_of("channel", ContactChannel),
        CheckConstraint("(code_hash IS NULL) = (expires_at IS NULL)", name="code_whole"),
        CheckConstraint("tries BETWEEN 0 AND 3", name="three_tries"),
        Index("ix_contact_submission_customer", "customer_id", "submission_id"),
        {"comment": "Contacts asked for; of no use before they are confirmed and accepted (R3.42, R4.24)."},
    )

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("change_submission.id"), primary_key=True, comment="What was asked."
    )
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    channel: Mapped[str | None] = mapped_column(comment="Mobile or e-mail; none for an address.")
    value: Mapped[str | None] = mapped_column(comment="New contact or billing address, as given.")
    value_key: Mapped[str | None] = mapped_column(comment="E.164 number, or e-mail in lower case.")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), comment="Contact that it replaces, or that is to be removed."
    )
    salt: Mapped[str | None] = mapped_column(
        UUID(as_uuid=False), deferred=True, comment="Hashed with the code."
    )
    code_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, comment="SHA-256 of salt and code."
    )
    expires_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Until when the code is worth."
    )
    tries: Mapped[int] = mapped_column(Integer, server_default="0", comment="Wrong codes given.")
    confirmed_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the code came back from there."
    )
    blocked_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the tenant objected from a contact on file."
    )


class BankSubmission(OfLandlord, Versioned, Base):
    """An account that a tenant asks for; its number is shown masked, whoever looks (R3.53)."""

    __tablename__ = "bank_submission"
    __table_args__ = (
        CheckConstraint("reference ~ '^[A-Za-z0-9/?:().,''+-]{1,35}$'", name="reference_allowed"),
        CheckConstraint("debit_day BETWEEN 1 AND 31", name="debit_day_in_month"),
        Index("ix_bank_submission_customer", "customer_id", "submission_id"),
        Index("ix_bank_submission_approval", "approval_item_id", unique=True),
        Index("ix_bank_submission_change", "change_id", unique=True),
        Index("ix_bank_submission_mandate", "mandate_id"),
        {"comment": "Accounts asked for, and the two persons who decide of each (R3.54)."},
    )

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("change_submission.id"), primary_key=True, comment="What was asked."
    )
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    holder_name: Mapped[str] = mapped_column(comment="Name on the account.")
    iban: Mapped[str] = mapped_column(deferred=True, comment="Account number; no role reads this column.")
    iban_masked: Mapped[str] = mapped_column(comment="What a screen shows: FR76 •••• •••• 1234.")
    bank_name: Mapped[str | None] = mapped_column(comment="Name of the bank, from the registry.")
    debit_day: Mapped[int | None] = mapped_column(
        Integer, comment="Day of the debit asked for; none: the account serves for refunds alone."
    )
    signed_on: Mapped[date | None] = mapped_column(Date, comment="Day of the signature of the mandate.")
    reference: Mapped[str | None] = mapped_column(comment="RUM of the mandate (R3.51).")
    change_id: Mapped[int | None] = mapped_column(
        ForeignKey("change_request.id"), comment="Change that the first person opened."
    )
    approval_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("work_item.id"), comment="Item of the second person."
    )
    mandate_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id"), comment="Mandate that debits it, once approved."
    )


class ChangeEffect(OfLandlord, Recorded, Versioned, Base):
    """What a decision on a profession, a contact or an account did: how it is taken back."""

    __tablename__ = "change_effect"
    __table_args__ = (
        UniqueConstraint("command_id", "work_item_id"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_whole"),
        Index("ix_change_effect_customer", "customer_id", "id"),
        Index("ix_change_effect_item", "work_item_id", "id"),
        {"comment": "Decisions on professions, contacts and accounts, with what stood before each."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item decided.")
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that decided it.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who decided.")
    decision: Mapped[str] = mapped_column(comment="What was decided.")
    was_approval: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="Whether it was the second person’s (R3.54)."
    )
    before: Mapped[Json] = mapped_column(
        server_default=text("'{}'"), comment="Keys of what was made and ended: how it is taken back."
    )
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it was undone.")
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who undid it.")
