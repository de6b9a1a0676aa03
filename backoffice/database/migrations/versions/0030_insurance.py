"""Insurance: decisions on certificates, requests as facts, the routes of a default, policies, campaigns."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the functions that write them."""
    for script in ("tables", "deciding", "steps", "asking", "keeping"):
        run_script(f"0030_insurance_{script}")
