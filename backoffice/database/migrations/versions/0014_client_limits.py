"""Which versions of the program may connect."""

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
