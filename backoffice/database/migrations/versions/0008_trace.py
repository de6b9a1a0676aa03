"""The trace: monthly partitions, row triggers, sealed batches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

_SET_ASIDE = """
    CREATE TEMPORARY TABLE trace_rights_before ON COMMIT DROP AS
    SELECT a.privilege_type AS privilege, NULL::text AS column_name,
           CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
    FROM pg_class AS c CROSS JOIN aclexplode(c.relacl) AS a
    WHERE c.oid = 'public.audit_entry'::regclass AND a.grantee <> c.relowner
    UNION ALL
    SELECT a.privilege_type, c.attname,
           CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
    FROM pg_attribute AS c CROSS JOIN aclexplode(c.attacl) AS a
    WHERE c.attrelid = 'public.audit_entry'::regclass;
    CREATE TEMPORARY TABLE trace_before ON COMMIT DROP AS TABLE public.audit_entry;
    DROP TABLE public.audit_entry;
"""


def upgrade() -> None:
    """Set the lines aside, make the new tables, functions and triggers, bring the lines back."""
    op.execute(_SET_ASIDE)
    _audit_entry()
    _audit_batch()
    _audit_seal()
    _audit_purge()
    _audit_retention()
    run_script("0008_trace")


def _audit_entry() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("audit_entry_id_seq")))
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), nullable=False, comment="Internal key, given by the server."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.Column("batch", sa.BigInteger(), nullable=False, comment="Batch in which it is sealed."),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="PostgreSQL login.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=True, comment="Landlord concerned."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Member of staff."),
        sa.Column("act", sa.Text(), nullable=False, comment="What was done."),
        sa.Column("customer_id", sa.BigInteger(), nullable=True, comment="Customer concerned."),
        sa.Column("subject", sa.Text(), nullable=False, comment="Table and key of the record."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Coded reason given."),
        sa.Column("purpose", sa.Text(), nullable=True, comment="Purpose for which the file is open (R5.14)."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call it was done in."),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=True, comment="Command."),
        sa.Column(
            "table_name",
            sa.Text(),
            nullable=True,
            comment="Table of the row written, for a line made by trigger.",
        ),
        sa.Column("row_key", sa.Text(), nullable=True, comment="Key of the row written."),
        sa.Column(
            "old_values",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Values before: of what changed, or of the row deleted.",
        ),
        sa.Column(
            "new_values",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Values after: of what changed, or of the row added.",
        ),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Facts that help to read it.",
        ),
        sa.Column(
            "client_address",
            postgresql.INET(),
            nullable=True,
            comment="Address of the desk, as the server sees it.",
        ),
        sa.Column(
            "application", sa.Text(), nullable=True, comment="Program that was connected, as it named itself."
        ),
        sa.CheckConstraint(
            "(table_name IS NOT NULL) = (act IN ('INSERT', 'UPDATE', 'DELETE', 'AUDIT_PURGED'))",
            name=op.f("ck_audit_entry_made_by_the_database"),
        ),
        sa.PrimaryKeyConstraint("recorded_at", "id", name=op.f("pk_audit_entry")),
        comment="Trace of the acts of staff (R5.13); rows are only added.",
        postgresql_partition_by="RANGE (recorded_at)",
    )
    op.create_index("ix_audit_entry_batch", "audit_entry", ["batch", "id"], unique=False)
    op.create_index(
        "ix_audit_entry_call",
        "audit_entry",
        ["call_id"],
        unique=False,
        postgresql_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index("ix_audit_entry_customer", "audit_entry", ["customer_id", "recorded_at"], unique=False)
    op.create_index(
        "ix_audit_entry_row",
        "audit_entry",
        ["table_name", "row_key", "id"],
        unique=False,
        postgresql_where=sa.text("table_name IS NOT NULL"),
    )


def _audit_batch() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("audit_batch_open")))
    op.create_table(
        "audit_batch",
        sa.Column(
            "number", sa.BigInteger(), autoincrement=False, nullable=False, comment="Number, without a gap."
        ),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
            comment="When lines began to enter it.",
        ),
        sa.Column(
            "fence",
            sa.BigInteger(),
            nullable=True,
            comment="Number of transaction below which its writers are; while it closes.",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was sealed."),
        sa.Column("row_count", sa.BigInteger(), nullable=True, comment="Lines sealed in it."),
        sa.Column(
            "previous_head",
            sa.LargeBinary(),
            nullable=True,
            comment="Head of the batch before; of the first, a random one.",
        ),
        sa.Column(
            "head",
            sa.LargeBinary(),
            nullable=True,
            comment="Last link of its chain: also kept outside the database.",
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (head IS NULL) AND (closed_at IS NULL) = (row_count IS NULL)",
            name=op.f("ck_audit_batch_closed_with_its_head"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_batch")),
        comment="Batches of the trace, sealed one after the other.",
    )


def _audit_seal() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("batch", sa.BigInteger(), nullable=False, comment="Batch sealed."),
        sa.Column(
            "position", sa.BigInteger(), nullable=False, comment="Rank of the line in its batch, from 1."
        ),
        sa.Column(
            "entry_id",
            sa.BigInteger(),
            nullable=False,
            comment="Key of the line; the line may have been purged.",
        ),
        sa.Column("month", sa.Date(), nullable=False, comment="First day of the month (UTC) of the line."),
        sa.Column(
            "row_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical text of the line."
        ),
        sa.Column(
            "chain_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the link before and of this seal.",
        ),
        sa.PrimaryKeyConstraint("batch", "position", name=op.f("pk_audit_seal")),
        comment="Seals of the trace: digests only, kept when the lines are purged.",
    )
    op.create_index("ix_audit_seal_entry", "audit_seal", ["entry_id"], unique=False)


def _audit_purge() -> None:
    op.create_table(
        "audit_purge",
        sa.Column("month", sa.Date(), nullable=False, comment="Month purged, by its first day."),
        sa.Column("row_count", sa.BigInteger(), nullable=False, comment="Lines erased."),
        sa.Column(
            "purged_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="PostgreSQL login.",
        ),
        sa.Column("entry_id", sa.BigInteger(), nullable=False, comment="Key of the line that announced it."),
        sa.Column(
            "act_text",
            sa.Text(),
            nullable=False,
            comment="Canonical text of that line, for the day when it is purged in turn.",
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_audit_purge")),
        comment="Months of the trace that were purged at the end of their retention (R5.10i).",
    )


def _audit_retention() -> None:
    op.create_table(
        "audit_retention",
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is in force."),
        sa.Column(
            "months",
            sa.Integer(),
            nullable=False,
            comment="Months the trace is kept: 6 to 12, up to 36 if justified.",
        ),
        sa.Column("legal_base", sa.Text(), nullable=False, comment="Text or reason that allows it."),
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
        sa.CheckConstraint("months BETWEEN 6 AND 36", name=op.f("ck_audit_retention_months_allowed")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_audit_retention")),
        comment="How long the trace is kept (audit.retention_months), by date, with its legal base.",
    )
