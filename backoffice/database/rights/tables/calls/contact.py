"""Rights on: who may speak for a tenant, contacts without a case, call-backs promised."""

from backoffice.database.rights.rows import MINE, RowRule, Rows, in_landlord_of, signed
from backoffice.database.rights.words import ALL, DESK, READ, STAFF, Functions, Grant, Role, Tables, same

_PAPERS = (Role.ADVISER, Role.ACCOUNTING, Role.MANAGER)
"""Those who see papers: not the call centre."""

TABLES: Tables = {
    "representative": same((*DESK, Role.DPO), READ),
    # What happened is only added, each line by its author.
    "contact_event": same(DESK, Grant(select=ALL, insert=("*", "-id", "-recorded_at"))) | {Role.DPO: READ},
    "promised_call_back": same((*DESK, Role.DPO), READ),
    # An authority asks: the data protection officer is told with the manager (R4.27).
    "supervisor_alert": {Role.DPO: READ},
}
_INSIDE = (
    "highest_level(text, text, boolean)",
    "proof_representative(bigint, bigint, timestamp with time zone)",
    "proof_refuse_speaker(phone_call)",
    "proof_line(bigint, staff)",
    "proof_is_begun(bigint)",
    "proof_tell_authority(phone_call)",
    "proof_owner(bigint, bigint, bigint)",
    "proof_promise(bigint, integer, staff)",
    "signs_shown(phone_call)",
)
FUNCTIONS: Functions = {
    "open_line(text, text, bigint)": DESK,
    "bind_call(bigint, bigint)": DESK,
    "say_caller(bigint, text, bigint)": DESK,
    "note_reason(bigint, text)": DESK,
    "note_signs(bigint, text[])": DESK,
    "call_signs(bigint)": DESK,
    "alert_supervisor(bigint)": DESK,
    "add_representative(bigint, text, text, text, text, date, date, date, boolean)": _PAPERS,
    "end_representative(bigint, integer)": _PAPERS,
    "promise_call_back(bigint, bigint, text, timestamp with time zone, bigint, bigint)": DESK,
    "settle_call_back(bigint, integer, text)": DESK,
    "hand_over_call_back(bigint, integer, bigint, bigint)": DESK,
} | dict.fromkeys(_INSIDE, ())

_MY_CALL = (
    "call_id IS NULL OR EXISTS (SELECT FROM phone_call seen WHERE seen.id = contact_event.call_id "
    "AND seen.staff_id = (SELECT my_staff_id()) "
    "AND seen.customer_id IS NOT DISTINCT FROM contact_event.customer_id)"
)
_ME = "(SELECT my_staff_id())"
_MY_PROMISE = (
    f"owner_id = {_ME} OR promised_by = {_ME} OR agency_id = ANY ((SELECT my_agencies())::bigint[]) "
    "OR (agency_id IS NOT NULL AND (SELECT my_role()) <> 'ADVISER')"
)
ROWS: Rows = {
    "representative": in_landlord_of("representative", "customer", "customer_id"),
    "contact_event": (
        *in_landlord_of("contact_event", "customer", "customer_id", optional=True),
        signed(),
        RowRule("of_my_call", _MY_CALL, STAFF, command="INSERT", restrictive=True),
    ),
    # Without a file there is a number: it is shown to those whose promise it is, and to managers.
    "promised_call_back": (
        RowRule(
            "customer_rows",
            f"promised_call_back.{MINE} AND EXISTS "
            "(SELECT FROM customer seen WHERE seen.id = promised_call_back.customer_id)",
            (*DESK, Role.DPO),
        ),
        RowRule(
            "my_promises",
            f"promised_call_back.{MINE} AND customer_id IS NULL AND ({_MY_PROMISE})",
            DESK,
        ),
        RowRule("all_promises", f"promised_call_back.{MINE} AND customer_id IS NULL", (Role.MANAGER,)),
    ),
}
