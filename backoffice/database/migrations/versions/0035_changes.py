"""Changes of profession, contact and account: asked, confirmed, decided by one or two, taken back."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then what asks, proves, decides and undoes."""
    for script in ("changes", "changes_asking", "changes_proof", "changes_deciding", "changes_bank"):
        run_script(f"0035_{script}")
