"""Openings, searches and exports in the trace; quotas and break-glass."""

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
