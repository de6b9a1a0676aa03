"""Anomalies of the accesses to the portal, for managers."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the e-mails among which a shared one is looked for, the indexes, then the functions."""
    op.create_table(
        "shared_contact",
        sa.Column("contact_id", sa.BigInteger(), nullable=False, comment="The contact."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_shared_contact_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_shared_contact_landlord_id")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_shared_contact")),
        comment="E-mails that were once somebody else’s too, where a shared one is looked for; derived.",
    )
    op.create_index("ix_shared_contact_landlord", "shared_contact", ["landlord_id", "contact_id"])
    op.create_index(
        "ix_portal_account_person",
        "portal_account",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_portal_account_open",
        "portal_account",
        ["customer_id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_portal_account_dormant",
        "portal_account",
        ["landlord_id", sa.text("coalesce(last_sign_in_at, activated_at, created_at)")],
        unique=False,
        postgresql_where=sa.text("state IN ('ACTIVE', 'LOCKED_TEMPORARY')"),
    )
    _events()
    op.create_index(
        "ix_lease_ended",
        "lease",
        ["landlord_id", sa.text("(valid_to::timestamp AT TIME ZONE 'Europe/Paris')")],
        unique=False,
        postgresql_where=sa.text("valid_to IS NOT NULL"),
    )
    op.create_index("ix_contact_recorded", "contact", ["landlord_id", "recorded_at"], unique=False)
    op.create_index(
        "ix_person_deceased",
        "person",
        ["landlord_id", "deceased_on"],
        unique=False,
        postgresql_where=sa.text("deceased_on IS NOT NULL"),
    )
    for name in ("shared_contacts", "portal_bursts", "portal_watch"):
        run_script(f"0025_{name}")


def _events() -> None:
    op.create_index(
        "ix_portal_event_failed",
        "portal_event",
        ["landlord_id", "occurred_at"],
        unique=False,
        postgresql_where=sa.text(
            "kind IN ('REGISTRATION_FAILED', 'SIGN_IN_FAILED', 'RECREATION_FAILED', 'ACTIVATION_FAILED', "
            "'RESET_FAILED') AND (detail ->> 'failed') IS DISTINCT FROM 'REFUSED_NOW'"
        ),
    )
    op.create_index(
        "ix_portal_event_opened",
        "portal_event",
        ["landlord_id", "occurred_at"],
        unique=False,
        postgresql_where=sa.text(
            "kind IN ('UNLOCKED', 'ACTIVATION_ASKED', 'SUSPENSION_LIFTED', 'RESET_ASKED', 'RESET_SENT')"
        ),
    )
