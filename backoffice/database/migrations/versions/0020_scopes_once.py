"""Ask once who signed in."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the functions that every row policy calls; what they answer is the same."""
    run_script("0020_scopes_once")
