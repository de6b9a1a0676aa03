"""Keys that find persons, contacts, customers, leases, households, calls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _person_name_key()
    _contact()
    _customer()
    _lease()
    _lease_holder()
    _household_member()
    _e_delivery_consent()
    _phone_call()
    _caller_check()


def _person_name_key() -> None:
    op.create_table(
        "person_name_key",
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Whose name."),
        sa.Column(
            "key", sa.Text(collation="C"), nullable=False, comment="Letters only, upper case, no accents."
        ),
        sa.Column(
            "part",
            sa.Text(),
            nullable=False,
            comment="WHOLE surname (birth or usage), SURNAME for a piece of one, FIRST.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "part IN ('WHOLE', 'SURNAME', 'FIRST')", name=op.f("ck_person_name_key_part_known")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_person_name_key_landlord_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_name_key_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", "part", name=op.f("pk_person_name_key")),
        comment="Normalised pieces of names, for search; rewritten with the person’s names.",
    )
    op.create_index(
        "ix_person_name_key_search", "person_name_key", ["landlord_id", "key", "person_id"], unique=False
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Whose contact."),
        sa.Column("channel", sa.Text(), nullable=False, comment="Mobile, landline or e-mail."),
        sa.Column("role", sa.Text(), nullable=False, comment="What it is used for (R3.43)."),
        sa.Column("value", sa.Text(), nullable=False, comment="As given."),
        sa.Column(
            "value_key",
            sa.Text(collation="C"),
            nullable=False,
            comment="E.164 number, or e-mail in lower case.",
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="Where it was learnt."),
        sa.Column(
            "verified_at", sa.DateTime(timezone=True), nullable=True, comment="When its owner proved it."
        ),
        sa.Column(
            "usable_for_security_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="End of the cooling-off: before it, no code goes there (R4.24).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is true."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is no longer true."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint("channel IN ('MOBILE', 'PHONE', 'EMAIL')", name=op.f("ck_contact_channel_known")),
        sa.CheckConstraint(
            "role IN ('LOGIN', 'NOTICE', 'PAYMENT', 'EMERGENCY')", name=op.f("ck_contact_role_known")
        ),
        sa.CheckConstraint(
            "source IN ('PORTAL', 'AGENT', 'COUNTER', 'LETTER', 'IMPORT')",
            name=op.f("ck_contact_source_known"),
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_contact_period_in_order")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_contact_landlord_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        comment="Telephones and e-mail addresses, kept with their history (R3.43).",
    )
    op.create_index(op.f("ix_contact_person_id"), "contact", ["person_id"], unique=False)
    op.create_index("ix_contact_search", "contact", ["landlord_id", "value_key", "person_id"], unique=False)


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column(
            "client_ref",
            sa.Text(),
            nullable=False,
            comment="Reference as printed (N° client, référence à rappeler…).",
        ),
        sa.Column(
            "client_ref_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised (R4.30)."
        ),
        sa.Column(
            "main_person_id",
            sa.BigInteger(),
            nullable=False,
            comment="Main person: his mobile and e-mail count.",
        ),
        sa.Column(
            "billing_address",
            sa.Text(),
            nullable=True,
            comment="Where notices go; never replaces the dwelling’s address (R3.45).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_customer_landlord_id")),
        sa.ForeignKeyConstraint(["main_person_id"], ["person.id"], name=op.f("fk_customer_main_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint(
            "landlord_id", "client_ref_key", name=op.f("uq_customer_landlord_id_client_ref_key")
        ),
        comment="Customers: one reference printed on the notices, one or several leases.",
    )
    op.create_index(op.f("ix_customer_main_person_id"), "customer", ["main_person_id"], unique=False)


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("agency_id", sa.BigInteger(), nullable=False, comment="Agency in charge."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("premises_id", sa.BigInteger(), nullable=False, comment="What is let."),
        sa.Column(
            "number", sa.Text(), nullable=False, comment="Contract number as printed: 994/0, L/2013936."
        ),
        sa.Column(
            "number_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised (R4.30)."
        ),
        sa.Column(
            "term_mode",
            sa.Text(),
            nullable=False,
            comment="Rent due at the end or at the start of the month (R1.35).",
        ),
        sa.Column(
            "due_day", sa.Integer(), nullable=False, comment="Day of the month by which rent is due (R1.35)."
        ),
        sa.Column(
            "insurance_required",
            sa.Boolean(),
            nullable=False,
            comment="The tenant must prove his insurance for this lease (R2.4).",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is true."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is no longer true."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(premises_id, premises_id, '[]')"), "&&"),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_lease_premises_once",
        ),
        sa.CheckConstraint("term_mode IN ('END', 'START')", name=op.f("ck_lease_term_mode_known")),
        sa.CheckConstraint("due_day BETWEEN 1 AND 28", name=op.f("ck_lease_due_day_in_month")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_lease_period_in_order")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lease_agency_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_lease_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_lease_landlord_id")),
        sa.ForeignKeyConstraint(["premises_id"], ["premises.id"], name=op.f("fk_lease_premises_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("landlord_id", "number_key", name=op.f("uq_lease_landlord_id_number_key")),
        comment="Leases: one dwelling or one annex each, from entry to departure.",
    )
    op.create_index(op.f("ix_lease_agency_id"), "lease", ["agency_id"], unique=False)
    op.create_index(op.f("ix_lease_customer_id"), "lease", ["customer_id"], unique=False)


def _lease_holder() -> None:
    op.create_table(
        "lease_holder",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease held."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Holder."),
        sa.Column("title", sa.Text(), nullable=False, comment="Main holder, co-holder, spouse by law."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is true."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is no longer true."),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(lease_id, lease_id, '[]')"), "&&"),
            (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_lease_holder_once",
        ),
        sa.CheckConstraint(
            "title IN ('MAIN_HOLDER', 'CO_HOLDER', 'SPOUSE_BY_LAW')", name=op.f("ck_lease_holder_title_known")
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_lease_holder_period_in_order")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_lease_holder_landlord_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_lease_holder_lease_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lease_holder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_holder")),
        comment="Holders of a lease, with periods.",
    )
    op.create_index(op.f("ix_lease_holder_lease_id"), "lease_holder", ["lease_id"], unique=False)
    op.create_index("ix_lease_holder_person_id", "lease_holder", ["person_id"], unique=False)


def _household_member() -> None:
    op.create_table(
        "household_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease of the dwelling."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Member."),
        sa.Column("relation", sa.Text(), nullable=False, comment="Relation to the main holder."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is true."),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="First day it is no longer true."),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(lease_id, lease_id, '[]')"), "&&"),
            (sa.text("int8range(person_id, person_id, '[]')"), "&&"),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_household_member_once",
        ),
        sa.CheckConstraint(
            "relation IN ('HOLDER', 'SPOUSE', 'PACS_PARTNER', 'KNOWN_PARTNER', 'CHILD', 'ASCENDANT', 'HOSTED_OCCUPANT', 'OTHER_OCCUPANT')",
            name=op.f("ck_household_member_relation_known"),
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_household_member_period_in_order")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_household_member_landlord_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_household_member_lease_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_household_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        comment="Members of the household, with periods: end-dated, never deleted (R3.22).",
    )
    op.create_index(op.f("ix_household_member_lease_id"), "household_member", ["lease_id"], unique=False)
    op.create_index(op.f("ix_household_member_person_id"), "household_member", ["person_id"], unique=False)


def _e_delivery_consent() -> None:
    op.create_table(
        "e_delivery_consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease concerned."),
        sa.Column("channel", sa.Text(), nullable=False, comment="By e-mail, or left on the portal."),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False, comment="When it was given."),
        sa.Column("given_by", sa.Text(), nullable=False, comment="Who gave it."),
        sa.Column("evidence", sa.Text(), nullable=False, comment="What proves it."),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True, comment="When withdrawn."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "channel IN ('EMAIL', 'PORTAL')", name=op.f("ck_e_delivery_consent_channel_known")
        ),
        sa.CheckConstraint("revoked_at > given_at", name=op.f("ck_e_delivery_consent_revoked_after_given")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_e_delivery_consent_landlord_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_e_delivery_consent_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_e_delivery_consent")),
        comment="Express agreements to receive documents electronically (R1.18).",
    )
    op.create_index(op.f("ix_e_delivery_consent_lease_id"), "e_delivery_consent", ["lease_id"], unique=False)


def _phone_call() -> None:
    op.create_table(
        "phone_call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Agent in the call."),
        sa.Column("customer_id", sa.BigInteger(), nullable=True, comment="Customer, once known."),
        sa.Column("place", sa.Text(), nullable=False, comment="Telephone or counter."),
        sa.Column(
            "caller_number", sa.Text(), nullable=True, comment="Number shown; it is no evidence (R4.26)."
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, comment="Start."),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="End; the level expires with it (R4.28).",
        ),
        sa.Column("level", sa.Text(), nullable=False, comment="Level reached (R4.20)."),
        sa.Column("summary", sa.Text(), nullable=True, comment="What was done, in one line."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint("level IN ('L0', 'L1', 'L2', 'L3')", name=op.f("ck_phone_call_level_known")),
        sa.CheckConstraint("place IN ('PHONE', 'COUNTER')", name=op.f("ck_phone_call_place_known")),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_phone_call_ends_after_start")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_phone_call_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_phone_call_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_phone_call_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
        comment="Calls and counter visits, with the verification level reached (R4.20, R4.28).",
    )
    op.create_index("ix_phone_call_customer", "phone_call", ["customer_id", "started_at"], unique=False)
    op.create_index("ix_phone_call_staff", "phone_call", ["staff_id", "started_at"], unique=False)


def _caller_check() -> None:
    op.create_table(
        "caller_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("call_id", sa.BigInteger(), nullable=False, comment="Call."),
        sa.Column("method", sa.Text(), nullable=False, comment="How the caller was checked."),
        sa.Column("outcome", sa.Text(), nullable=False, comment="Passed or failed."),
        sa.Column(
            "questions",
            postgresql.ARRAY(sa.TEXT()),
            server_default="{}",
            nullable=False,
            comment="Codes of the questions asked (R4.23).",
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Agent who checked."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "method IN ('IDENTIFIERS', 'TWO_ANSWERS', 'CALL_BACK', 'CODE', 'COUNTER_ID', 'SIGNED_LETTER')",
            name=op.f("ck_caller_check_method_known"),
        ),
        sa.CheckConstraint("outcome IN ('PASSED', 'FAILED')", name=op.f("ck_caller_check_outcome_known")),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_caller_check_call_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_caller_check_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_caller_check_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_check")),
        comment="Verifications of callers: questions asked and outcome, never the answers (R4.28).",
    )
    op.create_index(op.f("ix_caller_check_call_id"), "caller_check", ["call_id"], unique=False)
