"""Receipts, their duplicates, the requests for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _receipt()
    _receipt_duplicate()
    _receipt_request()


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease."),
        sa.Column(
            "number", sa.Text(), nullable=False, comment="<contract>-<YYYYMM>-<Q|R><sequence> (R1.19)."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="Quittance or reçu."),
        sa.Column(
            "sequence", sa.Integer(), nullable=False, comment="Rank among those of this kind and month."
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="Issued, replaced, voided."),
        sa.Column("period_from", sa.Date(), nullable=False, comment="First day of the period."),
        sa.Column("period_to", sa.Date(), nullable=False, comment="First day after the period."),
        sa.Column(
            "called",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros called, aid not deducted (R1.16).",
        ),
        sa.Column(
            "housing_aid",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros of housing aid counted for the period.",
        ),
        sa.Column(
            "paid",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros paid by the tenant for the period.",
        ),
        sa.Column(
            "refund_due",
            sa.Numeric(precision=12, scale=2),
            nullable=False,
            comment="Euros of aid above the call, owed back (R1.12).",
        ),
        sa.Column(
            "subject_to_clearing",
            sa.Boolean(),
            nullable=False,
            comment="Carries « sous réserve d’encaissement » (R1.13, R1.23).",
        ),
        sa.Column("issued_on", sa.Date(), nullable=False, comment="Date printed."),
        sa.Column(
            "issued_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="Instant of issue, server clock.",
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Agent who issued it."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call, if in a call."),
        sa.Column("delivery", sa.Text(), nullable=False, comment="How it reaches the tenant (R1.18)."),
        sa.Column(
            "sheet",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Every field printed, as values.",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The frozen PDF."),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the frozen PDF."),
        sa.Column(
            "replaced_by_id",
            sa.BigInteger(),
            nullable=True,
            comment="Document that replaces this one (R1.21).",
        ),
        sa.Column(
            "voided_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a rejected payment voided it (R1.22).",
        ),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=True, comment="Command that issued it."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(kind = 'QUITTANCE' AND paid + housing_aid - refund_due = called) OR (kind = 'RECU' AND paid + housing_aid > 0 AND paid + housing_aid < called)",
            name=op.f("ck_receipt_sums_agree"),
        ),
        sa.CheckConstraint(
            "(state = 'REPLACED') = (replaced_by_id IS NOT NULL)", name=op.f("ck_receipt_replaced_by_told")
        ),
        sa.CheckConstraint(
            "(state = 'VOIDED') = (voided_at IS NOT NULL)", name=op.f("ck_receipt_voided_at_told")
        ),
        sa.CheckConstraint(
            "delivery IN ('COUNTER', 'POST', 'EMAIL')", name=op.f("ck_receipt_delivery_known")
        ),
        sa.CheckConstraint("kind IN ('QUITTANCE', 'RECU')", name=op.f("ck_receipt_kind_known")),
        sa.CheckConstraint("state IN ('ISSUED', 'REPLACED', 'VOIDED')", name=op.f("ck_receipt_state_known")),
        sa.CheckConstraint(
            "called >= 0 AND housing_aid >= 0 AND paid >= 0", name=op.f("ck_receipt_amounts_positive")
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_receipt_sha256_size")),
        sa.CheckConstraint("period_to > period_from", name=op.f("ck_receipt_period_in_order")),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_receipt_call_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_receipt_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_receipt_lease_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["receipt.id"], name=op.f("fk_receipt_replaced_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_receipt_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("landlord_id", "number", name=op.f("uq_receipt_landlord_id_number")),
        sa.UniqueConstraint(
            "lease_id",
            "period_from",
            "kind",
            "sequence",
            name=op.f("uq_receipt_lease_id_period_from_kind_sequence"),
        ),
        comment="Receipts as issued: bytes frozen with their SHA-256, numbers never reused (R1.19).",
    )
    op.create_index(
        "uq_receipt_quittance_alive",
        "receipt",
        ["lease_id", "period_from"],
        unique=True,
        postgresql_where=sa.text("kind = 'QUITTANCE' AND state = 'ISSUED'"),
    )


def _receipt_duplicate() -> None:
    op.create_table(
        "receipt_duplicate",
        sa.Column("receipt_id", sa.BigInteger(), nullable=False, comment="Receipt copied."),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="First duplicate is 1."),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Who made it."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_receipt_duplicate_landlord_id")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_duplicate_receipt_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_receipt_duplicate_staff_id")),
        sa.PrimaryKeyConstraint("receipt_id", "ordinal", name=op.f("pk_receipt_duplicate")),
        comment="Duplicates handed out: same number and content, counted (R1.20).",
    )


def _receipt_request() -> None:
    op.create_table(
        "receipt_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease."),
        sa.Column("period", sa.Date(), nullable=False, comment="First day of the month asked."),
        sa.Column("channel", sa.Text(), nullable=False, comment="By what door it came."),
        sa.Column("state", sa.Text(), nullable=False, comment="Where it stands (R1.25)."),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False, comment="When it was asked."),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When answered."),
        sa.Column("refusal", sa.Text(), nullable=True, comment="Coded reason of a refusal (R1.28)."),
        sa.Column("receipt_id", sa.BigInteger(), nullable=True, comment="Document given."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Agent who answered."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'REFUSED') = (refusal IS NOT NULL)", name=op.f("ck_receipt_request_refusal_is_told")
        ),
        sa.CheckConstraint(
            "channel IN ('PORTAL', 'PHONE', 'COUNTER', 'MAIL')", name=op.f("ck_receipt_request_channel_known")
        ),
        sa.CheckConstraint(
            "refusal IN ('PERIOD_NOT_SETTLED', 'NOTHING_PAID', 'PAYMENT_NOT_CLEARED', 'AID_PENDING', 'PERIOD_OUTSIDE_CONTRACT', 'DETAIL_MISSING', 'NOT_A_HOLDER', 'CALLER_NOT_VERIFIED', 'PERIOD_TOO_OLD_FOR_PORTAL', 'DUPLICATE_REQUEST')",
            name=op.f("ck_receipt_request_refusal_known"),
        ),
        sa.CheckConstraint(
            "state IN ('REQUESTED', 'CHECKING', 'ISSUED', 'DOWNLOADED', 'REFUSED', 'REPLACED_BY_RECU')",
            name=op.f("ck_receipt_request_state_known"),
        ),
        sa.CheckConstraint("extract(day FROM period) = 1", name=op.f("ck_receipt_request_period_is_month")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_receipt_request_landlord_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_receipt_request_lease_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_request_receipt_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_receipt_request_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_request")),
        comment="Requests for receipts, from the portal or from staff (R1.25).",
    )
    op.create_index("ix_receipt_request_lease", "receipt_request", ["lease_id", "period"], unique=False)
