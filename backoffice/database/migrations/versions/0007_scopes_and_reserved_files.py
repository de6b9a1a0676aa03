"""Whose rows a login sees: agencies of persons, buildings of caretakers, reserved files."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

_ROLES = (
    "CARETAKER", "FRONT_DESK", "ADVISER", "ACCOUNTING", "MANAGER", "DPO", "ADMINISTRATOR",
    "PORTAL", "ERP_FEED", "COURIER", "REPORT_READER",
)  # fmt: skip


def upgrade() -> None:
    """Add what row policies read, then fill it from the leases."""
    _staff()
    _files()
    _name_keys()
    run_script("0007_scopes")
    run_script("0007_files")
    run_script("0007_staff")
    op.execute("SELECT refresh_files(array(SELECT id FROM customer))")


def _staff() -> None:
    op.drop_constraint(op.f("ck_staff_role_known"), "staff", type_="check")
    listed = ", ".join(f"'{role}'" for role in _ROLES)
    op.create_check_constraint("role_known", "staff", f"role IN ({listed})")
    op.create_table(
        "staff_building",
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="The caretaker."),
        sa.Column("building_id", sa.BigInteger(), nullable=False, comment="The building."),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_staff_building_building_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_building_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "building_id", name=op.f("pk_staff_building")),
        comment="Which buildings a caretaker looks after (R5.12).",
    )


def _files() -> None:
    reserved = "A file that managers alone open (R5.14); derived."
    op.add_column(
        "customer",
        sa.Column(
            "agency_id", sa.BigInteger(), comment="Agency in charge of the file; derived from the leases."
        ),
    )
    op.add_column(
        "customer",
        sa.Column("reserved", sa.Boolean(), server_default="false", nullable=False, comment=reserved),
    )
    op.create_foreign_key(op.f("fk_customer_agency_id"), "customer", "agency", ["agency_id"], ["id"])
    op.create_index(op.f("ix_customer_agency_id"), "customer", ["agency_id"])
    op.add_column(
        "person",
        sa.Column(
            "reserved",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="In a file that managers alone open (R5.14); derived.",
        ),
    )
    op.create_table(
        "person_agency",
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="The person."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="The agency."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_agency_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_person_agency_landlord_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_agency_person_id")),
        sa.PrimaryKeyConstraint("person_id", "agency_id", name=op.f("pk_person_agency")),
        comment="Agencies with a file in which a person is named; derived from the leases.",
    )


def _name_keys() -> None:
    op.add_column(
        "person_name_key",
        sa.Column(
            "agency_id",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="Agency with a file of his, a row each; 0 for none; derived.",
        ),
    )
    op.add_column(
        "person_name_key",
        sa.Column(
            "reserved",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Of a reserved person (R5.14); derived.",
        ),
    )
    op.drop_constraint("pk_person_name_key", "person_name_key", type_="primary")
    op.create_primary_key("pk_person_name_key", "person_name_key", ["person_id", "key", "part", "agency_id"])
    op.create_index("ix_person_name_key_agency", "person_name_key", ["agency_id", "key", "person_id"])
