"""The vocabulary that checks free text."""

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
