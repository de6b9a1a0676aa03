"""Openings, searches and exports in the trace; quotas and break-glass."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

_ROLES = (
    "CARETAKER", "FRONT_DESK", "ADVISER", "ACCOUNTING", "MANAGER", "DPO", "ADMINISTRATOR",
    "PORTAL", "ERP_FEED", "COURIER", "REPORT_READER",
)  # fmt: skip
_KINDS = "kind IN ('OPENING', 'SEARCH', 'EXPORT')"

# A call-centre agent takes some 80 calls a day: 100 to 120 files, up to 20 in the worst hour, a search and a
# half for each. The limits stand at two or three times an honest day, far below a copy of the tenants.
_QUOTAS = {
    # role: (per hour, per day, more with a reason) of openings, searches, exports
    "CARETAKER": ((20, 60, 10), (30, 90, 15), (0, 0, 0)),
    "FRONT_DESK": ((60, 250, 30), (120, 500, 60), (2, 5, 1)),
    "ADVISER": ((60, 250, 30), (90, 400, 45), (5, 20, 3)),
    "ACCOUNTING": ((90, 400, 45), (120, 500, 60), (10, 40, 5)),
    "MANAGER": ((60, 250, 30), (90, 400, 45), (10, 40, 5)),
    "DPO": ((40, 150, 20), (60, 250, 30), (10, 40, 5)),
    "ADMINISTRATOR": ((10, 30, 5), (20, 60, 10), (2, 5, 1)),
}
_TIMES_A_DAY = 3
_SINCE = date(2020, 1, 1)


def upgrade() -> None:
    """Add the quotas with their first figures, then the functions that trace and count."""
    _quota()
    _use()
    _glass()
    _alerts()
    run_script("0009_counting")
    run_script("0009_tracing")
    run_script("0009_watching")


def _quota() -> None:
    listed = ", ".join(f"'{role}'" for role in _ROLES)
    table = op.create_table(
        "access_quota",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column("role", sa.Text(), nullable=False, comment="Role of the members of staff."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What is counted."),
        sa.Column("per_hour", sa.Integer(), nullable=False, comment="At most in one hour of the clock."),
        sa.Column("per_day", sa.Integer(), nullable=False, comment="At most in one day of Paris."),
        sa.Column(
            "extra", sa.Integer(), nullable=False, comment="How many more a reason gives, for one hour."
        ),
        sa.Column(
            "extra_times",
            sa.Integer(),
            nullable=False,
            comment="How many times a day a reason may be given.",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day it is in force."),
        sa.Column("source", sa.Text(), nullable=False, comment="Where the figures come from."),
        sa.Column("author", sa.Text(), nullable=False, comment="Who entered them."),
        _recorded_at(),
        sa.CheckConstraint(f"role IN ({listed})", name=op.f("ck_access_quota_role_known")),
        sa.CheckConstraint(_KINDS, name=op.f("ck_access_quota_kind_known")),
        sa.CheckConstraint(
            "per_hour >= 0 AND per_day >= per_hour AND extra >= 0 AND extra_times >= 0",
            name=op.f("ck_access_quota_in_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_quota")),
        sa.UniqueConstraint("role", "kind", "valid_from", name=op.f("uq_access_quota_role_kind_valid_from")),
        comment="Quotas of a role on openings, searches and exports; dated, a change is a new row.",
    )
    assert table is not None
    op.bulk_insert(table, _first_figures())


def _first_figures() -> list[dict[str, object]]:
    return [
        {
            "role": role,
            "kind": kind,
            "per_hour": hour,
            "per_day": day,
            "extra": extra,
            "extra_times": _TIMES_A_DAY if extra else 0,
            "valid_from": _SINCE,
            "source": "Deux à trois fois une journée de 80 appels",
            "author": "Guichet",
        }
        for role, limits in _QUOTAS.items()
        for kind, (hour, day, extra) in zip(("OPENING", "SEARCH", "EXPORT"), limits, strict=True)
    ]


def _use() -> None:
    op.create_table(
        "access_use",
        sa.Column("login", sa.Text(), nullable=False, comment="PostgreSQL login."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What is counted."),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False, comment="Beginning of the hour."),
        sa.Column("taken", sa.Integer(), nullable=False, comment="How many."),
        sa.CheckConstraint(_KINDS, name=op.f("ck_access_use_kind_known")),
        sa.PrimaryKeyConstraint("login", "kind", "hour", name=op.f("pk_access_use")),
        comment="What each login took in each hour, to compare with its quota.",
    )


def _glass() -> None:
    reasons = "reason IN ('BUSY_DAY', 'EMERGENCY', 'REPLACEMENT', 'BATCH', 'OTHER')"
    op.create_table(
        "access_glass",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, comment="Internal key."),
        sa.Column(
            "login",
            sa.Text(),
            server_default=sa.text("session_user"),
            nullable=False,
            comment="PostgreSQL login.",
        ),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="Member of staff."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Which quota."),
        sa.Column("reason", sa.Text(), nullable=False, comment="Coded reason."),
        sa.Column("words", sa.Text(), nullable=False, comment="The reason in one line."),
        sa.Column("extra", sa.Integer(), nullable=False, comment="How many more it gives."),
        sa.Column(
            "used", sa.Integer(), server_default="0", nullable=False, comment="How many of them were taken."
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="Until when they can be."),
        _recorded_at(),
        sa.CheckConstraint(_KINDS, name=op.f("ck_access_glass_kind_known")),
        sa.CheckConstraint(reasons, name=op.f("ck_access_glass_reason_known")),
        sa.CheckConstraint("char_length(words) BETWEEN 1 AND 200", name=op.f("ck_access_glass_words_short")),
        sa.CheckConstraint("used BETWEEN 0 AND extra", name=op.f("ck_access_glass_used_at_most")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_access_glass_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_glass")),
        comment="Quotas passed with a reason (break-glass); each is told to a manager.",
    )
    op.create_index("ix_access_glass_login", "access_glass", ["login", "kind", "ends_at"])
    op.create_index(op.f("ix_access_glass_staff_id"), "access_glass", ["staff_id"])


def _alerts() -> None:
    """An alert may be about a member of staff and no customer."""
    op.alter_column("supervisor_alert", "customer_id", nullable=True, comment="Customer, if it is about one.")
    op.drop_constraint(op.f("ck_supervisor_alert_kind_known"), "supervisor_alert", type_="check")
    op.create_check_constraint(
        op.f("ck_supervisor_alert_kind_known"),
        "supervisor_alert",
        "kind IN ('REPEATED_UNLOCK', 'BREAK_GLASS')",
    )


def _recorded_at() -> sa.Column[object]:
    return sa.Column(
        "recorded_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
        comment="When the row was written.",
    )
