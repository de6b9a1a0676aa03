"""Rights on seals: everybody reads public keys, the courier alone signs, who issued a receipt freezes it."""

from backoffice.database.rights.rows import Rows, of_landlord
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

_READERS = (*DESK, Role.DPO, Role.ADMINISTRATOR, Role.PORTAL, Role.COURIER, Role.REPORT_READER)

# Nobody writes this table: the functions do.
TABLES: Tables = {"landlord_key": same(_READERS, READ)}
ROWS: Rows = {"landlord_key": of_landlord()}
_COURIER = (Role.COURIER,)
FUNCTIONS: Functions = {
    "keep_receipt_new()": (),
    "keep_receipt_frozen()": (),
    "tell_seals()": (),
    "declare_landlord_key(bigint, bytea)": _COURIER,
    "retire_landlord_key(bigint)": _COURIER,
    "seals_waiting(integer)": _COURIER,
    "keep_seals(bigint[], bytea[])": _COURIER,
    "receipts_to_freeze(integer)": _COURIER,
    "finish_receipts(bigint[], bytea[])": _COURIER,
    "freeze_receipts(bigint[], bytea[], boolean)": DESK,
    "freeze_rows(bigint[], bytea[])": (),
}
