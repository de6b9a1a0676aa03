"""The account: postings, rent notices with their lines, payments made online."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.models.base import Base, Id, KeyText, Money, OfLandlord, Recorded, Versioned, one_of
from backoffice.rules.vocabulary.ledger import (
    NEGATIVE_LINES,
    POSITIVE_LINES,
    NoticeLineKind,
    OnlinePaymentState,
    PaymentMeans,
    PostingKind,
)


def _listed(kinds: frozenset[NoticeLineKind]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


class RentNotice(OfLandlord, Versioned, Base):
    """A call for payment of one month (avis d'échéance)."""

    __tablename__ = "rent_notice"
    __table_args__ = (
        UniqueConstraint("landlord_id", "number_key"),
        UniqueConstraint("lease_id", "period_from"),
        CheckConstraint("period_to > period_from", name="period_in_order"),
        Index("ix_rent_notice_barcode", "landlord_id", "barcode"),
        {"comment": "Rent notices (avis d’échéance): calls for payment, never a proof of payment (R1.1)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease called.")
    number: Mapped[str] = mapped_column(comment="Number of the notice, as printed.")
    number_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised.")
    barcode: Mapped[str] = mapped_column(KeyText, comment="Digits under the bar code.")
    period_from: Mapped[date] = mapped_column(Date, comment="First day called.")
    period_to: Mapped[date] = mapped_column(Date, comment="First day no longer called.")
    issued_on: Mapped[date] = mapped_column(Date, comment="Day of issue.")
    due_on: Mapped[date] = mapped_column(Date, comment="Day by which it is due (R1.35).")
    previous_balance: Mapped[Money] = mapped_column(
        comment="Solde antérieur: owed before this month (R1.34)."
    )


class RentNoticeLine(OfLandlord, Base):
    """A line of a rent notice; positive increases what the tenant owes (R1.11)."""

    __tablename__ = "rent_notice_line"
    __table_args__ = (
        UniqueConstraint("rent_notice_id", "position"),
        one_of("kind", NoticeLineKind),
        CheckConstraint(f"kind NOT IN ({_listed(POSITIVE_LINES)}) OR amount >= 0", name="sign_positive"),
        CheckConstraint(f"kind NOT IN ({_listed(NEGATIVE_LINES)}) OR amount <= 0", name="sign_negative"),
        CheckConstraint("kind <> 'OTHER' OR reason IS NOT NULL", name="other_has_reason"),
        CheckConstraint("label !~* 'frais de (quittance|relance)'", name="no_fee"),
        {"comment": "Lines of rent notices, signed (R1.11); no fee of any kind (R1.6)."},
    )

    id: Mapped[Id]
    rent_notice_id: Mapped[int] = mapped_column(ForeignKey("rent_notice.id"), comment="Notice.")
    position: Mapped[int] = mapped_column(Integer, comment="Rank on the paper.")
    kind: Mapped[str] = mapped_column(comment="What the line is (R1.11).")
    label: Mapped[str] = mapped_column(comment="Words printed.")
    amount: Mapped[Money] = mapped_column(comment="Euros; positive increases the debt.")
    reason: Mapped[str | None] = mapped_column(comment="Why, for a free line.")


class OnlinePayment(OfLandlord, Versioned, Base):
    """A card payment made on the bank's page (R1.49). No full card number is ever kept."""

    __tablename__ = "online_payment"
    __table_args__ = (
        UniqueConstraint("landlord_id", "order_key"),
        one_of("state", OnlinePaymentState),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("card_last4 ~ '^[0-9]{4}$'", name="card_masked"),
        CheckConstraint("(state = 'FAILED') = (failure IS NOT NULL)", name="failure_is_told"),
        Index("ix_online_payment_transaction", "landlord_id", "transaction_number"),
        {"comment": "Card payments made on the bank’s page, with their references (R1.49)."},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True, comment="Customer.")
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease paid.")
    order_reference: Mapped[str] = mapped_column(comment="Référence de commande.")
    order_key: Mapped[str] = mapped_column(KeyText, comment="The same, normalised.")
    transaction_number: Mapped[str | None] = mapped_column(KeyText, comment="Number given by the bank.")
    buyer_reference: Mapped[str | None] = mapped_column(comment="Référence acheteur.")
    amount: Mapped[Money] = mapped_column(comment="Euros.")
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="When the tenant paid.")
    state: Mapped[str] = mapped_column(comment="Pending, recorded, posted, failed.")
    failure: Mapped[str | None] = mapped_column(comment="Why the bank refused.")
    card_last4: Mapped[str | None] = mapped_column(comment="Last four digits of the card.")
    authorisation: Mapped[str | None] = mapped_column(comment="Authorisation number.")
    payer_email: Mapped[str | None] = mapped_column(comment="Where the bank sent its ticket.")


class Posting(OfLandlord, Recorded, Versioned, Base):
    """One line of the ledger, with either a debit or a credit (R1.29)."""

    __tablename__ = "posting"
    __table_args__ = (
        one_of("kind", PostingKind),
        one_of("means", PaymentMeans),
        CheckConstraint("debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)", name="one_side"),
        CheckConstraint("period_to > period_from", name="period_in_order"),
        CheckConstraint("label !~* 'frais de (quittance|relance)'", name="no_fee"),
        CheckConstraint(
            "designated_period IS NULL OR (credit > 0 AND designation IS NOT NULL)",
            name="designation_is_told",
        ),
        CheckConstraint("extract(day FROM designated_period) = 1", name="designated_month"),
        Index("ix_posting_lease", "lease_id", "posted_on", "id"),
        Index(
            "uq_posting_rejects_once",
            "rejects_id",
            unique=True,
            postgresql_where=text("rejects_id IS NOT NULL"),
        ),
        {"comment": "Ledger postings: exactly one of debit and credit is above zero (R1.29)."},
    )

    id: Mapped[Id]
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), comment="Lease.")
    posted_on: Mapped[date] = mapped_column(Date, comment="Date of the posting.")
    label: Mapped[str] = mapped_column(comment="Label as received (R1.33).")
    kind: Mapped[str] = mapped_column(comment="What it is (R1.33).")
    means: Mapped[str | None] = mapped_column(comment="How money came, for a payment.")
    debit: Mapped[Money] = mapped_column(comment="Euros that the tenant owes more.")
    credit: Mapped[Money] = mapped_column(comment="Euros that the tenant owes less.")
    period_from: Mapped[date | None] = mapped_column(Date, comment="First day of the period it concerns.")
    period_to: Mapped[date | None] = mapped_column(Date, comment="First day after that period.")
    designated_period: Mapped[date | None] = mapped_column(
        Date, comment="Month that the payer named: it wins (R1.36)."
    )
    designation: Mapped[str | None] = mapped_column(comment="Who named it, when, by what medium (R1.37).")
    rent_notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("rent_notice.id"), comment="Notice called, for a call; answered, for a payment (R1.38)."
    )
    online_payment_id: Mapped[int | None] = mapped_column(
        ForeignKey("online_payment.id"), comment="Card payment posted."
    )
    rejects_id: Mapped[int | None] = mapped_column(
        ForeignKey("posting.id"), comment="Payment that this line takes back, once (R1.22)."
    )
    cleared_on: Mapped[date | None] = mapped_column(
        Date, comment="Day the money is certain; empty while it is not (R1.23)."
    )
