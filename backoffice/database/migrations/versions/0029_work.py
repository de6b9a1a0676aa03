"""The queues at work: one order, families, passing on, absences, working hours, a second pair of eyes."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the functions that claims, dates and looks stand on."""
    for script in ("work_tables", "hours", "order", "following", "absences", "second_looks", "keeping"):
        run_script(f"0029_{script}")
