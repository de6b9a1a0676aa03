"""A surname with what else is told of its bearer: first names, year of birth, towns."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels = None
depends_on = None

_KEY = sa.Text(collation="C")


def upgrade() -> None:
    """Add the table, then fill it from the persons."""
    op.create_table(
        "name_beside",
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Whose name."),
        sa.Column("part", sa.Text(), nullable=False, comment="WHOLE surname, or SURNAME for a piece of one."),
        sa.Column("key", _KEY, nullable=False, comment="Letters only, upper case, no accents."),
        sa.Column(
            "beside",
            _KEY,
            nullable=False,
            comment="F and a first name, S another surname, Y the year of birth, T a town or postal code.",
        ),
        sa.Column(
            "agency_id", sa.BigInteger(), nullable=False, comment="Agency with a file of his; 0: none."
        ),
        sa.Column("reserved", sa.Boolean(), nullable=False, comment="Of a reserved person (R5.14)."),
        sa.CheckConstraint("part IN ('WHOLE', 'SURNAME')", name=op.f("ck_name_beside_part_known")),
        sa.CheckConstraint(
            "left(beside, 1) IN ('F', 'S', 'Y', 'T')", name=op.f("ck_name_beside_beside_known")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_name_beside_landlord_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_beside_person_id")),
        comment="Surnames with what else is told of their bearers, for search; derived.",
    )
    run_script("0021_names_beside")
    # Many rows are filled sooner than their keys are kept up to date one by one.
    op.create_primary_key(
        op.f("pk_name_beside"), "name_beside", ["person_id", "key", "beside", "part", "agency_id"]
    )
    columns = ["part", "key", "beside", "person_id"]
    op.create_index("ix_name_beside_search", "name_beside", ["landlord_id", *columns])
    op.create_index("ix_name_beside_agency", "name_beside", ["agency_id", *columns])
    run_script("0021_names_beside_kept")
