"""What was left of the validation desk: a landlord's own reasons refuse certificates, papers follow their item."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0037"
down_revision: str | None = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace functions; those of before stay for the programs of before."""
    run_script("0037_own_reasons")
