"""Rights on: acts on an access to the portal, errands of the portal, what its events may hold."""

from backoffice.database.rights.rows import RowRule, Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_READERS = (*DESK, Role.DPO)
_ANSWER = ("state", "settled_at", "result", "version")

# Staff write neither: the functions do. The portal answers its errands, and makes none.
TABLES: Tables = {
    "portal_act": same(_READERS, READ),
    "portal_errand": same(_READERS, READ) | {Role.PORTAL: Grant(select=("*",), update=_ANSWER)},
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
# What the trigger on the events is made of: nobody calls them.
FUNCTIONS: Functions = {"is_coded_fact(bigint, text, jsonb)": (), "keep_coded_facts()": ()}
