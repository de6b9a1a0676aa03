"""Retention rules, erasure runs, requests of data subjects."""

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
