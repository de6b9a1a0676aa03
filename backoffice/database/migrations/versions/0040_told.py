"""Tenants without e-mail nor mobile are told by a letter to post; debits on any day of a month."""

from alembic import op

from backoffice.database.migrations.scripts import run_script

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels = None
depends_on = None

_KINDS = (
    "AMENDMENT", "REVIEW_SLS", "REVIEW_OPS", "REVIEW_RLS", "NEW_MANDATE", "STOP_DEBIT", "TRANSFER_CHECK",
    "MUTATION", "SEPARATE_ADDRESS", "SEPARATE_ACCOUNT", "CLOSE_ACCOUNT", "STOP_E_DELIVERY", "SOLIDARITY_END",
    "MARGINAL_MENTION", "TELL_FAMILY_FUND", "CONFIRM_WITH_INSURER", "END_ON_BEHALF_POLICY", "SEND_POLICY_COPY",
    "LITIGATION", "CALL_KNOWN_NUMBER", "CHECK_IBAN", "LETTER_TO_POST", "OTHER",
)  # fmt: skip


def upgrade() -> None:
    """Add a kind of task, open the days of debits; replace functions."""
    op.drop_constraint(op.f("ck_follow_up_kind_known"), "follow_up", type_="check")
    known = ", ".join(f"'{kind}'" for kind in _KINDS)
    op.create_check_constraint(op.f("ck_follow_up_kind_known"), "follow_up", f"kind IN ({known})")
    op.drop_constraint(op.f("ck_bank_submission_debit_day_in_month"), "bank_submission", type_="check")
    op.create_check_constraint(
        op.f("ck_bank_submission_debit_day_in_month"), "bank_submission", "debit_day BETWEEN 1 AND 31"
    )
    for script in ("told", "debits"):
        run_script(f"0040_{script}")
