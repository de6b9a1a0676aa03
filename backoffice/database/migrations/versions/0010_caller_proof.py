"""What a caller must prove, enforced by functions of the database; changes decided by two persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

_SCRIPTS = (
    "0010_caller_proof_ground",
    "0010_caller_proof_call",
    "0010_caller_proof_questions",
    "0010_caller_proof_code",
    "0010_caller_proof_portal",
    "0010_caller_proof_change",
    "0010_caller_proof_contact",
    "0010_caller_proof_decision",
    "0010_caller_proof_bank",
)


def upgrade() -> None:
    """Create the tables, end calls left open twice, then create the functions."""
    _known_tables()
    for make in (_control_draw, _caller_code, _caller_code_try, _change_request, _bank_detail, _iban_reveal):
        make()
    for script in _SCRIPTS:
        run_script(script)


def _known_tables() -> None:
    # One call at a time per agent and customer from now on: of several left open, the latest stays.
    op.execute(
        "UPDATE phone_call AS earlier SET ended_at = greatest(now(), started_at), version = version + 1"
        " WHERE ended_at IS NULL AND EXISTS (SELECT FROM phone_call AS later"
        " WHERE later.staff_id = earlier.staff_id AND later.customer_id = earlier.customer_id"
        " AND later.ended_at IS NULL AND (later.started_at, later.id) > (earlier.started_at, earlier.id))"
    )
    op.add_column(
        "caller_check",
        sa.Column(
            "wrong_answers",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Wrong control answers: two in a day close every channel (R4.23).",
        ),
    )
    op.add_column(
        "caller_check",
        sa.Column(
            "contact_id",
            sa.BigInteger(),
            nullable=True,
            comment="Contact on file that was called back, or that received the code.",
        ),
    )
    op.create_foreign_key(
        op.f("fk_caller_check_contact_id"), "caller_check", "contact", ["contact_id"], ["id"]
    )
    op.add_column(
        "outbox_message",
        sa.Column(
            "secret_body",
            sa.Text(),
            nullable=True,
            comment="Text with a one-time code, for the courier alone; emptied once sent.",
        ),
    )
    op.create_index(
        "ix_outbox_message_secret",
        "outbox_message",
        ["id"],
        unique=False,
        postgresql_where=sa.text("secret_body IS NOT NULL"),
    )
    op.create_index(
        "uq_phone_call_open",
        "phone_call",
        ["staff_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "UPDATE caller_check SET wrong_answers = 1 WHERE method = 'TWO_ANSWERS' AND outcome = 'FAILED'"
    )
    op.create_check_constraint(
        op.f("ck_caller_check_only_answers_are_wrong"),
        "caller_check",
        "wrong_answers = 0 OR (method = 'TWO_ANSWERS' AND outcome = 'FAILED')",
    )


def _control_draw() -> None:
    op.create_table(
        "control_draw",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("call_id", sa.BigInteger(), nullable=False, comment="Call."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer asked about."),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Agent who asks."),
        sa.Column(
            "questions",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="Codes of the two questions, in order.",
        ),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False, comment="When they were drawn."),
        sa.Column(
            "answered_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the agent judged the answers.",
        ),
        sa.Column("first_right", sa.Boolean(), nullable=True, comment="The first answer was right."),
        sa.Column("second_right", sa.Boolean(), nullable=True, comment="The second answer was right."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "num_nulls(answered_at, first_right, second_right) IN (0, 3)",
            name=op.f("ck_control_draw_answered_whole"),
        ),
        sa.CheckConstraint("cardinality(questions) = 2", name=op.f("ck_control_draw_two_questions")),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_control_draw_call_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_control_draw_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_control_draw_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_control_draw_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_draw")),
        comment="Control questions drawn by the database and the agent’s verdicts, never the answers.",
    )
    op.create_index(op.f("ix_control_draw_call_id"), "control_draw", ["call_id"], unique=False)
    op.create_index("ix_control_draw_customer", "control_draw", ["customer_id", "id"], unique=False)


def _caller_code() -> None:
    op.create_table(
        "caller_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("call_id", sa.BigInteger(), nullable=False, comment="Call."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer checked."),
        sa.Column("contact_id", sa.BigInteger(), nullable=False, comment="Contact it went to."),
        sa.Column("message_id", sa.BigInteger(), nullable=False, comment="Message that carries it."),
        sa.Column("salt", sa.UUID(as_uuid=False), nullable=False, comment="Hashed with the code."),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of salt and code."),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made."),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="Until when it is worth."
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was used, replaced or missed three times.",
        ),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), nullable=True, comment="When the caller gave it right."
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_caller_code_expires_after")),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_caller_code_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_caller_code_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_caller_code_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_caller_code_landlord_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_message.id"], name=op.f("fk_caller_code_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_code")),
        comment="One-time codes of callers; the clear text is nowhere but in the message that leaves.",
    )
    op.create_index(op.f("ix_caller_code_call_id"), "caller_code", ["call_id"], unique=False)
    op.create_index("ix_caller_code_customer", "caller_code", ["customer_id", "made_at"], unique=False)
    op.create_index(op.f("ix_caller_code_message_id"), "caller_code", ["message_id"], unique=False)


def _caller_code_try() -> None:
    op.create_table(
        "caller_code_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("code_id", sa.BigInteger(), nullable=False, comment="Code tried."),
        sa.Column(
            "typed_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of salt and what was typed."
        ),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was typed."),
        sa.Column("made_in", sa.BigInteger(), nullable=False, comment="Transaction that typed it."),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True, comment="When it was judged."),
        sa.Column("is_right", sa.Boolean(), nullable=True, comment="Whether it was the code."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (is_right IS NULL)", name=op.f("ck_caller_code_try_judged_whole")
        ),
        sa.ForeignKeyConstraint(["code_id"], ["caller_code.id"], name=op.f("fk_caller_code_try_code_id")),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_caller_code_try_landlord_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_code_try")),
        comment="Codes typed for a caller; judged once the try is committed, so that it always counts.",
    )
    op.create_index(op.f("ix_caller_code_try_code_id"), "caller_code_try", ["code_id"], unique=False)


def _change_request() -> None:
    op.create_table(
        "change_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What changes."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column(
            "proposed",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What is asked; an account number is masked.",
        ),
        sa.Column(
            "call_id", sa.BigInteger(), nullable=True, comment="Call or visit in which identity was certain."
        ),
        sa.Column(
            "letter_on",
            sa.Date(),
            nullable=True,
            comment="Day of the signed letter checked with a copy of the paper, if by post.",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="Where it stands."),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False, comment="Who entered it."),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was entered."),
        sa.Column(
            "decided_by",
            sa.BigInteger(),
            nullable=True,
            comment="Second person; a security contact is applied without one.",
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When decided."),
        sa.Column("refusal", sa.Text(), nullable=True, comment="Why it was refused."),
        sa.Column(
            "effective_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="End of the cooling-off of what changed (R4.24).",
        ),
        sa.Column("contact_id", sa.BigInteger(), nullable=True, comment="Contact that the change added."),
        sa.Column("replaced_id", sa.BigInteger(), nullable=True, comment="Contact that the change ends."),
        sa.Column(
            "objected_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the tenant objected (R4.25).",
        ),
        sa.Column("objected_by", sa.BigInteger(), nullable=True, comment="Who took the objection down."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'PROPOSED') = (decided_at IS NULL)", name=op.f("ck_change_request_decided_when")
        ),
        sa.CheckConstraint(
            "(state = 'REFUSED') = (refusal IS NOT NULL)", name=op.f("ck_change_request_refused_why")
        ),
        sa.CheckConstraint(
            "decided_by IS NOT NULL OR state IN ('PROPOSED', 'WITHDRAWN') OR kind = 'SECURITY_CONTACT'",
            name=op.f("ck_change_request_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "kind IN ('SECURITY_CONTACT', 'BANK_DETAILS', 'HOUSEHOLD_TITLE')",
            name=op.f("ck_change_request_kind_known"),
        ),
        sa.CheckConstraint(
            "refusal IN ('NOT_JUSTIFIED', 'DOCUMENT_MISSING', 'WRONGLY_ENTERED', 'FRAUD_SUSPECTED')",
            name=op.f("ck_change_request_refusal_known"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'APPROVED', 'REFUSED', 'WITHDRAWN')",
            name=op.f("ck_change_request_state_known"),
        ),
        sa.CheckConstraint(
            "(call_id IS NULL) <> (letter_on IS NULL)", name=op.f("ck_change_request_proved_somehow")
        ),
        sa.CheckConstraint(
            "(objected_at IS NULL) = (objected_by IS NULL)", name=op.f("ck_change_request_objection_whole")
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_change_request_two_persons")),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_change_request_call_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_change_request_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_change_request_customer_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_change_request_decided_by")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_change_request_landlord_id")),
        sa.ForeignKeyConstraint(["objected_by"], ["staff.id"], name=op.f("fk_change_request_objected_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_change_request_proposed_by")),
        sa.ForeignKeyConstraint(["replaced_id"], ["contact.id"], name=op.f("fk_change_request_replaced_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        comment="Changes that need a certain identity, decided by a second person (R3.54, R4.20).",
    )
    op.create_index(op.f("ix_change_request_call_id"), "change_request", ["call_id"], unique=False)
    op.create_index("ix_change_request_customer", "change_request", ["customer_id", "id"], unique=False)
    op.create_index(
        "uq_change_request_pending",
        "change_request",
        ["customer_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'PROPOSED'"),
    )


def _bank_detail() -> None:
    op.create_table(
        "bank_detail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("change_id", sa.BigInteger(), nullable=False, comment="Change that brought it."),
        sa.Column("state", sa.Text(), nullable=False, comment="Proposed, accepted, refused."),
        sa.Column("holder_name", sa.Text(), nullable=False, comment="Name on the account."),
        sa.Column(
            "iban", sa.Text(), nullable=False, comment="Account number; no role of staff reads this column."
        ),
        sa.Column(
            "iban_masked", sa.Text(), nullable=False, comment="What a screen shows: FR76 •••• •••• 1234."
        ),
        sa.Column("is_third_party", sa.Boolean(), nullable=False, comment="Somebody else pays."),
        sa.Column(
            "mandate_reference", sa.Text(), nullable=True, comment="Mandate signed by the third party."
        ),
        sa.Column(
            "effective_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="First instant of use: never inside the cooling-off (R3.54).",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="Last instant of use."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'ACTIVE') = (effective_at IS NOT NULL)", name=op.f("ck_bank_detail_active_since")
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'ACTIVE', 'REFUSED')", name=op.f("ck_bank_detail_state_known")
        ),
        sa.CheckConstraint(
            "is_third_party = (mandate_reference IS NOT NULL)",
            name=op.f("ck_bank_detail_third_party_mandate"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change_request.id"], name=op.f("fk_bank_detail_change_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_bank_detail_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_bank_detail_landlord_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_detail")),
        sa.UniqueConstraint("change_id", name=op.f("uq_bank_detail_change_id")),
        comment="Account numbers; the whole number is read through reveal_iban alone (R3.53).",
    )
    op.create_index("ix_bank_detail_customer", "bank_detail", ["customer_id", "id"], unique=False)


def _iban_reveal() -> None:
    op.create_table(
        "iban_reveal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("bank_detail_id", sa.BigInteger(), nullable=False, comment="Account asked for."),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Who asked."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why."),
        sa.Column("made_in", sa.BigInteger(), nullable=False, comment="Transaction that asked."),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True, comment="When it was shown."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "reason IN ('MANDATE', 'REFUND', 'REJECTED_DEBIT', 'CONTROL')",
            name=op.f("ck_iban_reveal_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["bank_detail_id"], ["bank_detail.id"], name=op.f("fk_iban_reveal_bank_detail_id")
        ),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_iban_reveal_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_iban_reveal_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_iban_reveal")),
        comment="Who asked to see a whole account number, when and why (R3.53); never deleted.",
    )
    op.create_index(op.f("ix_iban_reveal_bank_detail_id"), "iban_reveal", ["bank_detail_id"], unique=False)
