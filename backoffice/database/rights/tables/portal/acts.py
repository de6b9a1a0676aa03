"""Rights on: acts on an access to the portal, errands of the portal, what its events may hold."""

from backoffice.database.rights.rows import RowRule, Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_READERS = (*DESK, Role.DPO)
_ANSWER = ("state", "settled_at", "result", "version")


def _kept(owner: str) -> Grant:
    return Grant(select=("*",), insert=("*", "-id"), update=("*", "-id", "-landlord_id", f"-{owner}"))


# Staff write neither: the functions do. The portal answers its errands, and makes none.
TABLES: Tables = {
    "portal_act": same(_READERS, READ),
    "portal_errand": same(_READERS, READ) | {Role.PORTAL: Grant(select=("*",), update=_ANSWER)},
    # What the portal keeps of a customer never becomes another's.
    "portal_account": {Role.PORTAL: _kept("customer_id")},
    "account_lock": {Role.PORTAL: _kept("account_id")},
    "registration_block": {Role.PORTAL: _kept("customer_id")},
    "portal_event": {
        Role.PORTAL: Grant(
            select=("*",),
            insert=(
                "landlord_id", "customer_id", "account_id", "contact_id", "kind", "occurred_at", "detail",
            ),
        )
    },
}  # fmt: skip
ROWS: Rows = {
    "portal_act": in_landlord_of("portal_act", "customer", "customer_id"),
    "portal_errand": (
        *in_landlord_of("portal_errand", "customer", "customer_id"),
        # Until it may leave staff take it back; once answered it is settled.
        RowRule(
            "ripe_errands",
            "state = 'WAITING' AND not_before <= clock_timestamp()",
            (Role.PORTAL,),
            check="state IN ('DONE', 'FAILED')",
            command="UPDATE",
            restrictive=True,
        ),
    ),
}
# Called by the doors below, or by the trigger on the events; named here so that they are nobody's.
_INSIDE = (
    "is_coded_fact(bigint, text, jsonb)",
    "keep_coded_facts()",
    "refuse_instant()",
    "access_alert(portal_act, customer)",
    "access_apply(portal_act, portal_account, customer)",
    "access_ask(portal_act, portal_account, customer, bigint, boolean)",
    "access_cancel_errands(portal_act)",
    "access_contact(customer, portal_account, bigint)",
    "access_cooling_until(customer, portal_account)",
    "access_done_before(bigint, text, text, uuid, staff, bigint, jsonb)",
    "access_end_locks(portal_act)",
    "access_errand(portal_act, text, bigint, timestamp with time zone)",
    "access_event(portal_act, customer, text, boolean)",
    "access_give_back_contact(bigint)",
    "access_keep(portal_act)",
    "access_level(customer, staff, bigint, boolean, text)",
    "access_note(customer, staff, bigint, text, text, text, bigint, boolean, uuid)",
    "access_notices(customer, bigint, text, text, jsonb, bigint)",
    "access_owner(bigint)",
    "access_parameter(bigint, text, text)",
    "access_put_back(portal_act)",
    "access_refuse(customer, staff, portal_account, text, text, bigint, boolean)",
    "access_refuse_text(jsonb)",
    "access_refuse_state(text, text, text[])",
    "access_rule(text)",
    "access_set_state(portal_account, text)",
    "access_state(portal_account, boolean)",
    "access_take_back(portal_act)",
    "access_text(customer, text, text, jsonb, bigint)",
    "access_told(customer, bigint, text)",
    "access_unsay(portal_act, staff)",
    "access_visit_words(text, text, text)",
    "access_words(text, text, text)",
    "proof_add_contact(customer, staff, jsonb, bigint, date)",
    "proof_give_back(bigint)",
)
FUNCTIONS: Functions = {
    "do_portal_act(bigint, text, text, bigint, boolean, uuid, bigint, jsonb)": DESK,
    "undo_portal_act(bigint, uuid)": DESK,
    "portal_act_settled(bigint)": _READERS,
    "portal_notices(bigint, text, text, jsonb)": DESK,
    "take_messages(integer)": (Role.COURIER,),
} | dict.fromkeys(_INSIDE, ())
