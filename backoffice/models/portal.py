"""Portal accounts, their locks, blocked registrations and events."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, KeyText, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.portal import AccountState, LockCause, LockEnd, PortalEventKind, UnlockReason


class PortalAccount(OfLandlord, Versioned, Base):
    """A tenant's login to the portal. No password, no code is ever kept here (R4.5)."""

    __tablename__ = "portal_account"
    __table_args__ = (
        one_of("state", AccountState),
        CheckConstraint("failed_attempts >= 0", name="failures_counted"),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_has_date"),
        Index(
            "uq_portal_account_login",
            "landlord_id",
            "login_key",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_portal_account_person", "person_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_portal_account_open", "customer_id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_portal_account_dormant",
            *("landlord_id", text("coalesce(last_sign_in_at, activated_at, created_at)")),
            postgresql_where=text("state IN ('ACTIVE', 'LOCKED_TEMPORARY')"),
        ),
        Index(
            "ix_portal_account_to_recreate",
            "landlord_id",
            "recreate_since",
            postgresql_where=text("recreate_since IS NOT NULL"),
        ),
        {"comment": "Portal accounts of tenants; neither passwords nor codes are stored (R4.5)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="Customer.")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), comment="Whose account it is.")
    login: Mapped[str] = mapped_column(comment="What the tenant signs in with.")
    login_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised.")
    state: Mapped[str] = mapped_column(comment="State of the account (R4.14).")
    failed_attempts: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="Wrong passwords since the last success."
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Registration.")
    activation_expires_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Until when the activation link or code works."
    )
    activated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="First opening.")
    last_sign_in_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Last successful sign-in."
    )
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="Closing.")
    recreate_since: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Since when the profile must be made again on a new portal."
    )


class AccountLock(OfLandlord, Versioned, Base):
    """A lock put on an existing account (R4.13)."""

    __tablename__ = "account_lock"
    __table_args__ = (
        one_of("cause", LockCause),
        one_of("ended_how", LockEnd),
        one_of("reason", UnlockReason),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="end_is_told"),
        CheckConstraint("until > locked_at", name="until_after_lock"),
        CheckConstraint("cause = 'STAFF' OR until IS NOT NULL", name="temporary_has_end"),
        Index(
            "uq_account_lock_open",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"comment": "Locks of portal accounts; a row each, ended and never deleted (R4.13)."},
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("portal_account.id"), index=True, comment="Account locked."
    )
    cause: Mapped[str] = mapped_column(comment="Why it was locked.")
    failures: Mapped[int] = mapped_column(Integer, comment="Wrong tries that led to it.")
    locked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was locked.")
    until: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the portal unlocks by itself; empty for a staff lock."
    )
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When it ended.")
    ended_how: Mapped[str | None] = mapped_column(comment="By staff, or by the portal.")
    reason: Mapped[str | None] = mapped_column(comment="Coded reason given by the agent (R4.15).")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Agent who unlocked.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), comment="Call in which it was unlocked."
    )


class RegistrationBlock(OfLandlord, Versioned, Base):
    """A customer without account whose registration the portal has blocked (R4.13)."""

    __tablename__ = "registration_block"
    __table_args__ = (
        one_of("reason", UnlockReason),
        Index(
            "uq_registration_block_open",
            "customer_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
        {"comment": "Registrations blocked before any account exists (R4.12, R4.13)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="Customer.")
    failures: Mapped[int] = mapped_column(Integer, comment="Failed registrations that led to it.")
    blocked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When it was blocked.")
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When released.")
    reason: Mapped[str | None] = mapped_column(comment="Coded reason given by the agent.")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Agent who released it.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), comment="Call in which it was released."
    )


class PortalEvent(OfLandlord, Base):
    """Something that happened on the portal, or was done to an account by staff."""

    __tablename__ = "portal_event"
    __table_args__ = (
        one_of("kind", PortalEventKind),
        Index("ix_portal_event_customer", "customer_id", "occurred_at"),
        # Erasing a contact looks for the events that name it.
        Index("ix_portal_event_contact", "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(
            "ix_portal_event_failed",
            *("landlord_id", "occurred_at"),
            postgresql_where=text(
                "kind IN ('REGISTRATION_FAILED', 'SIGN_IN_FAILED', 'RECREATION_FAILED', 'ACTIVATION_FAILED', "
                "'RESET_FAILED') AND (detail ->> 'failed') IS DISTINCT FROM 'REFUSED_NOW'"
            ),
        ),
        Index(
            "ix_portal_event_opened",
            *("landlord_id", "occurred_at"),
            postgresql_where=text(
                "kind IN ('UNLOCKED', 'ACTIVATION_ASKED', 'SUSPENSION_LIFTED', 'RESET_ASKED', 'RESET_SENT')"
            ),
        ),
        {"comment": "Events of the portal, in order; rows are only added."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("portal_account.id"), comment="Account, if there is one."
    )
    kind: Mapped[str] = mapped_column(comment="What happened.")
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When.")
    detail: Mapped[Json] = mapped_column(
        server_default=text("'{}'"), comment="Facts; never a password or a code."
    )
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Agent, if staff did it.")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("phone_call.id"), comment="Call, if in a call.")
    command_id: Mapped[str | None] = mapped_column(
        UUID(as_uuid=False), comment="Command that caused it, if staff did it."
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), comment="Contact that a message of the portal went to."
    )
