"""Assistance forms of the portal: what was typed, the item of work it makes, what is decided of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels = None
depends_on = None

_NAME = "assistance_form"
_GIVEN = (
    ("given_number", sa.Text(), "Account number or name, as typed."),
    ("given_last_name", sa.Text(), "Last name, as typed."),
    ("given_first_names", sa.Text(), "First names, as typed."),
    ("given_birth_date", sa.Date(), "Birth date, as typed."),
    ("given_email", sa.Text(), "E-mail, as typed; nothing is ever sent there."),
    ("given_phone", sa.Text(), "Telephone, as typed; nothing is ever sent there."),
)


def upgrade() -> None:
    """Create the table, then its triggers and functions."""
    op.create_table(
        _NAME,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        _column("customer_id", sa.BigInteger(), "Customer that the portal recognised."),
        _column("work_item_id", sa.BigInteger(), "Item of work it waits in."),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it came.",
        ),
        *(_column(name, kind, words, null=True) for name, kind, words in _GIVEN),
        _column(
            "doubt_at", sa.DateTime(timezone=True), "When it was left to an adviser, in doubt.", null=True
        ),
        _column("doubt_by", sa.BigInteger(), "Who left it to an adviser.", null=True),
        _column("landlord_id", sa.BigInteger(), "The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            f"num_nonnulls({', '.join(name for name, _, _ in _GIVEN)}) > 0",
            name=op.f(f"ck_{_NAME}_something_given"),
        ),
        sa.CheckConstraint(
            "(doubt_at IS NULL) = (doubt_by IS NULL)", name=op.f(f"ck_{_NAME}_doubt_of_someone")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{_NAME}_{column}"))
            for column, target in (
                ("customer_id", "customer"),
                ("work_item_id", "work_item"),
                ("doubt_by", "staff"),
                ("landlord_id", "landlord"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_NAME}")),
        comment="Assistance forms of the portal, with what was typed in them alone (R4.12).",
    )
    op.create_index(f"ix_{_NAME}_work_item", _NAME, ["work_item_id", "received_at"], unique=False)
    op.create_index(f"ix_{_NAME}_customer", _NAME, ["customer_id", "received_at"], unique=False)
    run_script("0026_assistance")
    run_script("0026_assistance_deciding")


def _column(name: str, kind: Any, comment: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null, comment=comment)
