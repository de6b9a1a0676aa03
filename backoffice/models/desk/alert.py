"""Alerts on a tenant's file and hints on a building, true for a time."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Versioned, one_of
from backoffice.rules.vocabulary.alerts import FileAlertReason, HintKind


class FileAlert(OfLandlord, Versioned, Base):
    """A reason to take care with a file, with who answers for it and the last day it is shown."""

    __tablename__ = "file_alert"
    __table_args__ = (
        one_of("reason", FileAlertReason),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("ends_on <= (starts_on + '1 year'::interval)", name="a_year_at_most"),
        CheckConstraint("note <> ''", name="note_filled"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_someone"),
        Index("ix_file_alert_customer", "customer_id", "ends_on"),
        {"comment": "Alerts on a tenant’s file: coded reason, owner and last day (a year at most)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), comment="Customer concerned.")
    reason: Mapped[str] = mapped_column(comment="Coded reason; never anything of R5.18.")
    note: Mapped[str | None] = mapped_column(comment="A few words, checked like every note (R5.17).")
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who answers for it.")
    starts_on: Mapped[date] = mapped_column(Date, comment="First day it is shown.")
    ends_on: Mapped[date] = mapped_column(Date, comment="Last day it is shown.")
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who wrote it.")
    made_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was written."
    )
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who ended it early.")
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was ended early."
    )


class BuildingHint(OfLandlord, Versioned, Base):
    """A sentence about a building or a whole residence, shown on its files only while it is true."""

    __tablename__ = "building_hint"
    __table_args__ = (
        one_of("kind", HintKind),
        CheckConstraint("until > since", name="until_after_since"),
        CheckConstraint("until <= (since + '1 year'::interval)", name="a_year_at_most"),
        CheckConstraint("num_nonnulls(building_id, residence_id) = 1", name="one_place"),
        CheckConstraint("sentence <> '' AND length(sentence) <= 160", name="sentence_short"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_someone"),
        Index(
            "ix_building_hint_building",
            "building_id",
            "until",
            postgresql_where=text("building_id IS NOT NULL"),
        ),
        Index(
            "ix_building_hint_residence",
            "residence_id",
            "until",
            postgresql_where=text("residence_id IS NOT NULL"),
        ),
        {"comment": "What is true of a building for a time: lift out of order, water cut, works."},
    )

    id: Mapped[Id]
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"), comment="Building concerned.")
    residence_id: Mapped[int | None] = mapped_column(
        ForeignKey("residence.id"), comment="Residence concerned, all its buildings."
    )
    kind: Mapped[str] = mapped_column(comment="What it is about.")
    sentence: Mapped[str] = mapped_column(comment="What to tell a tenant; nobody is named.")
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="From when it is true.")
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="Until when it is true.")
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), comment="Who wrote it.")
    made_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it was written."
    )
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who ended it early.")
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was ended early."
    )
