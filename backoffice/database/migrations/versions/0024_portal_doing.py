"""Acts on accesses to the portal are done, told and undone by functions of the database."""

from backoffice.database.migrations.scripts import run_script

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels = None
depends_on = None

_SCRIPTS = (
    "0024_portal_refusing",
    "0024_portal_telling",
    "0024_portal_contact",
    "0024_portal_doing",
    "0024_portal_undoing",
)


def upgrade() -> None:
    """Create the functions; those of before stay for the programs of before."""
    for script in _SCRIPTS:
        run_script(script)
