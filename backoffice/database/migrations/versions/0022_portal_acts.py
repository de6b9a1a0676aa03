"""Acts on accesses to the portal, errands of the portal, more said of its events."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels = None
depends_on = None

_EVENTS = (
    "'REGISTERED', 'REGISTRATION_FAILED', 'REGISTRATION_BLOCKED', 'REGISTRATION_RELEASED', "
    "'ACTIVATION_SENT', 'ACTIVATION_EXPIRED', 'ACTIVATED', 'SIGNED_IN', 'SIGN_IN_FAILED', "
    "'RECREATION_FAILED', 'LOCKED', 'UNLOCKED', 'RESET_SENT', 'PASSWORD_CHANGED', 'SESSIONS_ENDED', "
    "'SUSPENDED', 'CLOSED', 'TERMS_ACCEPTED', 'ACTIVATION_ASKED', 'ACTIVATION_FAILED', 'RESET_ASKED', "
    "'RESET_FAILED', 'RESET_EXPIRED', 'DELIVERED', 'NOT_DELIVERED', 'INVITATION_ASKED', "
    "'INVITATION_SENT', 'FORM_RECEIVED', 'FORM_REFUSED', 'RECREATION_DUE', 'SUSPENSION_LIFTED', "
    "'ACT_UNDONE'"
)
_ACTS = (
    "'UNLOCK', 'RELEASE_REGISTRATION', 'SEND_ACTIVATION', 'SEND_RESET', 'SEND_INVITATION', "
    "'REPLACE_CONTACT', 'END_SESSIONS', 'SUSPEND', 'LIFT', 'CLOSE'"
)
_REASONS = (
    "'FORGOTTEN_PASSWORD', 'TYPING_ERROR', 'NEW_DEVICE', 'FAILED_REGISTRATION', 'PORTAL_INCIDENT', "
    "'TAKEOVER_SUSPECTED', 'NOT_RECEIVED', 'LINK_EXPIRED', 'CONTACT_LOST', 'CONTACT_MISTYPED', "
    "'NEVER_REGISTERED', 'LETTER_LOST', 'DEVICE_SHARED', 'TENANT_OBJECTS', 'DOUBT_CLEARED', "
    "'DEPARTURE', 'DEATH', 'TENANT_ASKS', 'FORM_CHECKED'"
)
_ERRANDS = "'ACTIVATION', 'RESET', 'INVITATION', 'SESSIONS_END'"
_STATES = "'WAITING', 'DONE', 'FAILED', 'CANCELLED'"
_RESULTS = "'SENT', 'ENDED', 'NO_USABLE_CONTACT', 'NOT_IN_THIS_STATE'"


def upgrade() -> None:
    """Create the two tables, widen the events and the accounts, then the triggers."""
    _portal_event()
    op.add_column(
        "portal_account",
        _instant("recreate_since", "Since when the profile must be made again on a new portal.", null=True),
    )
    _portal_act()
    _portal_errand()
    run_script("0022_portal_acts")


def _portal_event() -> None:
    name = "portal_event"
    op.drop_constraint(op.f("ck_portal_event_kind_known"), name, type_="check")
    op.create_check_constraint(op.f("ck_portal_event_kind_known"), name, f"kind IN ({_EVENTS})")
    op.add_column(
        name,
        _column("contact_id", sa.BigInteger(), "Contact that a message of the portal went to.", null=True),
    )
    op.create_foreign_key(op.f("fk_portal_event_contact_id"), name, "contact", ["contact_id"], ["id"])
    op.create_index(
        "ix_portal_event_contact",
        name,
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )


def _portal_act() -> None:
    name = "portal_act"
    op.create_table(
        name,
        _id(),
        _column("customer_id", sa.BigInteger(), "Customer concerned."),
        _column("account_id", sa.BigInteger(), "Account, if there is one.", null=True),
        _column("act", sa.Text(), "What was done."),
        _column("reason", sa.Text(), "Coded reason given."),
        _column("level", sa.Text(), "How far the caller was verified (R4.20)."),
        _column("staff_id", sa.BigInteger(), "Who did it."),
        _column("call_id", sa.BigInteger(), "Call or visit in which it was done.", null=True),
        _column("command_id", postgresql.UUID(as_uuid=False), "Command that did it."),
        _instant("done_at", "When.", by_server=True),
        _instant("leaves_at", "When its messages leave: it is undone until then."),
        sa.Column(
            "before",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="State before, as undoing puts it back.",
        ),
        _instant("undone_at", "When undone.", null=True),
        _column("undone_by", sa.BigInteger(), "Who undid it.", null=True),
        _landlord(),
        _version(),
        _check(name, "act_known", f"act IN ({_ACTS})"),
        _check(name, "reason_known", f"reason IN ({_REASONS})"),
        _check(name, "level_known", "level IN ('L0', 'L1', 'L2', 'L3')"),
        _check(name, "leaves_after_act", "leaves_at >= done_at"),
        _check(name, "undone_by_someone", "(undone_at IS NULL) = (undone_by IS NULL)"),
        _key(name, "customer_id", "customer"),
        _key(name, "account_id", "portal_account"),
        _key(name, "staff_id", "staff"),
        _key(name, "call_id", "phone_call"),
        _key(name, "undone_by", "staff"),
        _key(name, "landlord_id", "landlord"),
        sa.UniqueConstraint("command_id", name=op.f("uq_portal_act_command_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_act")),
        comment="Acts of staff on accesses to the portal; undone until their messages leave (R4.14).",
    )
    op.create_index("ix_portal_act_customer", name, ["customer_id", "done_at"], unique=False)
    for column in ("account_id", "call_id"):
        op.create_index(op.f(f"ix_portal_act_{column}"), name, [column], unique=False)


def _portal_errand() -> None:
    name = "portal_errand"
    op.create_table(
        name,
        _id(),
        _column("customer_id", sa.BigInteger(), "Customer concerned."),
        _column("account_id", sa.BigInteger(), "Account, if there is one.", null=True),
        _column("act_id", sa.BigInteger(), "Act that asks it."),
        _column("kind", sa.Text(), "What is asked."),
        _column("contact_id", sa.BigInteger(), "Contact on file to send to.", null=True),
        _instant("asked_at", "When it was asked.", by_server=True),
        _instant("not_before", "Earliest time for the portal: until then it can be taken back."),
        sa.Column(
            "state",
            sa.Text(),
            server_default="WAITING",
            nullable=False,
            comment="Waiting, done, failed, cancelled.",
        ),
        _instant("settled_at", "When the portal answered, or staff took it back.", null=True),
        _column("result", sa.Text(), "What the portal answered, coded.", null=True),
        _landlord(),
        _version(),
        _check(name, "kind_known", f"kind IN ({_ERRANDS})"),
        _check(name, "state_known", f"state IN ({_STATES})"),
        _check(name, "result_known", f"result IN ({_RESULTS})"),
        _check(name, "answered", "(state IN ('DONE', 'FAILED')) = (result IS NOT NULL)"),
        _check(name, "settled", "(state = 'WAITING') = (settled_at IS NULL)"),
        _check(name, "addressed", "kind NOT IN ('ACTIVATION', 'RESET') OR contact_id IS NOT NULL"),
        _key(name, "customer_id", "customer"),
        _key(name, "account_id", "portal_account"),
        _key(name, "act_id", "portal_act"),
        _key(name, "contact_id", "contact"),
        _key(name, "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_errand")),
        comment="What staff ask the portal to send or end by itself (R4.5).",
    )
    op.create_index(
        "ix_portal_errand_waiting",
        name,
        ["landlord_id", "not_before"],
        unique=False,
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    op.create_index("ix_portal_errand_customer", name, ["customer_id", "asked_at"], unique=False)
    for column in ("account_id", "act_id", "contact_id"):
        op.create_index(op.f(f"ix_portal_errand_{column}"), name, [column], unique=False)


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


def _column(name: str, kind: sa.types.TypeEngine[Any], comment: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null, comment=comment)


def _instant(name: str, comment: str, *, null: bool = False, by_server: bool = False) -> sa.Column[Any]:
    default = sa.text("now()") if by_server else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=null, comment=comment)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
