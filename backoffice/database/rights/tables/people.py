"""Rights on persons, their contacts, customers and leases."""

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
}
FUNCTIONS: Functions = {
    # What the triggers of the search keys are made of: nobody calls them.
    "french_sound(text)": (),
    "folded_words(text)": (),
    "deletions(text)": (),
    "known_part(text)": (),
    "refill_search_keys()": (),
}
