"""Whose rows a login sees: agencies of persons, buildings of caretakers, reserved files."""

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the schema as it is."""
