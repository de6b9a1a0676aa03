"""Number letters so that a contract and a client reference written alike never take the same number."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the numbering of letters."""
    run_script("0031_letter_numbers")
