"""The trace: monthly partitions, row triggers, sealed batches."""

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
