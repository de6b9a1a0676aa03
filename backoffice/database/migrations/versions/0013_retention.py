"""Retention rules, erasure runs, requests of data subjects."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the functions that judge and erase."""
    _retention_rule()
    _retention_run()
    _retention_certificate()
    _retention_item()
    _retention_hold()
    _subject_request()
    run_script("0013_retention")
    op.execute("SELECT public.keep_all_versions()")


def _retention_rule() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("code", sa.Text(), nullable=False, comment="Rule number (R5.10a…)."),
        sa.Column("data", sa.Text(), nullable=False, comment="Sort of data, in the words shown."),
        sa.Column("active_base", sa.Text(), nullable=False, comment="How long it is kept, in words."),
        sa.Column("afterwards", sa.Text(), nullable=False, comment="What is done then, in words."),
        sa.Column("count", sa.Integer(), nullable=False, comment="Length of the term, in units."),
        sa.Column(
            "unit", sa.Text(), nullable=False, comment="Days, months, civil years, or no term of its own."
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="Law, recommendation, choice of the product, unverified.",
        ),
        sa.Column("legal_base", sa.Text(), nullable=False, comment="Where the term comes from."),
        sa.Column(
            "caveat", sa.Text(), server_default="", nullable=False, comment="What must be known besides."
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is in force."),
        sa.Column("source", sa.Text(), nullable=False, comment="File or decision that set it."),
        sa.Column(
            "author",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Who entered it.",
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "(unit = 'NONE') = (count = 0) AND count >= 0", name=op.f("ck_retention_rule_term_counted")
        ),
        sa.CheckConstraint(
            "status IN ('LAW', 'REC', 'DESIGN', 'UNVERIFIED')", name=op.f("ck_retention_rule_status_known")
        ),
        sa.CheckConstraint(
            "unit IN ('DAY', 'MONTH', 'CIVIL_YEAR', 'NONE')", name=op.f("ck_retention_rule_unit_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_retention_rule_code_valid_from")),
        comment="Dated retention rules with their legal base; loaded from the file once.",
    )


def _retention_run() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Day on which the terms were judged."),
        sa.Column("state", sa.Text(), server_default="PREPARED", nullable=False, comment="Where it stands."),
        sa.Column(
            "rules",
            postgresql.JSONB(),
            nullable=False,
            comment="Versions of the rules used: code, row, term, status.",
        ),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of rules and items: the same run is not made twice.",
        ),
        sa.Column(
            "prepared_by",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Login that prepared it.",
        ),
        sa.Column(
            "prepared_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was prepared.",
        ),
        sa.Column("approved_by", sa.Text(), nullable=True, comment="Login of the officer who approved it."),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True, comment="When approved."),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the last item was dealt with.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "(state = 'ERASED') = (finished_at IS NOT NULL)", name=op.f("ck_retention_run_end_is_told")
        ),
        sa.CheckConstraint(
            "(state IN ('APPROVED', 'ERASED')) = (approved_at IS NOT NULL)",
            name=op.f("ck_retention_run_approval_is_told"),
        ),
        sa.CheckConstraint(
            "state IN ('PREPARED', 'APPROVED', 'ERASED', 'REPLACED')",
            name=op.f("ck_retention_run_state_known"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)", name=op.f("ck_retention_run_approved_by_someone")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_retention_run_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
        comment="Retention runs: dry run, approval, erasure; counts alone once erased (R5.23).",
    )
    op.create_index(
        "ix_retention_run_landlord", "retention_run", ["landlord_id", "prepared_at"], unique=False
    )


def _retention_certificate() -> None:
    op.create_table(
        "retention_certificate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run certified."),
        sa.Column("number", sa.Text(), nullable=False, comment="EFF-<year>-<rank>, never reused."),
        sa.Column(
            "issued_by",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Login that issued it.",
        ),
        sa.Column(
            "issued_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The frozen PDF."),
        sa.Column("sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the frozen PDF."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_retention_certificate_sha256_size")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_retention_certificate_landlord_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["retention_run.id"], name=op.f("fk_retention_certificate_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_certificate")),
        sa.UniqueConstraint(
            "landlord_id", "number", name=op.f("uq_retention_certificate_landlord_id_number")
        ),
        sa.UniqueConstraint("run_id", name=op.f("uq_retention_certificate_run_id")),
        comment="Certificates of erasure: counts alone, bytes frozen with their SHA-256.",
    )


