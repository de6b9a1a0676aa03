"""Persons registered twice, joined and parted again."""

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
