"""Assistance forms: what somebody who could not register typed on the portal, and nothing of the file."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, OfLandlord, Versioned


class AssistanceForm(OfLandlord, Versioned, Base):
    """One sending of the form; a second one while the first waits joins its item of work (R4.12).

    No field takes a password, a code or a free sentence, and what looks like a secret is refused (R4.5).
    """

    __tablename__ = "assistance_form"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(given_number, given_last_name, given_first_names, given_birth_date, given_email, "
            "given_phone) > 0",
            name="something_given",
        ),
        CheckConstraint("(doubt_at IS NULL) = (doubt_by IS NULL)", name="doubt_of_someone"),
        Index("ix_assistance_form_work_item", "work_item_id", "received_at"),
        Index("ix_assistance_form_customer", "customer_id", "received_at"),
        {"comment": "Assistance forms of the portal, with what was typed in them alone (R4.12)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"), comment="Customer that the portal recognised."
    )
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), comment="Item of work it waits in.")
    received_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), comment="When it came."
    )
    given_number: Mapped[str | None] = mapped_column(comment="Account number or name, as typed.")
    given_last_name: Mapped[str | None] = mapped_column(comment="Last name, as typed.")
    given_first_names: Mapped[str | None] = mapped_column(comment="First names, as typed.")
    given_birth_date: Mapped[date | None] = mapped_column(Date, comment="Birth date, as typed.")
    given_email: Mapped[str | None] = mapped_column(comment="E-mail, as typed; nothing is ever sent there.")
    given_phone: Mapped[str | None] = mapped_column(
        comment="Telephone, as typed; nothing is ever sent there."
    )
    doubt_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="When it was left to an adviser, in doubt."
    )
    doubt_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="Who left it to an adviser.")
