"""What a caller must prove, enforced by functions of the database."""

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
