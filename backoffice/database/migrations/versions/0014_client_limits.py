"""Which versions of the program may connect."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the function by which the administrator chooses them."""
    run_script("0014_client_limits")
