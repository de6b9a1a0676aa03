"""Work items, claims by lease, presence, notifications."""

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
