"""Portal accounts mended: objections ask the portal, doors refuse what screens cannot read, words say what was done."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels = None
depends_on = None

_SCRIPTS = ("0034_portal_objecting", "0034_portal_doors", "0034_portal_watch", "0034_portal_visit")


def upgrade() -> None:
    """Create and replace functions and triggers; those of before stay for the programs of before."""
    for script in _SCRIPTS:
        run_script(script)
