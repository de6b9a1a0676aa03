"""Acts of staff on an access to the portal, what they ask the portal to do by itself, e-mails of several."""

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
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Json, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import ActReason, ErrandKind, ErrandResult, ErrandState, PortalAct


class PortalActRow(OfLandlord, Versioned, Base):
    """One act, with what undoing it puts back; undone or not, the row stays (R4.14)."""

    __tablename__ = "portal_act"
    __table_args__ = (
        one_of("act", PortalAct),
        one_of("reason", ActReason),
        one_of("level", CallerLevel),
        CheckConstraint("leaves_at >= done_at", name="leaves_after_act"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),
        UniqueConstraint("command_id"),
        Index("ix_portal_act_customer", "customer_id", "done_at"),
        {"comment": "Acts of staff on accesses to the portal; undone until their messages leave (R4.14)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("portal_account.id"), index=True, comment="Account, if there is one."
    )
    act: Mapped[str] = mapped_column(comment="What was done.")
    reason: Mapped[str] = mapped_column(comment="Coded reason given.")
    level: Mapped[str] = mapped_column(comment="How far the caller was verified (R4.20).")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who did it.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("phone_call.id"), index=True, comment="Call or visit in which it was done."
    )
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that did it.")
    done_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When."
    )
    leaves_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="When its messages leave: it is undone until then."
    )
    before: Mapped[Json] = mapped_column(
        server_default=text("'{}'"), comment="State before, as undoing puts it back."
    )
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When undone.")
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who undid it.")


class SharedContact(OfLandlord, Base):
    """An e-mail that was once somebody else's too: the anomalies of managers look among these alone."""

    __tablename__ = "shared_contact"
    __table_args__ = (
        Index("ix_shared_contact_landlord", "landlord_id", "contact_id"),
        {"comment": "E-mails that were once somebody else’s too, where a shared one is looked for; derived."},
    )

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="The contact.",
    )


class PortalErrand(OfLandlord, Versioned, Base):
    """What staff ask of the portal. It names a contact on file, never a token, a code or a password."""

    __tablename__ = "portal_errand"
    __table_args__ = (
        one_of("kind", ErrandKind),
        one_of("state", ErrandState),
        one_of("result", ErrandResult),
        CheckConstraint("(state IN ('DONE', 'FAILED')) = (result IS NOT NULL)", name="answered"),
        CheckConstraint("(state = 'WAITING') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("kind NOT IN ('ACTIVATION', 'RESET') OR contact_id IS NOT NULL", name="addressed"),
        Index(
            "ix_portal_errand_waiting",
            *("landlord_id", "not_before"),
            postgresql_where=text("state = 'WAITING'"),
        ),
        Index("ix_portal_errand_customer", "customer_id", "asked_at"),
        {"comment": "What staff ask the portal to send or end by itself (R4.5)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("portal_account.id"), index=True, comment="Account, if there is one."
    )
    act_id: Mapped[int] = mapped_column(ForeignKey("portal_act.id"), index=True, comment="Act that asks it.")
    kind: Mapped[str] = mapped_column(comment="What is asked.")
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), index=True, comment="Contact on file to send to."
    )
    asked_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was asked."
    )
    not_before: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="Earliest time for the portal: until then it can be taken back."
    )
    state: Mapped[str] = mapped_column(server_default="WAITING", comment="Waiting, done, failed, cancelled.")
    settled_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When the portal answered, or staff took it back."
    )
    result: Mapped[str | None] = mapped_column(comment="What the portal answered, coded.")


class PortalRecreation(OfLandlord, Versioned, Base):
    """A marking of the accounts opened before a new portal: their owners make a profile again."""

    __tablename__ = "portal_recreation"
    __table_args__ = (
        CheckConstraint("marked >= 0", name="marked_counted"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),
        UniqueConstraint("command_id"),
        # The accounts marked carry this instant: it tells whose mark they bear.
        UniqueConstraint("landlord_id", "marked_at"),
        {"comment": "Markings of profiles to be made again on a new portal."},
    )

    id: Mapped[Id]
    opened_before: Mapped[date] = mapped_column(
        Date, comment="Day the new portal opened: accounts opened before it are marked."
    )
    command_id: Mapped[str] = mapped_column(UUID(as_uuid=False), comment="Command that marks.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who marks.")
    marked_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), comment="When it began; the accounts marked carry it."
    )
    marked: Mapped[int] = mapped_column(Integer, server_default="0", comment="Accounts marked.")
    reached: Mapped[int] = mapped_column(
        server_default="0", comment="Last account marked: the next page begins after it."
    )
    finished_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When none was left."
    )
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="When taken back.")
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who took it back.")
