"""Keys by which whatever is typed finds its tenant: places, sounds, surnames, mandates."""

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
