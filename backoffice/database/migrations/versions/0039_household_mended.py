"""Who decides after a death: the spouse who lives there goes on by right, whoever gives the lease up does not."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the judge of plans in the place of the former one."""
    run_script("0039_household_mended")
