"""Changes of household: what each decision changed on a lease and its people, and how it is taken back."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, then what judges, applies, decides and undoes a change of household."""
    for script in ("household", "household_judging", "household_applying", "household_deciding"):
        run_script(f"0032_{script}")
