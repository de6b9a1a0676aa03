"""Contacts without a case, promised call-backs, who may speak for a tenant."""

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
