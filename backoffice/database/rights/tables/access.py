"""Rights on: openings, quotas and break-glass."""

from backoffice.database.rights.words import DESK, READ, STAFF, Functions, Grant, Role, Tables

_FIGURES = ("role", "kind", "per_hour", "per_day", "extra", "extra_times", "valid_from", "source", "author")

TABLES: Tables = {
    "access_quota": {
        Role.MANAGER: READ,
        Role.DPO: Grant(select=("*",), insert=_FIGURES),
        Role.ADMINISTRATOR: Grant(select=("*",), insert=_FIGURES),
    },
    # Counts and reasons are written by the functions below alone; nobody ranks people by them (R5.13).
    "access_use": {},
    "access_glass": {Role.MANAGER: READ, Role.DPO: READ},
}
FUNCTIONS: Functions = {
    "open_file(bigint,text,bigint)": STAFF,
    "miss_file(text,text)": STAFF,
    "files_of_today(integer)": (*DESK, Role.DPO),
    "record_search(text[],integer,bigint)": STAFF,
    "record_export(text,text,integer,jsonb,bigint)": STAFF,
    "my_allowances()": STAFF,
    "break_glass(text,text,text,bigint)": STAFF,
    "whose_trace(text)": (Role.DPO,),
    "who_saw(bigint,text,timestamp with time zone,timestamp with time zone,text,integer)": (Role.DPO,),
    # Pieces of the functions above: nobody calls them.
    "access_me()": (),
    "access_day()": (),
    "access_line(text,text,bigint,bigint,text,text,bigint,jsonb)": (),
    "access_limits(text,text)": (),
    "access_left(text,text)": (),
    "access_glass_left(text)": (),
    "access_take(text,text)": (),
    "access_tell(bigint,bigint)": (),
    "access_reserved(bigint)": (),
    "access_only_here()": (),
}
