"""Rights on persons, contacts, customers and leases; on persons entered and merged by hand."""

from backoffice.database.rights.rows import Rows, in_landlord_of
from backoffice.database.rights.words import (
    ALL,
    DESK,
    READ,
    Functions,
    Grant,
    Role,
    Tables,
    same,
)

_READERS = (*DESK, Role.DPO, Role.PORTAL)
_SEARCHING = (*DESK, Role.DPO)
_FED = Grant(select=ALL, insert=ALL, update=ALL)
# Locking a row before writing beside it asks for the right to update one of its columns.
_LOCKED = same(DESK, Grant(select=ALL, update=("version",)))

TABLES: Tables = {
    "person": same(_READERS, READ)
    | {
        # A caretaker knows a name, nothing else of the person (R5.12).
        Role.CARETAKER: Grant(
            select=("id", "landlord_id", "civility", "birth_name", "usage_name", "first_names", "reserved")
        ),
        Role.REPORT_READER: Grant(
            select=("id", "landlord_id", "civility", "birth_date", "deceased_on", "reserved")
        ),
        Role.ERP_FEED: _FED,
        Role.COURIER: Grant(
            select=("id", "landlord_id", "civility", "birth_name", "usage_name", "first_names")
        ),
    },
    "person_agency": same(_READERS, READ) | same((Role.ERP_FEED, Role.REPORT_READER), READ),
    "person_name_key": same(_READERS, READ)
    | {Role.ERP_FEED: Grant(select=ALL, insert=("landlord_id", "person_id", "key", "part"), delete=True)},
    # Derived by triggers: nobody writes them.
    "known_name": same(_SEARCHING, READ),
    "name_deletion": same(_SEARCHING, READ),
    "name_beside": same(_SEARCHING, READ),
    "contact": same(_READERS, READ)
    | {
        Role.CARETAKER: Grant(
            select=("id", "landlord_id", "person_id", "channel", "role", "value", "valid_from", "valid_to")
        ),
        Role.ERP_FEED: _FED,
    },
    "customer": same(_READERS, READ)
    | _LOCKED
    | {
        Role.CARETAKER: Grant(
            select=("id", "landlord_id", "client_ref", "client_ref_key", "main_person_id", "reserved")
        ),
        Role.REPORT_READER: READ,
        Role.ERP_FEED: _FED,
        Role.COURIER: Grant(select=("id", "landlord_id")),
    },
    "lease": same(_READERS, READ)
    | _LOCKED
    | {
        Role.CARETAKER: Grant(
            select=(
                "id",
                "landlord_id",
                "customer_id",
                "premises_id",
                "number",
                "number_key",
                "valid_from",
                "valid_to",
            )
        ),
        Role.REPORT_READER: READ,
        Role.ERP_FEED: _FED,
    },
    "lease_holder": same(_READERS, READ)
    | {
        Role.CARETAKER: Grant(
            select=("id", "landlord_id", "lease_id", "person_id", "title", "valid_from", "valid_to")
        ),
        Role.REPORT_READER: READ,
        Role.ERP_FEED: _FED,
    },
    "household_member": same((*_READERS, Role.REPORT_READER), READ) | {Role.ERP_FEED: _FED},
    "e_delivery_consent": same((*_READERS, Role.REPORT_READER), READ)
    | {
        Role.PORTAL: Grant(
            select=ALL,
            insert=("landlord_id", "lease_id", "channel", "given_at", "given_by", "evidence"),
            update=("revoked_at",),
        )
    },
    # Nobody writes these two: everything goes through the functions. A caretaker knows none of it (R5.12).
    "caller_number": same((*DESK, Role.DPO), READ),
    # What moved names who was parted since, whom the one who sees the other may not see: nobody reads it.
    "person_merge": same(
        (*DESK, Role.DPO),
        Grant(
            select=(
                "id",
                "landlord_id",
                "kept_id",
                "merged_id",
                "reason",
                "merged_by",
                "merged_at",
                "undone_by",
                "undone_at",
                "left_over",
                "version",
            )
        ),
    ),
}
_OTHERS: Functions = {
    # What the triggers of the search keys are made of: nobody calls them.
    "french_sound(text)": (),
    "folded_words(text)": (),
    "deletions(text)": (),
    "known_part(text)": (),
    "name_keys(text, text, text)": (),
    "name_pieces(text)": (),
    "name_words(text)": (),
    "refill_search_keys()": (),
}
_MERGERS = (Role.ADVISER, Role.MANAGER)
FUNCTIONS: Functions = (
    _OTHERS
    | {
        "attach_caller(bigint, text)": DESK,
        "remove_caller(bigint, integer)": DESK,
        "create_person(bigint, jsonb, bigint[], text)": DESK,
        "lock_creations(bigint)": DESK,
        "merge_persons(bigint, bigint, integer, integer, text)": _MERGERS,
        "unmerge_persons(bigint, integer, text[])": _MERGERS,
    }
    | dict.fromkeys(
        # Pieces of the functions above: nobody calls them.
        (
            "create_occupant(customer, bigint, jsonb)",
            "empty_person(person_merge)",
            "fill_person(person, person)",
            "free_contacts(person_merge)",
            "hold_contacts(person, person)",
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
            "refuse_foreign_contacts(jsonb)",
            "refuse_merge(person, person)",
            "refuse_same_person(bigint, text[], text[], date, bigint[])",
            "refuse_stale_person()",
            "sees_person(bigint)",
            "settle_name_keys(bigint[])",
            "tell_joined(bigint, person, person)",
            "tell_merge(text, bigint, bigint, text)",
            "withdraw_notices(person_merge, jsonb)",
            "write_name_keys(bigint, jsonb)",
        ),
        (),
    )
)
ROWS: Rows = {
    "caller_number": in_landlord_of("caller_number", "customer", "customer_id"),
    "person_merge": in_landlord_of("person_merge", "person", "kept_id"),
}
