"""Rights on: alerts on a file, hints on a building."""

from backoffice.database.rights.rows import MINE, NOT_CARETAKER, RowRule, Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

_INSTANT = "timestamp with time zone"
_HINTERS = (Role.ADVISER, Role.MANAGER, Role.CARETAKER)

# Nobody writes these tables: the functions do, which say whose job it is.
TABLES: Tables = {
    "file_alert": same((*DESK, Role.DPO), READ),
    "building_hint": same((*DESK, Role.DPO, Role.CARETAKER), READ),
}
ROWS: Rows = {
    "file_alert": in_landlord_of("file_alert", "customer", "customer_id"),
    "building_hint": (
        RowRule("landlord_rows", MINE, NOT_CARETAKER),
        # A caretaker's buildings are the only ones that he sees, and their residences with them (R5.12).
        RowRule(
            "my_buildings",
            "EXISTS (SELECT FROM building seen WHERE seen.id = building_hint.building_id "
            "OR seen.residence_id = building_hint.residence_id)",
            (Role.CARETAKER,),
        ),
    ),
}
FUNCTIONS: Functions = {
    "add_file_alert(bigint, text, text, bigint, date)": DESK,
    "end_file_alert(bigint, integer)": DESK,
    f"add_building_hint(bigint, bigint, text, text, {_INSTANT}, {_INSTANT})": _HINTERS,
    "end_building_hint(bigint, integer)": _HINTERS,
    # What the functions above are made of.
    "alert_staff(text[])": (),
    "hint_landlord(bigint, bigint)": _HINTERS,
}
