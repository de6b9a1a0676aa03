"""Landlords of the group, their parameters, agencies and staff; what is let."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _landlord()
    _landlord_parameter()
    _agency()
    _person()
    _staff()
    _staff_landlord()
    _staff_agency()
    _residence()
    _building()
    _premises()


def _landlord() -> None:
    op.create_table(
        "landlord",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("code", sa.Text(), nullable=False, comment="Short code, as typed after --landlord."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name printed on documents."),
        sa.Column("legal_form", sa.Text(), nullable=False, comment="SA d’HLM, Office public de l’habitat…"),
        sa.Column("siren", sa.Text(), nullable=True, comment="SIREN, nine digits; empty when not given."),
        sa.Column("street", sa.Text(), nullable=False, comment="Street of the seat."),
        sa.Column("postal_code", sa.Text(), nullable=False, comment="Postal code of the seat."),
        sa.Column("town", sa.Text(), nullable=False, comment="Town of the seat."),
        sa.Column("phone", sa.Text(), nullable=False, comment="Number of the contact centre."),
        sa.Column("email", sa.Text(), nullable=True, comment="Address for tenants."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landlord")),
        sa.UniqueConstraint("code", name=op.f("uq_landlord_code")),
        comment="Landlords of the group that share this database.",
    )


def _landlord_parameter() -> None:
    op.create_table(
        "landlord_parameter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("key", sa.Text(), nullable=False, comment="Parameter, as in the profile file."),
        sa.Column(
            "value", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="Value in force."
        ),
        sa.Column(
            "stated",
            sa.Boolean(),
            nullable=False,
            comment="False: the landlord says nothing and our default applies (« non renseigné »).",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is in force."),
        sa.Column("source", sa.Text(), nullable=False, comment="Where the value comes from."),
        sa.Column("author", sa.Text(), nullable=False, comment="Who entered it."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_landlord_parameter_landlord_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landlord_parameter")),
        sa.UniqueConstraint(
            "landlord_id", "key", "valid_from", name=op.f("uq_landlord_parameter_landlord_id_key_valid_from")
        ),
        comment="Dated parameters of the landlords; loaded from the files once, then kept here.",
    )


def _agency() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("code", sa.Text(), nullable=False, comment="Short code of the agency."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name shown to tenants."),
        sa.Column("street", sa.Text(), nullable=False, comment="Street."),
        sa.Column("postal_code", sa.Text(), nullable=False, comment="Postal code."),
        sa.Column("town", sa.Text(), nullable=False, comment="Town."),
        sa.Column("phone", sa.Text(), nullable=False, comment="Telephone."),
        sa.Column("opening_hours", sa.Text(), nullable=False, comment="Opening hours, as told to tenants."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_agency_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("landlord_id", "code", name=op.f("uq_agency_landlord_id_code")),
        comment="Local offices of a landlord.",
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column(
            "party_number", sa.Text(), nullable=False, comment="Number of the person (tiers), as printed."
        ),
        sa.Column(
            "party_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised for search."
        ),
        sa.Column("civility", sa.Text(), nullable=False, comment="MME or M."),
        sa.Column(
            "birth_name",
            sa.Text(),
            nullable=False,
            comment="Name at birth; marriage never changes it (R3.23).",
        ),
        sa.Column("usage_name", sa.Text(), nullable=True, comment="Name used daily, if another (R3.23)."),
        sa.Column("first_names", sa.Text(), nullable=False, comment="First names, in civil status order."),
        sa.Column("birth_date", sa.Date(), nullable=True, comment="Birth date."),
        sa.Column("deceased_on", sa.Date(), nullable=True, comment="Day of death."),
        sa.Column(
            "confidential_address",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Address withheld after violence (R3.17).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint("civility IN ('MME', 'M')", name=op.f("ck_person_civility_known")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_person_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("landlord_id", "party_key", name=op.f("uq_person_landlord_id_party_key")),
        comment="Persons known to a landlord: holders, occupants, payers.",
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("login", sa.Text(), nullable=False, comment="PostgreSQL role he signs in with."),
        sa.Column("full_name", sa.Text(), nullable=False, comment="Name shown to colleagues."),
        sa.Column("role", sa.Text(), nullable=False, comment="Job at the desk."),
        sa.Column(
            "person_id",
            sa.BigInteger(),
            nullable=True,
            comment="His own tenant’s file, if he has one: he may not act on it.",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is true."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is no longer true."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "role IN ('CARETAKER', 'FRONT_DESK', 'ADVISER', 'ACCOUNTING', 'MANAGER', 'DPO', 'ADMINISTRATOR')",
            name=op.f("ck_staff_role_known"),
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_staff_period_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
        comment="Members of staff. The login is a PostgreSQL role of the same name.",
    )


def _staff_landlord() -> None:
    op.create_table(
        "staff_landlord",
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="The member of staff."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord."),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_staff_landlord_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_landlord_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "landlord_id", name=op.f("pk_staff_landlord")),
        comment="Which landlords of the group a member of staff works for.",
    )


def _staff_agency() -> None:
    op.create_table(
        "staff_agency",
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="The member of staff."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="The agency."),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_agency_agency_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_agency_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "agency_id", name=op.f("pk_staff_agency")),
        comment="Which agencies a member of staff works for.",
    )


def _residence() -> None:
    op.create_table(
        "residence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="Agency in charge."),
        sa.Column("code", sa.Text(), nullable=False, comment="Code of the residence."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name tenants use."),
        sa.Column("postal_code", sa.Text(), nullable=False, comment="Postal code."),
        sa.Column("town", sa.Text(), nullable=False, comment="Town."),
        sa.Column("sls_zone", sa.Text(), nullable=False, comment="Zone of the rent surcharge scale."),
        sa.Column("in_qpv", sa.Boolean(), nullable=False, comment="In a priority district (QPV)."),
        sa.Column("in_zrr", sa.Boolean(), nullable=False, comment="In a rural revitalisation zone (ZRR)."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint("sls_zone IN ('1bis', '1', '2', '3')", name=op.f("ck_residence_sls_zone_known")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_residence_agency_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_residence_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence")),
        sa.UniqueConstraint("landlord_id", "code", name=op.f("uq_residence_landlord_id_code")),
        comment="Residences: groups of buildings managed by one agency.",
    )
    op.create_index(op.f("ix_residence_agency_id"), "residence", ["agency_id"], unique=False)


def _building() -> None:
    op.create_table(
        "building",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("residence_id", sa.BigInteger(), nullable=False, comment="Residence it belongs to."),
        sa.Column("code", sa.Text(), nullable=False, comment="Letter or number of the building."),
        sa.Column("street", sa.Text(), nullable=False, comment="Number and street."),
        sa.Column("postal_code", sa.Text(), nullable=False, comment="Postal code."),
        sa.Column("town", sa.Text(), nullable=False, comment="Town."),
        sa.Column("has_lift", sa.Boolean(), nullable=False, comment="Has a lift."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_building_landlord_id")),
        sa.ForeignKeyConstraint(["residence_id"], ["residence.id"], name=op.f("fk_building_residence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building")),
        sa.UniqueConstraint("residence_id", "code", name=op.f("uq_building_residence_id_code")),
        comment="Buildings, each with a street address.",
    )


def _premises() -> None:
    op.create_table(
        "premises",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("building_id", sa.BigInteger(), nullable=False, comment="Building."),
        sa.Column("reference", sa.Text(), nullable=False, comment="Landlord’s reference of the premises."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Dwelling, parking place or garage."),
        sa.Column(
            "financing", sa.Text(), nullable=True, comment="Loan that built the dwelling (PLAI, PLUS, PLS…)."
        ),
        sa.Column("rooms", sa.Integer(), nullable=True, comment="Main rooms: 3 for a T3."),
        sa.Column(
            "living_area", sa.Numeric(precision=7, scale=2), nullable=True, comment="Living area in m²."
        ),
        sa.Column("staircase", sa.Text(), nullable=True, comment="Staircase."),
        sa.Column("floor", sa.Integer(), nullable=True, comment="Floor; 0 is the ground floor."),
        sa.Column("door", sa.Text(), nullable=True, comment="Door, or number of the place."),
        sa.Column(
            "under_agreement",
            sa.Boolean(),
            nullable=False,
            comment="Under an APL agreement: brings extra receipt rules (R1.3, R1.35).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(kind = 'DWELLING') = (living_area IS NOT NULL AND rooms IS NOT NULL AND financing IS NOT NULL)",
            name=op.f("ck_premises_dwelling_is_described"),
        ),
        sa.CheckConstraint(
            "financing IN ('PLAI', 'PLUS', 'PLS', 'PLI', 'PSR', 'PLR', 'HLMO')",
            name=op.f("ck_premises_financing_known"),
        ),
        sa.CheckConstraint("kind IN ('DWELLING', 'PARKING', 'GARAGE')", name=op.f("ck_premises_kind_known")),
        sa.CheckConstraint("living_area > 0 AND rooms > 0", name=op.f("ck_premises_sizes_positive")),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_premises_building_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_premises_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premises")),
        sa.UniqueConstraint("landlord_id", "reference", name=op.f("uq_premises_landlord_id_reference")),
        comment="What can be let: dwellings and annexes (parking places, garages).",
    )
    op.create_index(op.f("ix_premises_building_id"), "premises", ["building_id"], unique=False)
