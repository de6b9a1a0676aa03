"""Receipts wait for their seal, then are frozen; the public keys of landlords."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the keys, let a receipt wait, then what signs and freezes."""
    run_script("0036_keys")
    _receipt()
    op.add_column(
        "receipt_duplicate",
        sa.Column("sha256", sa.LargeBinary(), nullable=True, comment="SHA-256 of the copy handed out."),
    )
    op.create_check_constraint(
        op.f("ck_receipt_duplicate_sha256_size"), "receipt_duplicate", "octet_length(sha256) = 32"
    )
    run_script("0036_seals")


def _receipt() -> None:
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("landlord_key_id", sa.BigInteger(), nullable=True, comment="Key it is sealed under."),
        sa.Column("payload", sa.Text(), nullable=True, comment="What is signed, exactly."),
        sa.Column("signature", sa.LargeBinary(), nullable=True, comment="Its signature (Ed25519), 64 bytes."),
        sa.Column("sealed_at", instant, nullable=True, comment="When it was signed."),
    ):
        op.add_column("receipt", column)
    for name in ("content", "sha256"):
        op.alter_column("receipt", name, nullable=True)
    for name, rule in (
        ("frozen_whole", "(content IS NULL) = (sha256 IS NULL)"),
        ("waits_for_seal", "content IS NOT NULL OR payload IS NOT NULL"),
        ("payload_for_key", "(payload IS NULL) = (landlord_key_id IS NULL)"),
        ("signature_size", "octet_length(signature) = 64"),
        ("sealed_when", "(signature IS NULL) = (sealed_at IS NULL)"),
        ("sealed_under_key", "signature IS NULL OR landlord_key_id IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_receipt_{name}"), "receipt", rule)
    op.create_foreign_key(
        op.f("fk_receipt_landlord_key_id"), "receipt", "landlord_key", ["landlord_key_id"], ["id"]
    )
    op.create_index(
        "ix_receipt_waiting", "receipt", ["id"], unique=False, postgresql_where=sa.text("content IS NULL")
    )
