"""What tenants send and ask, the outbox, the trace."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _insurance_submission()
    _service_request()
    _outbox_message()
    _audit_entry()
    _command_done()
    _supervisor_alert()
    _database_property()


def _insurance_submission() -> None:
    op.create_table(
        "insurance_submission",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("lease_id", sa.BigInteger(), nullable=False, comment="Lease to be covered."),
        sa.Column("channel", sa.Text(), nullable=False, comment="By what door it came."),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False, comment="When it was sent."),
        sa.Column("declared_from", sa.Date(), nullable=True, comment="Start typed by the tenant."),
        sa.Column("declared_to", sa.Date(), nullable=True, comment="End typed by the tenant."),
        sa.Column("declared_exact", sa.Boolean(), nullable=False, comment="The tenant confirmed exactness."),
        sa.Column("insurer", sa.Text(), nullable=True, comment="Insurer declared."),
        sa.Column("state", sa.Text(), nullable=False, comment="To validate, accepted, rejected."),
        sa.Column("covered_until", sa.Date(), nullable=True, comment="Last day covered, once accepted."),
        sa.Column("rejection", sa.Text(), nullable=True, comment="Code of the rejection (R2.10)."),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When decided."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Who decided."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'ACCEPTED') = (covered_until IS NOT NULL)",
            name=op.f("ck_insurance_submission_accepted_has_end"),
        ),
        sa.CheckConstraint(
            "(state = 'REJECTED') = (rejection IS NOT NULL)",
            name=op.f("ck_insurance_submission_rejection_is_told"),
        ),
        sa.CheckConstraint(
            "channel IN ('PORTAL', 'PHONE', 'COUNTER', 'MAIL')",
            name=op.f("ck_insurance_submission_channel_known"),
        ),
        sa.CheckConstraint(
            "state IN ('SUBMITTED', 'ACCEPTED', 'REJECTED')", name=op.f("ck_insurance_submission_state_known")
        ),
        sa.CheckConstraint(
            "declared_to > declared_from", name=op.f("ck_insurance_submission_declared_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_insurance_submission_landlord_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_insurance_submission_lease_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_insurance_submission_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_submission")),
        comment="Insurance certificates sent by tenants (R2.6) and what was decided.",
    )
    op.create_index(
        "ix_insurance_submission_lease", "insurance_submission", ["lease_id", "submitted_at"], unique=False
    )


def _service_request() -> None:
    op.create_table(
        "service_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer who asks."),
        sa.Column("lease_id", sa.BigInteger(), nullable=True, comment="Lease, if it concerns one."),
        sa.Column(
            "residence_id",
            sa.BigInteger(),
            nullable=True,
            comment="Residence, when it concerns common parts (R7.5).",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="Nature of the request."),
        sa.Column("summary", sa.Text(), nullable=False, comment="One line, as read in lists."),
        sa.Column("channel", sa.Text(), nullable=False, comment="By what door it came."),
        sa.Column("state", sa.Text(), nullable=False, comment="Internal state (R7.4)."),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, comment="When registered."),
        sa.Column("due_on", sa.Date(), nullable=True, comment="Day promised: answer or visit."),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When done."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "channel IN ('PORTAL', 'PHONE', 'COUNTER', 'MAIL')", name=op.f("ck_service_request_channel_known")
        ),
        sa.CheckConstraint(
            "kind IN ('TECHNICAL', 'ADMINISTRATIVE', 'COMPLAINT', 'NEIGHBOUR_DISPUTE', 'DATA_ERROR')",
            name=op.f("ck_service_request_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('REGISTERED', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_TENANT', 'DONE', 'CLOSED', 'REOPENED')",
            name=op.f("ck_service_request_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_service_request_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_service_request_landlord_id")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_service_request_lease_id")),
        sa.ForeignKeyConstraint(
            ["residence_id"], ["residence.id"], name=op.f("fk_service_request_residence_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        comment="Requests and complaints of tenants, with their state (R7.4).",
    )
    op.create_index(
        "ix_service_request_customer", "service_request", ["customer_id", "opened_at"], unique=False
    )


def _outbox_message() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer told."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Person told."),
        sa.Column("channel", sa.Text(), nullable=False, comment="E-mail, SMS or letter."),
        sa.Column("address", sa.Text(), nullable=False, comment="Where it goes."),
        sa.Column("template", sa.Text(), nullable=False, comment="Code of the text used."),
        sa.Column("subject", sa.Text(), nullable=False, comment="Subject line."),
        sa.Column("body", sa.Text(), nullable=False, comment="Text; never a password."),
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Earliest departure: until then it can be taken back.",
        ),
        sa.Column(
            "state",
            sa.Text(),
            server_default="WAITING",
            nullable=False,
            comment="Waiting, sent, failed, cancelled.",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="When it left."),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False, comment="Tries so far."),
        sa.Column("last_error", sa.Text(), nullable=True, comment="What the last try said."),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=True, comment="Command that wrote it."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint(
            "channel IN ('EMAIL', 'SMS', 'LETTER')", name=op.f("ck_outbox_message_channel_known")
        ),
        sa.CheckConstraint(
            "state IN ('WAITING', 'SENT', 'FAILED', 'CANCELLED')", name=op.f("ck_outbox_message_state_known")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_outbox_message_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_outbox_message_landlord_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        comment="Messages to tenants, in the same transaction as the decision they tell.",
    )
    op.create_index(
        "ix_outbox_message_customer", "outbox_message", ["customer_id", "recorded_at"], unique=False
    )
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["not_before"],
        unique=False,
        postgresql_where=sa.text("state = 'WAITING'"),
    )


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="PostgreSQL login.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=True, comment="Landlord concerned."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Member of staff."),
        sa.Column("act", sa.Text(), nullable=False, comment="What was done."),
        sa.Column("customer_id", sa.BigInteger(), nullable=True, comment="Customer concerned."),
        sa.Column("subject", sa.Text(), nullable=False, comment="Table and key of the record."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Coded reason given."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call it was done in."),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=True, comment="Command."),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Facts that help to read it.",
        ),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_audit_entry_call_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_audit_entry_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_audit_entry_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_entry_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        comment="Trace of the acts of staff (R5.13); rows are only added.",
    )
    op.create_index("ix_audit_entry_call", "audit_entry", ["call_id"], unique=False)
    op.create_index("ix_audit_entry_customer", "audit_entry", ["customer_id", "recorded_at"], unique=False)


def _command_done() -> None:
    op.create_table(
        "command_done",
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=False, comment="Client-made UUID."),
        sa.Column("act", sa.Text(), nullable=False, comment="What it did."),
        sa.Column(
            "arguments",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What it was asked; another request may not reuse the UUID.",
        ),
        sa.Column(
            "result", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="What it answered."
        ),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="PostgreSQL login.",
        ),
        sa.Column(
            "done_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When.",
        ),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_command_done")),
        comment="Commands carried out, by their client-made UUID: a retry is harmless.",
    )


def _supervisor_alert() -> None:
    op.create_table(
        "supervisor_alert",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What happened."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("sentence", sa.Text(), nullable=False, comment="One sentence that says it."),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True, comment="When seen."),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True, comment="By whom."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.CheckConstraint("kind IN ('REPEATED_UNLOCK')", name=op.f("ck_supervisor_alert_kind_known")),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)",
            name=op.f("ck_supervisor_alert_acknowledged_by_someone"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["staff.id"], name=op.f("fk_supervisor_alert_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_supervisor_alert_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_supervisor_alert_landlord_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_alert")),
        comment="Alerts for supervisors, until someone acknowledges them (R4.16).",
    )
    op.create_index(
        op.f("ix_supervisor_alert_customer_id"), "supervisor_alert", ["customer_id"], unique=False
    )


def _database_property() -> None:
    op.create_table(
        "database_property",
        sa.Column("key", sa.Text(), nullable=False, comment="Name of the fact."),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="The fact."),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was written.",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_database_property")),
        comment="Facts about the database as a whole, by name.",
    )
