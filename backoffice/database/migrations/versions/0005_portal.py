"""Portal accounts, locks, blocked registrations, events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _portal_account()
    _account_lock()
    _registration_block()
    _portal_event()


def _portal_account() -> None:
    op.create_table(
        "portal_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="Whose account it is."),
        sa.Column("login", sa.Text(), nullable=False, comment="What the tenant signs in with."),
        sa.Column("login_key", sa.Text(collation="C"), nullable=False, comment="The same, normalised."),
        sa.Column("state", sa.Text(), nullable=False, comment="State of the account (R4.14)."),
        sa.Column(
            "failed_attempts",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Wrong passwords since the last success.",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="Registration."),
        sa.Column(
            "activation_expires_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when the activation link or code works.",
        ),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True, comment="First opening."),
        sa.Column(
            "last_sign_in_at", sa.DateTime(timezone=True), nullable=True, comment="Last successful sign-in."
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="Closing."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_portal_account_closed_has_date")
        ),
        sa.CheckConstraint(
            "state IN ('PENDING_ACTIVATION', 'ACTIVE', 'LOCKED_TEMPORARY', 'LOCKED_STAFF', 'SUSPENDED_FRAUD', 'CLOSED')",
            name=op.f("ck_portal_account_state_known"),
        ),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_portal_account_failures_counted")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_portal_account_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_portal_account_landlord_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_portal_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_account")),
        comment="Portal accounts of tenants; neither passwords nor codes are stored (R4.5).",
    )
    op.create_index(op.f("ix_portal_account_customer_id"), "portal_account", ["customer_id"], unique=False)
    op.create_index(
        "uq_portal_account_login",
        "portal_account",
        ["landlord_id", "login_key"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _account_lock() -> None:
    op.create_table(
        "account_lock",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("account_id", sa.BigInteger(), nullable=False, comment="Account locked."),
        sa.Column("cause", sa.Text(), nullable=False, comment="Why it was locked."),
        sa.Column("failures", sa.Integer(), nullable=False, comment="Wrong tries that led to it."),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False, comment="When it was locked."),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the portal unlocks by itself; empty for a staff lock.",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended."),
        sa.Column("ended_how", sa.Text(), nullable=True, comment="By staff, or by the portal."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Coded reason given by the agent (R4.15)."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Agent who unlocked."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call in which it was unlocked."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "cause = 'STAFF' OR until IS NOT NULL", name=op.f("ck_account_lock_temporary_has_end")
        ),
        sa.CheckConstraint(
            "cause IN ('WRONG_PASSWORDS', 'FAILED_RECREATIONS', 'STAFF')",
            name=op.f("ck_account_lock_cause_known"),
        ),
        sa.CheckConstraint(
            "ended_how IN ('BY_STAFF', 'BY_PORTAL')", name=op.f("ck_account_lock_ended_how_known")
        ),
        sa.CheckConstraint(
            "reason IN ('FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE', 'FAILED_REGISTRATION', 'PORTAL_INCIDENT', 'TAKEOVER_SUSPECTED')",
            name=op.f("ck_account_lock_reason_known"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_account_lock_end_is_told")
        ),
        sa.CheckConstraint("until > locked_at", name=op.f("ck_account_lock_until_after_lock")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal_account.id"], name=op.f("fk_account_lock_account_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_account_lock_call_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_account_lock_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_account_lock_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_lock")),
        comment="Locks of portal accounts; a row each, ended and never deleted (R4.13).",
    )
    op.create_index(op.f("ix_account_lock_account_id"), "account_lock", ["account_id"], unique=False)
    op.create_index(
        "uq_account_lock_open",
        "account_lock",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _registration_block() -> None:
    op.create_table(
        "registration_block",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer."),
        sa.Column("failures", sa.Integer(), nullable=False, comment="Failed registrations that led to it."),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False, comment="When it was blocked."),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True, comment="When released."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Coded reason given by the agent."),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Agent who released it."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call in which it was released."),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.Column(
            "version",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="Counts the saves; a lost update is refused.",
        ),
        sa.CheckConstraint(
            "reason IN ('FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE', 'FAILED_REGISTRATION', 'PORTAL_INCIDENT', 'TAKEOVER_SUSPECTED')",
            name=op.f("ck_registration_block_reason_known"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_registration_block_call_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_registration_block_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["landlord_id"], ["landlord.id"], name=op.f("fk_registration_block_landlord_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_registration_block_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_block")),
        comment="Registrations blocked before any account exists (R4.12, R4.13).",
    )
    op.create_index(
        op.f("ix_registration_block_customer_id"), "registration_block", ["customer_id"], unique=False
    )
    op.create_index(
        "uq_registration_block_open",
        "registration_block",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )


def _portal_event() -> None:
    op.create_table(
        "portal_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("customer_id", sa.BigInteger(), nullable=False, comment="Customer concerned."),
        sa.Column("account_id", sa.BigInteger(), nullable=True, comment="Account, if there is one."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What happened."),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False, comment="When."),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Facts; never a password or a code.",
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="Agent, if staff did it."),
        sa.Column("call_id", sa.BigInteger(), nullable=True, comment="Call, if in a call."),
        sa.Column(
            "command_id",
            sa.UUID(as_uuid=False),
            nullable=True,
            comment="Command that caused it, if staff did it.",
        ),
        sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is."),
        sa.CheckConstraint(
            "kind IN ('REGISTERED', 'REGISTRATION_FAILED', 'REGISTRATION_BLOCKED', 'REGISTRATION_RELEASED', 'ACTIVATION_SENT', 'ACTIVATION_EXPIRED', 'ACTIVATED', 'SIGNED_IN', 'SIGN_IN_FAILED', 'RECREATION_FAILED', 'LOCKED', 'UNLOCKED', 'RESET_SENT', 'PASSWORD_CHANGED', 'SESSIONS_ENDED', 'SUSPENDED', 'CLOSED')",
            name=op.f("ck_portal_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal_account.id"], name=op.f("fk_portal_event_account_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["phone_call.id"], name=op.f("fk_portal_event_call_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_portal_event_customer_id")),
        sa.ForeignKeyConstraint(["landlord_id"], ["landlord.id"], name=op.f("fk_portal_event_landlord_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_portal_event_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_event")),
        comment="Events of the portal, in order; rows are only added.",
    )
    op.create_index("ix_portal_event_customer", "portal_event", ["customer_id", "occurred_at"], unique=False)
