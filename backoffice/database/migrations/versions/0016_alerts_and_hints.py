"""Alerts on a file, hints on a building."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels = None
depends_on = None

_REASONS = (
    "'CALL_BEFORE_VISIT', 'CALL_BACK_BEFORE_VISIT', 'WRITING_ONLY', 'AGENT_ACTS', 'DO_NOT_CUT', "
    "'LITIGATION', 'REPAYMENT_PLAN', 'WORKS_AT_HOME', 'ANIMAL_AT_HOME', 'IMPERSONATION'"
)
_KINDS = (
    "'LIFT', 'HEATING', 'HOT_WATER', 'WATER', 'ELECTRICITY', 'GAS', 'ENTRANCE', 'PARKING', 'TELEVISION', "
    "'WORKS', 'CLEANING', 'OTHER'"
)


def upgrade() -> None:
    """Create the two tables, then what writes them and erases the first."""
    _file_alert()
    _building_hint()
    run_script("0016_alerts")


def _id() -> sa.Column[int]:
    return sa.Column(
        "id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."
    )


def _landlord() -> sa.Column[int]:
    return sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is.")


def _version() -> sa.Column[int]:
    return sa.Column(
        "version",
        sa.Integer(),
        server_default="1",
        nullable=False,
        comment="Counts the saves; a lost update is refused.",
    )


def _instant(
    name: str, comment: str, *, nullable: bool = False, by_server: bool = False
) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()") if by_server else None,
        nullable=nullable,
        comment=comment,
    )


def _key(name: str, comment: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable, comment=comment)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _file_alert() -> None:
    op.create_table(
        "file_alert",
        _id(),
        _key("customer_id", "Customer concerned."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Coded reason; never anything of R5.18."),
        sa.Column("note", sa.Text(), nullable=True, comment="A few words, checked like every note (R5.17)."),
        _key("owner_id", "Who answers for it."),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day it is shown."),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="Last day it is shown."),
        _key("made_by", "Who wrote it."),
        _instant("made_at", "When it was written.", by_server=True),
        _key("ended_by", "Who ended it early.", nullable=True),
        _instant("ended_at", "When it was ended early.", nullable=True),
        _landlord(),
        _version(),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_file_alert_reason_known")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_file_alert_ends_after_start")),
        sa.CheckConstraint(
            "ends_on <= (starts_on + '1 year'::interval)", name=op.f("ck_file_alert_a_year_at_most")
        ),
        sa.CheckConstraint("note <> ''", name=op.f("ck_file_alert_note_filled")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_file_alert_ended_by_someone")
        ),
        _to("file_alert", "customer_id", "customer"),
        _to("file_alert", "owner_id", "staff"),
        _to("file_alert", "made_by", "staff"),
        _to("file_alert", "ended_by", "staff"),
        _to("file_alert", "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_alert")),
        comment="Alerts on a tenant’s file: coded reason, owner and last day (a year at most).",
    )
    op.create_index("ix_file_alert_customer", "file_alert", ["customer_id", "ends_on"], unique=False)


def _building_hint() -> None:
    op.create_table(
        "building_hint",
        _id(),
        _key("building_id", "Building concerned.", nullable=True),
        _key("residence_id", "Residence concerned, all its buildings.", nullable=True),
        sa.Column("kind", sa.Text(), nullable=False, comment="What it is about."),
        sa.Column("sentence", sa.Text(), nullable=False, comment="What to tell a tenant; nobody is named."),
        _instant("since", "From when it is true."),
        _instant("until", "Until when it is true."),
        _key("made_by", "Who wrote it."),
        _instant("made_at", "When it was written.", by_server=True),
        _key("ended_by", "Who ended it early.", nullable=True),
        _instant("ended_at", "When it was ended early.", nullable=True),
        _landlord(),
        _version(),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_building_hint_kind_known")),
        sa.CheckConstraint("until > since", name=op.f("ck_building_hint_until_after_since")),
        sa.CheckConstraint(
            "until <= (since + '1 year'::interval)", name=op.f("ck_building_hint_a_year_at_most")
        ),
        sa.CheckConstraint(
            "num_nonnulls(building_id, residence_id) = 1", name=op.f("ck_building_hint_one_place")
        ),
        sa.CheckConstraint(
            "sentence <> '' AND length(sentence) <= 160", name=op.f("ck_building_hint_sentence_short")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_building_hint_ended_by_someone")
        ),
        _to("building_hint", "building_id", "building"),
        _to("building_hint", "residence_id", "residence"),
        _to("building_hint", "made_by", "staff"),
        _to("building_hint", "ended_by", "staff"),
        _to("building_hint", "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_hint")),
        comment="What is true of a building for a time: lift out of order, water cut, works.",
    )
    for place in ("building", "residence"):
        op.create_index(
            f"ix_building_hint_{place}",
            "building_hint",
            [f"{place}_id", "until"],
            unique=False,
            postgresql_where=sa.text(f"{place}_id IS NOT NULL"),
        )
