"""What was left of the validation desk: a landlord's own reasons refuse certificates, papers follow their item."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a paper was before its decision; replace functions."""
    op.add_column(
        "document",
        sa.Column(
            "undecided_state",
            sa.Text(),
            nullable=True,
            comment="What it was found to be before the decision, put back when that is undone.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_document_undecided_state_known"),
        "document",
        "undecided_state IN ('RECEIVED', 'CLEAN', 'QUARANTINED')",
    )
    for script in ("own_reasons", "papers_marked", "away"):
        run_script(f"0037_{script}")
