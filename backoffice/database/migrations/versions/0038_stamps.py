"""What the signed codes of documents are checked with."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and what keeps it."""
    run_script("0038_stamps")
