"""How many files, searches and exports a role may take, what was taken, who went past it and why."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, Recorded, one_of
from backoffice.rules.vocabulary.access import AccessKind, GlassReason
from backoffice.rules.vocabulary.people import StaffRole


class AccessQuota(Recorded, Base):
    """What a role may take in an hour and in a day, from a day on; a change is a new row."""

    __tablename__ = "access_quota"
    __table_args__ = (
        one_of("role", StaffRole),
        one_of("kind", AccessKind),
        UniqueConstraint("role", "kind", "valid_from"),
        CheckConstraint(
            "per_hour >= 0 AND per_day >= per_hour AND extra >= 0 AND extra_times >= 0", name="in_order"
        ),
        {"comment": "Quotas of a role on openings, searches and exports; dated, a change is a new row."},
    )

    id: Mapped[Id]
    role: Mapped[str] = mapped_column(comment="Role of the members of staff.")
    kind: Mapped[str] = mapped_column(comment="What is counted.")
    per_hour: Mapped[int] = mapped_column(Integer, comment="At most in one hour of the clock.")
    per_day: Mapped[int] = mapped_column(Integer, comment="At most in one day of Paris.")
    extra: Mapped[int] = mapped_column(Integer, comment="How many more a reason gives, for one hour.")
    extra_times: Mapped[int] = mapped_column(Integer, comment="How many times a day a reason may be given.")
    valid_from: Mapped[date] = mapped_column(Date, comment="First day it is in force.")
    source: Mapped[str] = mapped_column(comment="Where the figures come from.")
    author: Mapped[str] = mapped_column(comment="Who entered them.")


class AccessUse(Base):
    """How much a login took in one hour; written by the functions that trace, never by a program."""

    __tablename__ = "access_use"
    __table_args__ = (
        one_of("kind", AccessKind),
        {"comment": "What each login took in each hour, to compare with its quota."},
    )

    login: Mapped[str] = mapped_column(primary_key=True, comment="PostgreSQL login.")
    kind: Mapped[str] = mapped_column(primary_key=True, comment="What is counted.")
    hour: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), primary_key=True, comment="Beginning of the hour."
    )
    taken: Mapped[int] = mapped_column(Integer, comment="How many.")


class AccessGlass(Recorded, Base):
    """A quota passed with a reason: so many more, for an hour; a manager is told."""

    __tablename__ = "access_glass"
    __table_args__ = (
        one_of("kind", AccessKind),
        one_of("reason", GlassReason),
        CheckConstraint("char_length(words) BETWEEN 1 AND 200", name="words_short"),
        CheckConstraint("used BETWEEN 0 AND extra", name="used_at_most"),
        Index("ix_access_glass_login", "login", "kind", "ends_at"),
        {"comment": "Quotas passed with a reason (break-glass); each is told to a manager."},
    )

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(server_default=text("session_user"), comment="PostgreSQL login.")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True, comment="Member of staff.")
    kind: Mapped[str] = mapped_column(comment="Which quota.")
    reason: Mapped[str] = mapped_column(comment="Coded reason.")
    words: Mapped[str] = mapped_column(comment="The reason in one line.")
    extra: Mapped[int] = mapped_column(Integer, comment="How many more it gives.")
    used: Mapped[int] = mapped_column(Integer, server_default="0", comment="How many of them were taken.")
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Until when they can be.")
