"""Rights on the anomalies of the accesses to the portal: managers read them, through functions alone."""

from backoffice.database.rights.rows import Rows
from backoffice.database.rights.words import Functions, Role, Tables

# Derived by triggers, read by the functions: nobody sees a row.
TABLES: Tables = {"shared_contact": {}}
ROWS: Rows = {"shared_contact": ()}

_PIECES: Functions = dict.fromkeys(
    (
        "twin_contacts(bigint, bigint, text)",
        "keep_twin_contact()",
        "refill_shared_contacts()",
        "mend_shared_contacts()",
        "watch_limits(jsonb)",
        "refuse_watch_kinds(text[])",
        "desk_number(bigint)",
        "watch_places(text)",
        "watch_members(text)",
        "watch_bursts(text)",
        "watch_text(text)",
        "watch_delay(text, jsonb)",
        "watch_rows(text, bigint[], text)",
        "watch_scope(text)",
    ),
    (),
)
FUNCTIONS: Functions = _PIECES | {
    "portal_watch_figures(text[], text, jsonb)": (Role.MANAGER,),
    "portal_watch_list(text, text, jsonb, integer, integer)": (Role.MANAGER,),
    "desk_of_number(bigint)": (Role.DPO,),
    # By whoever runs the courier.
    "mend_shared_contacts_daily()": (Role.COURIER, Role.DPO, Role.ADMINISTRATOR),
}
