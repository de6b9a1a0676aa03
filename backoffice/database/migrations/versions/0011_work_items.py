"""Work items, claims by lease, presence, notifications, a version on every mutable row."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

_NOW_VERSIONED = (
    "building",
    "database_property",
    "e_delivery_consent",
    "household_member",
    "lease_holder",
    "outbox_message",
    "posting",
    "rent_notice",
    "supervisor_alert",
)


def upgrade() -> None:
    """Create the tables, link the insurance papers to them, then the functions and triggers."""
    _work_item()
    _work_decision()
    _presence()
    op.add_column(
        "insurance_submission",
        sa.Column(
            "work_item_id",
            sa.BigInteger(),
            nullable=True,
            comment="Item of work it made, when it came to be validated.",
        ),
    )
    op.create_foreign_key(
        op.f("fk_insurance_submission_work_item_id"),
        "insurance_submission",
        "work_item",
        ["work_item_id"],
        ["id"],
    )
    op.create_index(
        "ix_insurance_submission_work_item",
        "insurance_submission",
        ["work_item_id"],
        unique=True,
        postgresql_where=sa.text("work_item_id IS NOT NULL"),
    )
    for table in _NOW_VERSIONED:
        op.add_column(table, _version())
    run_script("0011_insurance_items")
    run_script("0011_claims")
    run_script("0011_decisions")
    run_script("0011_presence")
    run_script("0011_news")
    run_script("0011_versions")


def _version() -> sa.Column[int]:
    return sa.Column(
        "version",
        sa.Integer(),
        server_default="1",
        nullable=False,
        comment="Counts the saves; a lost update is refused.",
    )


def _landlord() -> sa.Column[int]:
    return sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is.")


def _work_item() -> None:
    op.create_table(
        "work_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Queue it waits in."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="Agency in charge."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer concerned."),
        sa.Column("lease_id", sa.BigInteger(), nullable=True, comment="Lease, if it is about one."),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, comment="When it came."),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="When it must be decided."),
        sa.Column(
            "priority",
            sa.Integer(),
            server_default="5",
            nullable=False,
            comment="Among items due together, the lowest number goes first.",
        ),
        sa.Column(
            "status",
            sa.Text(),
            server_default="OPEN",
            nullable=False,
            comment="Open, waiting, done, cancelled.",
        ),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True, comment="Who holds the claim."),
        sa.Column(
            "claimed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the claim ends by itself.",
        ),
        _landlord(),
        _version(),
        sa.CheckConstraint(
            "kind IN ('INSURANCE', 'HOUSEHOLD', 'PROFESSIONAL', 'CONTACT', 'BANK', 'ASSISTANCE', 'REQUEST', 'SURVEY')",
            name=op.f("ck_work_item_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'WAITING', 'DONE', 'CANCELLED')", name=op.f("ck_work_item_status_known")
        ),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (claimed_until IS NULL)", name=op.f("ck_work_item_claim_has_end")
        ),
        sa.CheckConstraint(
            "status = 'OPEN' OR claimed_by IS NULL", name=op.f("ck_work_item_only_open_is_claimed")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_work_item_agency_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["staff.id"], name=op.f("fk_work_item_claimed_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_work_item_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_work_item_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_work_item_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        comment="What waits for a decision: the base of every queue.",
    )
    op.create_index("ix_work_item_customer", "work_item", ["customer_id", "received_at"], unique=False)
    op.create_index(
        "ix_work_item_queue",
        "work_item",
        ["agency_id", "kind", "due_at", "priority", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'OPEN'"),
    )


def _work_decision() -> None:
    op.create_table(
        "work_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("work_item_id", sa.BigInteger(), nullable=False, comment="Item decided."),
        sa.Column("rank", sa.Integer(), nullable=False, comment="1 for the first decision on the item."),
        sa.Column("decision", sa.Text(), nullable=False, comment="What was decided."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Code of the reason."),
        sa.Column(
            "staff_id",
            sa.BigInteger(),
            nullable=True,
            comment="Who decided; nobody when the record was settled elsewhere.",
        ),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=True, comment="Command that decided."),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        _landlord(),
        sa.CheckConstraint(
            "decision IN ('ACCEPTED', 'REJECTED', 'ASKED', 'CANCELLED', 'UNDONE', 'REOPENED')",
            name=op.f("ck_work_decision_decision_known"),
        ),
        sa.CheckConstraint(
            "reason ~ '^[A-Z][A-Z0-9_]{1,39}$'", name=op.f("ck_work_decision_reason_is_a_code")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_work_decision_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_work_decision_staff_id")),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_work_decision_work_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_decision")),
        sa.UniqueConstraint(
            "command_id", "work_item_id", name=op.f("uq_work_decision_command_id_work_item_id")
        ),
        sa.UniqueConstraint("work_item_id", "rank", name=op.f("uq_work_decision_work_item_id_rank")),
        comment="Decisions on work items; undoing and reopening add a row.",
    )


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer whose file is open."),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Whose screen."),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="Since when."),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="Last sign of life."),
        _landlord(),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_presence_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_presence_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_staff_id")),
        sa.PrimaryKeyConstraint("customer_id", "staff_id", name=op.f("pk_presence")),
        comment="Who has which tenant’s file open now; not traced, not on standbys.",
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_presence_staff", "presence", ["staff_id"], unique=False)
