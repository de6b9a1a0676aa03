"""The ground of the validation desk: papers, changes asked for, tasks, texts, letters."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then what decisions of every kind stand on."""
    for script in ("tables", "papers", "tasks", "submissions", "texts", "keeping"):
        run_script(f"0028_{script}")
