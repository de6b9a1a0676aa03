"""Rights on: retention and data subjects."""

from backoffice.database.rights.rows import (
    MINE,
    RowRule,
    Rows,
    in_landlord_of,
    of_landlord,
    open_to_all,
    signed,
)
from backoffice.database.rights.words import DESK, READ, STAFF, Functions, Grant, Role, Tables, same

_OFFICER = (Role.DPO, Role.ADMINISTRATOR)
_REGISTERED = (
    "landlord_id",
    "customer_id",
    "person_id",
    "kind",
    "channel",
    "identity",
    "received_on",
    "due_on",
)

TABLES: Tables = {
    "retention_rule": same(STAFF, READ)
    | {
        Role.DPO: Grant(
            select=("*",),
            insert=(
                "code", "data", "active_base", "afterwards", "count", "unit", "status", "legal_base",
                "caveat", "valid_from", "source",
            ),
        )
    },
    # Approval and erasure go through functions: here a run is only prepared, or replaced by a newer one.
    "retention_run": same(
        _OFFICER,
        Grant(select=("*",), insert=("landlord_id", "as_of", "rules", "fingerprint"), update=("state",)),
    ),
    "retention_item": same(
        _OFFICER,
        Grant(
            select=("*",),
            insert=(
                "landlord_id", "run_id", "rule_code", "table_name", "row_key", "customer_id", "due_since",
                "state", "reason",
            ),
        ),
    ),
    "retention_certificate": same(
        _OFFICER, Grant(select=("*",), insert=("landlord_id", "run_id", "number", "content", "sha256"))
    ),
    "retention_hold": same(
        (Role.ACCOUNTING, Role.MANAGER, Role.DPO),
        Grant(
            select=("*",),
            insert=("landlord_id", "customer_id", "kind"),
            update=("lifted_at", "lifted_by", "version"),
        ),
    ),
    "subject_request": same(DESK, Grant(select=("*",), insert=_REGISTERED))
    | {
        Role.DPO: Grant(
            select=("*",),
            insert=_REGISTERED,
            update=("due_on", "extended_on", "state", "closed_on", "closed_by", "version"),
        )
    },
}  # fmt: skip
ROWS: Rows = {
    "retention_rule": open_to_all(),
    "retention_run": of_landlord(_OFFICER),
    "retention_item": of_landlord(_OFFICER),
    "retention_certificate": of_landlord(_OFFICER),
    "retention_hold": (
        *in_landlord_of("retention_hold", "customer", "customer_id"),
        signed("lifted_by", "session_user", "UPDATE"),
    ),
    # The officer keeps the clock of every request, reserved files included: the row holds numbers alone.
    "subject_request": (
        *in_landlord_of("subject_request", "customer", "customer_id"),
        RowRule("officer_rows", MINE, (Role.DPO,)),
        signed("closed_by", "session_user", "UPDATE"),
    ),
}
FUNCTIONS: Functions = {
    "retention_files(bigint, date, date, bigint)": _OFFICER,
    "retention_papers(bigint, date, date, bigint)": _OFFICER,
    "retention_accounts(bigint, date, bigint)": _OFFICER,
    "approve_retention(bigint)": (Role.DPO,),
    "erase_customer(bigint, bigint)": _OFFICER,
    "close_retention(bigint)": _OFFICER,
    "subject_access_log(bigint)": (Role.DPO, Role.MANAGER),
    # Called by the functions above alone.
    "retention_right(bigint, text[])": (),
    "retention_end(text, date, date)": (),
    "retention_verdict(bigint, bigint, text, bigint, date)": (),
    "retention_item_added()": (),
    "retention_unvalued()": (),
    "retention_leave_agencies(bigint[])": (),
    "retention_erase_persons(bigint[])": (),
    "retention_erase_account(bigint)": (),
    "retention_erase_file(bigint)": (),
    "retention_erase_accounts(bigint)": (),
    "retention_erase_item(text, bigint, bigint)": (),
}
