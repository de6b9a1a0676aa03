"""Profiles to be made again on a new portal: who marked them, when, how many."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels = None
depends_on = None

_NAME = "portal_recreation"


def upgrade() -> None:
    """Create the table of the markings, the index of what is left, then the functions."""
    op.create_table(
        _NAME,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column(
            "opened_before",
            sa.Date(),
            nullable=False,
            comment="Day the new portal opened: accounts opened before it are marked.",
        ),
        sa.Column(
            "command_id", postgresql.UUID(as_uuid=False), nullable=False, comment="Command that marks."
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Who marks."),
        sa.Column(
            "marked_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began; the accounts marked carry it.",
        ),
        sa.Column("marked", sa.Integer(), server_default="0", nullable=False, comment="Accounts marked."),
        sa.Column(
            "reached",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Last account marked: the next page begins after it.",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="When none was left."),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When taken back."),
        sa.Column("undone_by", sa.BigInteger(), nullable=True, comment="Who took it back."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint("marked >= 0", name=op.f("ck_portal_recreation_marked_counted")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_portal_recreation_undone_by_someone")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_portal_recreation_staff_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["staff.id"], name=op.f("fk_portal_recreation_undone_by")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_portal_recreation_landlord_id")
        ),
        sa.UniqueConstraint("command_id", name=op.f("uq_portal_recreation_command_id")),
        sa.UniqueConstraint("landlord_id", "marked_at", name="uq_portal_recreation_landlord_id_marked_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_recreation")),
        comment="Markings of profiles to be made again on a new portal.",
    )
    op.create_index(
        "ix_portal_account_to_recreate",
        "portal_account",
        ["landlord_id", "recreate_since"],
        unique=False,
        postgresql_where=sa.text("recreate_since IS NOT NULL"),
    )
    run_script("0027_recreation")
