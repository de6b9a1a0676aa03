"""The account: rent notices, payments online, postings."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _rent_notice()
    _rent_notice_line()
    _online_payment()
    _posting()


def _rent_notice() -> None:
    op.create_table(
        "rent_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease called."),
        sa.Column("number", sa.Text(), nullable=False, comment="Number of the notice, as printed."),
        sa.Column("number_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised."),
        sa.Column("barcode", sa.Text(collation="C"), nullable=False, comment="Digits under the bar code."),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day called."),
        sa.Column("period_to", sa.Date(), nullable=False, comment="First day no longer called."),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="Day of issue."),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Day by which it is due (R1.35)."),
        sa.Column(
            "previous_balance",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Solde antérieur: owed before this month (R1.34).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint("period_to > period_from", name=op.f("ck_rent_notice_period_in_order")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_rent_notice_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_rent_notice_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rent_notice")),
        sa.UniqueConstraint("landlord_id", "number_key", name=op.f("uq_rent_notice_landlord_id_number_key")),
        sa.UniqueConstraint("lease_id", "period_from", name=op.f("uq_rent_notice_lease_id_period_from")),
        comment="Rent notices (avis d’échéance): calls for payment, never a proof of payment (R1.1).",
    )
    op.create_index("ix_rent_notice_barcode", "rent_notice", ["landlord_id", "barcode"], unique=False)


def _rent_notice_line() -> None:
    op.create_table(
        "rent_notice_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("rent_notice_id", sa.BigInteger(), nullable=False, comment="Notice."),
        sa.Column("position", sa.Integer(), nullable=False, comment="Rank on the paper."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What the line is (R1.11)."),
        sa.Column("label", sa.Text(), nullable=False, comment="Words printed."),
        sa.Column(
            "amount",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros; positive increases the debt.",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why, for a free line."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "kind <> 'OTHER' OR reason IS NOT NULL", name=op.f("ck_rent_notice_line_other_has_reason")
        ),
        sa.CheckConstraint(
            "kind IN ('RENT', 'RLS', 'SLS', 'CHARGES', 'CHARGES_REGUL', 'ANNEX_RENT', 'INSURANCE_ON_BEHALF', 'HOUSING_AID', 'REMISSION', 'LEGACY_LEASE_TAX', 'OTHER')",
            name=op.f("ck_rent_notice_line_kind_known"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('ANNEX_RENT', 'CHARGES', 'INSURANCE_ON_BEHALF', 'LEGACY_LEASE_TAX', 'RENT', 'SLS') OR amount >= 0",
            name=op.f("ck_rent_notice_line_sign_positive"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('HOUSING_AID', 'REMISSION', 'RLS') OR amount <= 0",
            name=op.f("ck_rent_notice_line_sign_negative"),
        ),
        sa.CheckConstraint(
            "label !~* 'frais de (quittance|relance)'", name=op.f("ck_rent_notice_line_no_fee")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_rent_notice_line_landlord_id")
        ),
        sa.ForeignKeyConstraint(
            ["rent_notice_id"], ["rent_notice.id"], name=op.f("fk_rent_notice_line_rent_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rent_notice_line")),
        sa.UniqueConstraint(
            "rent_notice_id", "position", name=op.f("uq_rent_notice_line_rent_notice_id_position")
        ),
        comment="Lines of rent notices, signed (R1.11); no fee of any kind (R1.6).",
    )


def _online_payment() -> None:
    op.create_table(
        "online_payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease paid."),
        sa.Column("order_reference", sa.Text(), nullable=False, comment="Référence de commande."),
        sa.Column("order_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised."),
        sa.Column(
            "transaction_number", sa.Text(collation="C"), nullable=True, comment="Number given by the bank."
        ),
        sa.Column("buyer_reference", sa.Text(), nullable=True, comment="Référence acheteur."),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False, comment="Euros."),
        sa.Column(
            "requested_at", sa.DateTime(timezone=True), nullable=False, comment="When the tenant paid."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="Pending, recorded, posted, failed."),
        sa.Column("failure", sa.Text(), nullable=True, comment="Why the bank refused."),
        sa.Column("card_last4", sa.Text(), nullable=True, comment="Last four digits of the card."),
        sa.Column("authorisation", sa.Text(), nullable=True, comment="Authorisation number."),
        sa.Column("payer_email", sa.Text(), nullable=True, comment="Where the bank sent its ticket."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL)", name=op.f("ck_online_payment_failure_is_told")
        ),
        sa.CheckConstraint("card_last4 ~ '^[0-9]{4}$'", name=op.f("ck_online_payment_card_masked")),
        sa.CheckConstraint(
            "state IN ('PENDING', 'RECORDED', 'POSTED', 'FAILED')", name=op.f("ck_online_payment_state_known")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_payment_amount_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_online_payment_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_online_payment_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_online_payment_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payment")),
        sa.UniqueConstraint("landlord_id", "order_key", name=op.f("uq_online_payment_landlord_id_order_key")),
        comment="Card payments made on the bank’s page, with their references (R1.49).",
    )
    op.create_index(op.f("ix_online_payment_customer_id"), "online_payment", ["customer_id"], unique=False)
    op.create_index(
        "ix_online_payment_transaction", "online_payment", ["landlord_id", "transaction_number"], unique=False
    )


def _posting() -> None:
    op.create_table(
        "posting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease."),
        sa.Column("posted_on", sa.Date(), nullable=False, comment="Date of the posting."),
        sa.Column("label", sa.Text(), nullable=False, comment="Label as received (R1.33)."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What it is (R1.33)."),
        sa.Column("means", sa.Text(), nullable=True, comment="How money came, for a payment."),
        sa.Column(
            "debit",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros that the tenant owes more.",
        ),
        sa.Column(
            "credit",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros that the tenant owes less.",
        ),
        sa.Column("period_from", sa.Date(), nullable=True, comment="First day of the period it concerns."),
        sa.Column("period_to", sa.Date(), nullable=True, comment="First day after that period."),
        sa.Column(
            "designated_period",
            sa.Date(),
            nullable=True,
            comment="Month that the payer named: it wins (R1.36).",
        ),
        sa.Column(
            "designation", sa.Text(), nullable=True, comment="Who named it, when, by what medium (R1.37)."
        ),
        sa.Column(
            "rent_notice_id",
            sa.BigInteger(),
            nullable=True,
            comment="Notice called, for a call; answered, for a payment (R1.38).",
        ),
        sa.Column("online_payment_id", sa.BigInteger(), nullable=True, comment="Card payment posted."),
        sa.Column(
            "rejects_id",
            sa.BigInteger(),
            nullable=True,
            comment="Payment that this line takes back, once (R1.22).",
        ),
        sa.Column(
            "cleared_on",
            sa.Date(),
            nullable=True,
            comment="Day the money is certain; empty while it is not (R1.23).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "kind IN ('CALL', 'PAYMENT', 'HOUSING_AID', 'AID_CORRECTION', 'RENT_CORRECTION', 'PAYMENT_REJECTED', 'REMISSION', 'REFUND', 'TRANSFER', 'UNCLASSIFIED')",
            name=op.f("ck_posting_kind_known"),
        ),
        sa.CheckConstraint("label !~* 'frais de (quittance|relance)'", name=op.f("ck_posting_no_fee")),
        sa.CheckConstraint(
            "means IN ('CARD', 'DIRECT_DEBIT', 'CHEQUE', 'TIP_SEPA', 'EFFICASH', 'TRANSFER')",
            name=op.f("ck_posting_means_known"),
        ),
        sa.CheckConstraint(
            "debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)", name=op.f("ck_posting_one_side")
        ),
        sa.CheckConstraint(
            "designated_period IS NULL OR (credit > 0 AND designation IS NOT NULL)",
            name=op.f("ck_posting_designation_is_told"),
        ),
        sa.CheckConstraint(
            "extract(day FROM designated_period) = 1", name=op.f("ck_posting_designated_month")
        ),
        sa.CheckConstraint("period_to > period_from", name=op.f("ck_posting_period_in_order")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_posting_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_posting_lease_id")),
        sa.ForeignKeyConstraint(
            ["online_payment_id"], ["online_payment.id"], name=op.f("fk_posting_online_payment_id")
        ),
        sa.ForeignKeyConstraint(["rejects_id"], ["posting.id"], name=op.f("fk_posting_rejects_id")),
        sa.ForeignKeyConstraint(
            ["rent_notice_id"], ["rent_notice.id"], name=op.f("fk_posting_rent_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        comment="Ledger postings: exactly one of debit and credit is above zero (R1.29).",
    )
    op.create_index("ix_posting_lease", "posting", ["lease_id", "posted_on", "id"], unique=False)
    op.create_index(
        "uq_posting_rejects_once",
        "posting",
        ["rejects_id"],
        unique=True,
        postgresql_where=sa.text("rejects_id IS NOT NULL"),
    )
