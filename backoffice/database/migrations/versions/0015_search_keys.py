"""Keys by which whatever is typed finds its tenant: places, sounds, surnames, mandates."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None

_KEY = sa.Text(collation="C")
_LANDLORD = "The landlord whose row it is."


def upgrade() -> None:
    """Add them, then fill them from the persons and the buildings."""
    _known_name()
    _name_deletion()
    _place_key()
    _mandate()
    _indexes()
    run_script("0015_search_keys")
    run_script("0015_search_fill")


def _known_name() -> None:
    op.create_table(
        "known_name",
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment=_LANDLORD),
        sa.Column(
            "part", sa.Text(), nullable=False, comment="SURNAME, or a piece of one; FIRST for a first name."
        ),
        sa.Column("key", _KEY, nullable=False, comment="Letters only, upper case, no accents."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="Agency with a file of a bearer."),
        sa.Column("reserved", sa.Boolean(), nullable=False, comment="Borne by a reserved person (R5.14)."),
        sa.Column("sound", _KEY, nullable=False, comment="How it sounds in French."),
        sa.CheckConstraint("part IN ('SURNAME', 'FIRST')", name=op.f("ck_known_name_part_known")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_known_name_landlord_id")),
        sa.PrimaryKeyConstraint(
            "landlord_id", "part", "key", "agency_id", "reserved", name=op.f("pk_known_name")
        ),
        comment="Names borne by somebody, each once for each agency; derived from the keys of the persons.",
    )
    op.create_index("ix_known_name_sound", "known_name", ["landlord_id", "part", "sound", "key"])
    op.create_index("ix_known_name_agency", "known_name", ["agency_id", "part", "sound", "key"])


def _name_deletion() -> None:
    op.create_table(
        "name_deletion",
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment=_LANDLORD),
        sa.Column(
            "part", sa.Text(), nullable=False, comment="SURNAME, or a piece of one; FIRST for a first name."
        ),
        sa.Column("deletion", _KEY, nullable=False, comment="The name with a letter left out, or whole."),
        sa.Column("key", _KEY, nullable=False, comment="The name."),
        sa.CheckConstraint("part IN ('SURNAME', 'FIRST')", name=op.f("ck_name_deletion_part_known")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_name_deletion_landlord_id")),
        sa.PrimaryKeyConstraint("landlord_id", "part", "deletion", "key", name=op.f("pk_name_deletion")),
        comment="Names with one letter left out: equal keys find a name misspelt; derived.",
    )
    op.create_index("ix_name_deletion_key", "name_deletion", ["landlord_id", "part", "key"])


def _place_key() -> None:
    op.create_table(
        "place_key",
        sa.Column("building_id", sa.BigInteger(), nullable=False, comment="The building."),
        sa.Column("part", sa.Text(), nullable=False, comment="STREET, NUMBER, TOWN, POSTCODE, RESIDENCE."),
        sa.Column("key", _KEY, nullable=False, comment="A word of it, folded; a town whole as well."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment=_LANDLORD),
        sa.CheckConstraint(
            "part IN ('STREET', 'NUMBER', 'TOWN', 'POSTCODE', 'RESIDENCE')",
            name=op.f("ck_place_key_part_known"),
        ),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_place_key_building_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_place_key_landlord_id")),
        sa.PrimaryKeyConstraint("building_id", "part", "key", name=op.f("pk_place_key")),
        comment="Words of the addresses, for search; derived from buildings and residences.",
    )
    op.create_index("ix_place_key_search", "place_key", ["landlord_id", "key", "part", "building_id"])


def _mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease paid by these debits."),
        sa.Column("reference", sa.Text(), nullable=False, comment="RUM, 35 characters at most (R3.51)."),
        sa.Column("reference_key", _KEY, nullable=False, comment="Its letters and digits alone, for search."),
        sa.Column("signed_on", sa.Date(), nullable=False, comment="Day of the signature (R3.50)."),
        sa.Column("state", sa.Text(), nullable=False, comment="In force, suspended, revoked, lapsed."),
        sa.Column(
            "debit_day", sa.Integer(), nullable=False, comment="Day of the month of the debit (R3.56)."
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment=_LANDLORD),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "state IN ('ACTIVE', 'SUSPENDED', 'REVOKED', 'LAPSED')", name=op.f("ck_mandate_state_known")
        ),
        sa.CheckConstraint("debit_day BETWEEN 1 AND 31", name=op.f("ck_mandate_debit_day_in_month")),
        sa.CheckConstraint(
            "reference ~ '^[A-Za-z0-9/?:().,''+-]{1,35}$'", name=op.f("ck_mandate_reference_allowed")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_mandate_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_mandate_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint(
            "landlord_id", "reference_key", name=op.f("uq_mandate_landlord_id_reference_key")
        ),
        comment="Mandates of direct debit, one a lease at a time (R3.50–R3.52).",
    )
    op.create_index(op.f("ix_mandate_lease_id"), "mandate", ["lease_id"])


def _indexes() -> None:
    columns = ["part", "key", "person_id"]
    op.create_index("ix_person_name_key_part", "person_name_key", ["landlord_id", *columns])
    op.create_index("ix_person_name_key_agency_part", "person_name_key", ["agency_id", *columns])
    op.create_index("ix_person_birth", "person", ["landlord_id", "birth_date", "id"])
    op.create_index("ix_lease_premises", "lease", ["premises_id", "customer_id"])
