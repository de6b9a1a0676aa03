"""Rights on: markings of profiles to be made again; figures alone for who sees no file."""

from backoffice.database.rights.rows import Rows, of_landlord
from backoffice.database.rights.words import READ, Functions, Role, Tables

_READERS = (Role.MANAGER, Role.DPO, Role.ADMINISTRATOR)
_COUNTERS = (Role.MANAGER, Role.ADMINISTRATOR)

# Written by the functions alone.
TABLES: Tables = {"portal_recreation": dict.fromkeys(_READERS, READ)}
ROWS: Rows = {"portal_recreation": of_landlord(_READERS)}
FUNCTIONS: Functions = {
    "count_to_recreate(bigint, date)": _COUNTERS,
    "recreation_left(bigint)": _COUNTERS,
    "mark_to_recreate(bigint, date, uuid, integer)": (Role.ADMINISTRATOR,),
    "unmark_to_recreate(uuid, integer)": (Role.ADMINISTRATOR,),
    # Pieces of the functions above: nobody calls them.
    "recreation_staff(bigint, text[])": (),
    "refuse_recreation_day(date)": (),
    "recreation_page(portal_recreation, integer)": (),
}
