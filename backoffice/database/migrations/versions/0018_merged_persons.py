"""Persons registered twice, joined and parted again; the numbers that callers ring from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None

_REASONS = "'ENTERED_TWICE', 'IMPORTED_TWICE', 'NAME_CHANGED', 'PAPER_SEEN'"


def upgrade() -> None:
    """Create both tables, the index by calling number, the functions."""
    op.create_table(
        "caller_number",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="File it was about."),
        sa.Column("number_key", sa.Text(collation="C"), nullable=False, comment="E.164 number."),
        sa.Column("attached_by", sa.BigInteger(), nullable=False, comment="Who attached it."),
        sa.Column(
            "attached_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was attached.",
        ),
        sa.Column("removed_by", sa.BigInteger(), nullable=True, comment="Who took it away."),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was taken away."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_caller_number_removal_is_told")
        ),
        sa.ForeignKeyConstraint(["attached_by"], ["staff.id"], name=op.f("fk_caller_number_attached_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_caller_number_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_caller_number_landlord_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["staff.id"], name=op.f("fk_caller_number_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_number")),
        comment="Numbers that callers rang from; no contact, no evidence, no code goes there (R4.26).",
    )
    op.create_index(
        "ix_caller_number_search", "caller_number", ["landlord_id", "number_key", "customer_id"], unique=False
    )
    op.create_index(
        "uq_caller_number_known",
        "caller_number",
        ["customer_id", "number_key"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "person_merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("kept_id", sa.BigInteger(), nullable=False, comment="Person kept."),
        sa.Column("merged_id", sa.BigInteger(), nullable=False, comment="Person no file names any more."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why they are one."),
        sa.Column("merged_by", sa.BigInteger(), nullable=False, comment="Who merged them."),
        sa.Column(
            "merged_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.Column(
            "moved",
            postgresql.JSONB(),
            nullable=False,
            comment="What moved: rows with their versions, values, keys, agencies.",
        ),
        sa.Column("undone_by", sa.BigInteger(), nullable=True, comment="Who undid it."),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When it was undone."),
        sa.Column(
            "left_over",
            postgresql.JSONB(),
            nullable=True,
            comment="What undoing could not put back, or found edited since.",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_person_merge_reason_known")),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_person_merge_two_persons")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_person_merge_undoing_is_told")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_person_merge_landlord_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["staff.id"], name=op.f("fk_person_merge_merged_by")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_person_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        comment="Persons said to be one; nobody is deleted, and it can be undone.",
    )
    op.create_index("ix_person_merge_kept", "person_merge", ["kept_id", "id"], unique=False)
    op.create_index("ix_person_merge_merged", "person_merge", ["merged_id", "id"], unique=False)
    op.create_index(
        "uq_person_merge_live",
        "person_merge",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index(
        "ix_phone_call_caller",
        "phone_call",
        ["landlord_id", "caller_number"],
        unique=False,
        postgresql_where=sa.text("caller_number IS NOT NULL"),
    )
    for script in ("0018_callers", "0018_persons", "0018_merging", "0018_erasing"):
        run_script(script)
