"""The files that one opened today."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the openings of a login, then add the function that reads one's own of today."""
    op.create_index(
        "ix_audit_entry_opened",
        "audit_entry",
        ["login", "recorded_at"],
        unique=False,
        postgresql_where=sa.text("act = 'TENANT_OPENED'"),
    )
    run_script("0019_files_of_today")
