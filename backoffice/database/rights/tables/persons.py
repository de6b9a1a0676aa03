"""Rights on: persons entered by hand, persons said to be one, calling numbers."""

from backoffice.database.rights.rows import Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

# Nobody writes these tables: everything goes through the functions. A caretaker knows none of it (R5.12).
TABLES: Tables = {
    "caller_number": same((*DESK, Role.DPO), READ),
    "person_merge": same((*DESK, Role.DPO), READ),
}
_MERGERS = (Role.ADVISER, Role.MANAGER)
FUNCTIONS: Functions = {
    "attach_caller(bigint, text)": DESK,
    "remove_caller(bigint, integer)": DESK,
    "create_person(bigint, jsonb, bigint[], text)": DESK,
    "lock_creations(bigint)": DESK,
    "merge_persons(bigint, bigint, integer, integer, text)": _MERGERS,
    "unmerge_persons(bigint, integer, text[])": _MERGERS,
} | dict.fromkeys(
    # Pieces of the functions above: nobody calls them.
    (
        "create_occupant(customer, bigint, jsonb)",
        "empty_person(person_merge)",
        "fill_person(person, person)",
        "kept_person(bigint)",
        "lend_names(bigint, bigint)",
        "merge_right(bigint[])",
        "merged_persons(bigint[])",
        "move_person(bigint, bigint)",
        "move_person_back(person_merge)",
        "on_names_written()",
        "part_agencies(person_merge)",
        "person_files(bigint[])",
        "person_pointers()",
        "refuse_merge(person, person)",
        "refuse_same_person(bigint, text[], text[], date, bigint[])",
        "refuse_stale_person()",
        "sees_person(bigint)",
        "settle_name_keys(bigint[])",
        "tell_merge(text, bigint, bigint, text)",
        "write_name_keys(bigint, jsonb)",
    ),
    (),
)
ROWS: Rows = {
    "caller_number": in_landlord_of("caller_number", "customer", "customer_id"),
    "person_merge": in_landlord_of("person_merge", "person", "kept_id"),
}
