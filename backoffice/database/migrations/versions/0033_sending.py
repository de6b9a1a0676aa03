"""Messages leave once: what is kept of each departure, and of what came back."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels = None
depends_on = None

_NAME = "outbox_message"


def upgrade() -> None:
    """Add the columns, the index of what is ripe, then the functions of the courier."""
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column(
            "message_key",
            sa.UUID(as_uuid=False),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
            comment="Its Message-ID, the same at each try.",
        ),
        sa.Column("retry_at", instant, nullable=True, comment="Not tried again before."),
        sa.Column(
            "handed_at",
            instant,
            nullable=True,
            comment="When it was last about to leave; still waiting after that, it may have left.",
        ),
        sa.Column(
            "repeats",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Times it was sent again without knowing whether it had left.",
        ),
        sa.Column("bounced_at", instant, nullable=True, comment="When it came back."),
        sa.Column("bounce", sa.Text(), nullable=True, comment="Why it came back."),
        sa.Column("provider_id", sa.Text(), nullable=True, comment="What the gateway called it."),
    ):
        op.add_column(_NAME, column)
    op.create_check_constraint(
        op.f(f"ck_{_NAME}_bounce_known"),
        _NAME,
        "bounce IN ('NO_SUCH_ADDRESS', 'FULL', 'REFUSED', 'OTHER')",
    )
    op.create_check_constraint(
        op.f(f"ck_{_NAME}_bounced_for_a_reason"), _NAME, "(bounced_at IS NULL) = (bounce IS NULL)"
    )
    op.create_index(f"ix_{_NAME}_key", _NAME, ["message_key"], unique=True)
    op.create_index(
        f"ix_{_NAME}_ripe",
        _NAME,
        ["channel", sa.text("greatest(not_before, retry_at)"), "id"],
        unique=False,
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    run_script("0033_sending")