def _retention_item() -> None:
    op.create_table(
        "retention_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("run_id", sa.BigInteger(), nullable=False, comment="Run."),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="Rule that reaches it."),
        sa.Column("table_name", sa.Text(), nullable=False, comment="Table of the record."),
        sa.Column("row_key", sa.BigInteger(), nullable=False, comment="Key of the record."),
        sa.Column(
            "customer_id",
            sa.BigInteger(),
            nullable=False,
            comment="Customer; no reference, the row will be gone.",
        ),
        sa.Column("due_since", sa.Date(), nullable=False, comment="Day from which it should be erased."),
        sa.Column("state", sa.Text(), nullable=False, comment="To erase, held, erased, skipped."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it is held, or was skipped."),
        sa.Column("erased", postgresql.JSONB(), nullable=True, comment="Rows erased, by table."),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="When dealt with."),
        sa.Column(
            "erasing",
            sa.BigInteger(),
            nullable=True,
            comment="Transaction that is erasing it: no value goes to the trace meanwhile.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "(state IN ('ERASED', 'SKIPPED')) = (done_at IS NOT NULL)",
            name=op.f("ck_retention_item_end_is_told"),
        ),
        sa.CheckConstraint(
            "(state IN ('HELD', 'SKIPPED')) = (reason IS NOT NULL)",
            name=op.f("ck_retention_item_keeping_is_told"),
        ),
        sa.CheckConstraint(
            "reason IN ('COURT_CASE', 'PRE_LITIGATION', 'AUTHORITY', 'LIVES_HERE', 'OPEN_REQUEST', 'ARREARS', 'NOT_DUE', 'GONE')",
            name=op.f("ck_retention_item_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('DUE', 'HELD', 'ERASED', 'SKIPPED')", name=op.f("ck_retention_item_state_known")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_retention_item_landlord_id")),
        sa.ForeignKeyConstraint(["run_id"], ["retention_run.id"], name=op.f("fk_retention_item_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_item")),
        sa.UniqueConstraint(
            "run_id",
            "rule_code",
            "table_name",
            "row_key",
            name=op.f("uq_retention_item_run_id_rule_code_table_name_row_key"),
        ),
        comment="What a retention run reaches, by numbers: they outlive the records they name.",
    )
    op.create_index(
        "ix_retention_item_erasing",
        "retention_item",
        ["erasing"],
        unique=False,
        postgresql_where=sa.text("erasing IS NOT NULL"),
    )
    op.create_index(
        "ix_retention_item_open",
        "retention_item",
        ["run_id", "customer_id"],
        unique=False,
        postgresql_where=sa.text("state = 'DUE'"),
    )


def _retention_hold() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="File held."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Why it is held."),
        sa.Column(
            "placed_by",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Login that placed it.",
        ),
        sa.Column(
            "placed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.Column("lifted_by", sa.Text(), nullable=True, comment="Login that lifted it."),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True, comment="When lifted."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "kind IN ('COURT_CASE', 'PRE_LITIGATION', 'AUTHORITY')", name=op.f("ck_retention_hold_kind_known")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_retention_hold_lifted_by_someone")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_retention_hold_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_retention_hold_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
        comment="Holds placed by hand that keep a file out of erasure (R5.10g).",
    )
    op.create_index(op.f("ix_retention_hold_customer_id"), "retention_hold", ["customer_id"], unique=False)
    op.create_index(
        "uq_retention_hold_open",
        "retention_hold",
        ["customer_id", "kind"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def _subject_request() -> None:
    op.create_table(
        "subject_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="File concerned."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Who asks."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What is asked."),
        sa.Column("channel", sa.Text(), nullable=False, comment="By what door it came."),
        sa.Column("identity", sa.Text(), nullable=False, comment="How the one who asks was recognised."),
        sa.Column("received_on", sa.Date(), nullable=False, comment="Day it was received: the clock starts."),
        sa.Column("due_on", sa.Date(), nullable=False, comment="Last day to answer."),
        sa.Column(
            "extended_on", sa.Date(), nullable=True, comment="Day on which the two more months were told."
        ),
        sa.Column("state", sa.Text(), server_default="RECEIVED", nullable=False, comment="Where it stands."),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="Day of the answer."),
        sa.Column("closed_by", sa.Text(), nullable=True, comment="Login that closed it."),
        sa.Column(
            "registered_by",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="Login that registered it.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'RECEIVED') = (closed_on IS NULL)", name=op.f("ck_subject_request_closing_is_told")
        ),
        sa.CheckConstraint(
            "channel IN ('PORTAL', 'PHONE', 'COUNTER', 'MAIL')", name=op.f("ck_subject_request_channel_known")
        ),
        sa.CheckConstraint(
            "identity IN ('PORTAL', 'KNOWN_CONTACT', 'COUNTER', 'MANDATE', 'DOUBT')",
            name=op.f("ck_subject_request_identity_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('ACCESS', 'PORTABILITY', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'OBJECTION')",
            name=op.f("ck_subject_request_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('RECEIVED', 'ANSWERED', 'REFUSED', 'WITHDRAWN')",
            name=op.f("ck_subject_request_state_known"),
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closed_by IS NULL)", name=op.f("ck_subject_request_closed_by_someone")
        ),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_subject_request_due_after_receipt")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_subject_request_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_subject_request_landlord_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_subject_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
        comment="Requests of data subjects: what is asked, by when it must be answered (R5.21).",
    )
    op.create_index(
        "ix_subject_request_customer", "subject_request", ["customer_id", "received_on"], unique=False
    )
    op.create_index(
        "ix_subject_request_due",
        "subject_request",
        ["landlord_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("state = 'RECEIVED'"),
    )
    op.create_index(op.f("ix_subject_request_person_id"), "subject_request", ["person_id"], unique=False)
