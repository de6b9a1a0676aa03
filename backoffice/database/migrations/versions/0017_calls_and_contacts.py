"""Contacts without a case, promised call-backs, who may speak for a tenant."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from backoffice.database.migrations.scripts import run_script

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None

_SIGNS = (
    "'URGENCY', 'NAME_DROPPING', 'REFUSES_CALL_BACK', 'NUMBER_SUPPLIED', 'MANY_RECOVERIES', "
    "'CONTACT_COOLING', 'LOST_DEVICE', 'NUMBER_UNKNOWN'"
)
_TOPICS = (
    "'HOURS', 'USEFUL_NUMBER', 'CAF', 'SOCIAL', 'APPLICATION', 'EMERGENCY', 'PORTAL_HELP', 'WRONG_NUMBER', "
    "'HUNG_UP', 'SILENT', 'OTHER'"
)


def upgrade() -> None:
    """Create the tables, say who speaks in a call, then the functions."""
    _representative()
    _phone_call()
    _contact_event()
    _promised_call_back()
    op.drop_constraint(op.f("ck_supervisor_alert_kind_known"), "supervisor_alert", type_="check")
    op.create_check_constraint(
        op.f("ck_supervisor_alert_kind_known"),
        "supervisor_alert",
        "kind IN ('REPEATED_UNLOCK', 'BREAK_GLASS', 'WARNING_SIGNS', 'AUTHORITY')",
    )
    run_script("0017_speaker")
    run_script("0017_line")
    run_script("0017_promises")


def _id() -> sa.Column[int]:
    return sa.Column(
        "id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."
    )


def _landlord() -> sa.Column[int]:
    return sa.Column("landlord_id", sa.BigInteger(), nullable=False, comment="The landlord whose row it is.")


def _recorded() -> sa.Column[Any]:
    return sa.Column(
        "recorded_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
        comment="When the row was written.",
    )


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


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _representative() -> None:
    name = "representative"
    op.create_table(
        name,
        _id(),
        _column("customer_id", sa.BigInteger(), "Customer represented."),
        _column("kind", sa.Text(), "By what title."),
        _column("scope", sa.Text(), "How far."),
        _column("full_name", sa.Text(), "Name on the paper."),
        sa.Column(
            "lives_there",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Lives in the dwelling without title: never validates a change.",
        ),
        _column("proof", sa.Text(), "Nature of the paper seen."),
        _column("seen_on", sa.Date(), "Day the paper was seen."),
        _column("seen_by", sa.BigInteger(), "Who saw it."),
        _column(
            "usable_from",
            sa.DateTime(timezone=True),
            "Serves from then on: never in the call in which it is recorded.",
        ),
        _landlord(),
        _recorded(),
        _column("valid_from", sa.Date(), "First day it is true."),
        _column("valid_to", sa.Date(), "First day it is no longer true.", null=True),
        _version(),
        _check(
            name,
            "kind_known",
            "kind IN ('GUARDIAN', 'CURATOR', 'FAMILY_POWER', 'FUTURE_MANDATE', 'MANDATARY')",
        ),
        _check(name, "scope_known", "scope IN ('REQUESTS', 'ACCOUNT', 'EVERYTHING')"),
        _check(name, "proof_known", "proof IN ('JUDGMENT', 'NOTARIAL_ACT', 'SIGNED_MANDATE')"),
        _check(name, "curator_assists", "kind <> 'CURATOR' OR scope <> 'EVERYTHING'"),
        _check(name, "named", "length(full_name) BETWEEN 2 AND 120"),
        _check(name, "period_in_order", "valid_to > valid_from"),
        _key(name, "customer_id", "customer"),
        _key(name, "seen_by", "staff"),
        _key(name, "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        comment="Who may speak for a tenant, how far and by which paper seen (R3.24, R4.27).",
    )
    op.create_index("ix_representative_customer", name, ["customer_id", "valid_from"], unique=False)


def _phone_call() -> None:
    name = "phone_call"
    for column in (
        _column("caller", sa.Text(), "Who speaks; nothing is proved before it is said (R4.27).", null=True),
        _column("representative_id", sa.BigInteger(), "By which paper a representative speaks.", null=True),
        sa.Column(
            "signs",
            postgresql.ARRAY(sa.TEXT()),
            server_default="{}",
            nullable=False,
            comment="Warning signs of the call, coded (R4.26).",
        ),
        _column("reason", sa.Text(), "What the call was about, coded.", null=True),
        _column(
            "alerted_at",
            sa.DateTime(timezone=True),
            "When a supervisor was told of the call (R4.26).",
            null=True,
        ),
    ):
        op.add_column(name, column)
    op.create_foreign_key(
        op.f("fk_phone_call_representative_id"), name, "representative", ["representative_id"], ["id"]
    )
    op.create_index(op.f("ix_phone_call_representative_id"), name, ["representative_id"], unique=False)
    checks = {
        "caller_known": "caller IN ('HOLDER', 'CO_HOLDER', 'REPRESENTATIVE', 'THIRD_PARTY', 'AUTHORITY')",
        "reason_known": (
            "reason IN ('BALANCE', 'RECEIPT', 'PORTAL', 'INSURANCE', 'REQUEST', 'CHANGE', 'OTHER')"
        ),
        "signs_known": f"signs <@ ARRAY[{_SIGNS}]",
        "represents_customer": (
            "representative_id IS NULL OR (caller = 'REPRESENTATIVE' AND customer_id IS NOT NULL)"
        ),
    }
    for check, rule in checks.items():
        op.create_check_constraint(op.f(f"ck_phone_call_{check}"), name, rule)
    # The calls under way were the holder's: nobody else was asked for.
    op.execute(
        "UPDATE phone_call SET caller = 'HOLDER', version = version + 1"
        " WHERE ended_at IS NULL AND customer_id IS NOT NULL"
    )


def _contact_event() -> None:
    name = "contact_event"
    op.create_table(
        name,
        _id(),
        _column("channel", sa.Text(), "How it came."),
        _column("topic", sa.Text(), "What it was about."),
        _column("customer_id", sa.BigInteger(), "Customer, if known.", null=True),
        _column("call_id", sa.BigInteger(), "Call, if it came in one.", null=True),
        _column("staff_id", sa.BigInteger(), "Who answered."),
        _landlord(),
        _recorded(),
        _check(name, "channel_known", "channel IN ('PHONE', 'COUNTER', 'MAIL')"),
        _check(name, "topic_known", f"topic IN ({_TOPICS})"),
        _key(name, "customer_id", "customer"),
        _key(name, "call_id", "phone_call"),
        _key(name, "staff_id", "staff"),
        _key(name, "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_event")),
        comment="Contacts without a case, coded and counted; without a tenant they are nobody’s (R7.2).",
    )
    op.create_index("ix_contact_event_day", name, ["landlord_id", "recorded_at"], unique=False)
    op.create_index(
        "ix_contact_event_customer",
        name,
        ["customer_id", "recorded_at"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_contact_event_call_id"), name, ["call_id"], unique=False)


def _promised_call_back() -> None:
    name = "promised_call_back"
    op.create_table(
        name,
        _id(),
        _column("customer_id", sa.BigInteger(), "Customer, called on a number of the file.", null=True),
        _column("call_id", sa.BigInteger(), "Call in which it was promised.", null=True),
        _column(
            "number",
            sa.Text(),
            "Number that called, only of somebody without a file; erased when settled.",
            null=True,
        ),
        _column("reason", sa.Text(), "Why."),
        _column("due_at", sa.DateTime(timezone=True), "When it is due."),
        _column("owner_id", sa.BigInteger(), "Who must call.", null=True),
        _column(
            "agency_id", sa.BigInteger(), "Agency whose queue holds it, when nobody in person.", null=True
        ),
        _column("promised_by", sa.BigInteger(), "Who promised."),
        sa.Column("state", sa.Text(), server_default="OPEN", nullable=False, comment="Open, kept or missed."),
        _column("settled_at", sa.DateTime(timezone=True), "When it was kept or missed.", null=True),
        _column("settled_by", sa.BigInteger(), "Who noted it.", null=True),
        _landlord(),
        _recorded(),
        _version(),
        _check(
            name,
            "reason_known",
            "reason IN ('ANSWER', 'IDENTITY', 'MANAGER', 'APPOINTMENT', 'FOLLOW_UP')",
        ),
        _check(name, "state_known", "state IN ('OPEN', 'KEPT', 'MISSED')"),
        _check(name, "one_owner", "(owner_id IS NULL) <> (agency_id IS NULL)"),
        _check(
            name,
            "settled_by_someone",
            "num_nulls(settled_at, settled_by) = CASE WHEN state = 'OPEN' THEN 2 ELSE 0 END",
        ),
        _check(name, "number_of_nobody", "number IS NULL OR (customer_id IS NULL AND state = 'OPEN')"),
        _key(name, "customer_id", "customer"),
        _key(name, "call_id", "phone_call"),
        _key(name, "owner_id", "staff"),
        _key(name, "agency_id", "agency"),
        _key(name, "promised_by", "staff"),
        _key(name, "settled_by", "staff"),
        _key(name, "landlord_id", "landlord"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promised_call_back")),
        comment="Call-backs promised, each with a date and an owner.",
    )
    op.create_index("ix_promised_call_back_customer", name, ["customer_id", "due_at"], unique=False)
    op.create_index(op.f("ix_promised_call_back_call_id"), name, ["call_id"], unique=False)
    for index, column in (("owner", "owner_id"), ("agency", "agency_id"), ("due", "landlord_id")):
        op.create_index(
            f"ix_promised_call_back_{index}",
            name,
            [column, "due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'OPEN'"),
        )
