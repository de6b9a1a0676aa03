"""Rights on changes of household."""

from backoffice.database.rights.rows import Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

_DECIDERS = (Role.ADVISER, Role.MANAGER)

# Nobody writes it: the functions do.
TABLES: Tables = {"household_change": same((*DESK, Role.DPO), READ)}
ROWS: Rows = {"household_change": in_landlord_of("household_change", "customer", "customer_id")}
_INSIDE = (
    "household_wrong(text)",
    "household_allows(text, text)",
    "household_is_managers(text, jsonb, bigint, date)",
    "household_refuse_plan(change_submission, jsonb, date, lease, staff)",
    "household_refuse_result(bigint, date)",
    "household_refuse_outsiders(text, jsonb, lease)",
    "household_names(bigint, lease)",
    "household_person(jsonb, bigint, lease)",
    "household_refuse_period(date, date, lease, boolean)",
    "household_do_title(jsonb, bigint, lease)",
    "household_do_stay(jsonb, bigint, lease)",
    "household_new_person(jsonb, lease, bigint[])",
    "household_write_keys(bigint)",
    "household_do_person(jsonb, lease)",
    "household_do_file(jsonb, bigint, lease)",
    "household_end_lease(lease, date)",
    "household_apply(jsonb, lease)",
    "household_customer(bigint)",
    "household_tell(change_submission, text, jsonb, jsonb, uuid)",
    "household_accept(change_submission, jsonb, date, uuid, staff)",
    "household_bound(jsonb, jsonb)",
    "household_restore(jsonb)",
    "household_restore_person(jsonb)",
    "refuse_bare_household()",
    "note_who_entered()",
)
FUNCTIONS: Functions = {
    "household_stamp(bigint)": DESK,
    "decide_household(bigint, integer, text, text, jsonb, date, uuid)": _DECIDERS,
    "undo_household(bigint, integer, uuid)": _DECIDERS,
} | dict.fromkeys(_INSIDE, ())
