"""Rights on the queues at work: items passed on, absences, second looks."""

from backoffice.database.rights.rows import MINE, RowRule, Rows, of_parent
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

# Nobody writes these tables. Who passed on what, and who looked at whose decision, nobody reads: the
# functions tell how many (R5.13).
TABLES: Tables = {
    "work_skip": {},
    "staff_absence": same(DESK, READ),
    "second_look": {},
}
_CONCERNED = "staff_id = (SELECT my_staff_id()) OR stand_in_id = (SELECT my_staff_id())"
ROWS: Rows = {
    "work_skip": (of_parent("work_skip", "work_item", "work_item_id"),),
    # One's own days and those on which one stands in; a manager those of his landlords.
    "staff_absence": (
        RowRule("manager_rows", MINE, (Role.MANAGER,)),
        RowRule("my_days", f"{MINE} AND ({_CONCERNED})", DESK),
    ),
    "second_look": (of_parent("second_look", "work_item", "work_item_id"),),
}
_INSIDE = (
    "easter_day(integer)",
    "is_working_day(date)",
    "desk_slots(bigint, date)",
    "work_half_days(text)",
    "my_households()",
    "my_skips()",
    "my_done_today()",
    "queue_agencies(jsonb)",
    "queue_conditions(jsonb, boolean)",
    "queue_key(text, text)",
    "work_ordered(text[], jsonb, text, bigint, boolean, boolean, boolean, boolean, integer)",
    "work_family(bigint, boolean)",
    "claim_together(bigint[], bigint, bigint, integer)",
    "held_family(bigint, bigint)",
    "second_look_every(bigint)",
    "is_drawn(integer)",
    "draw_second_look()",
)
FUNCTIONS: Functions = {
    "work_listed(text[], jsonb, text, integer)": DESK,
    "work_neighbour(bigint, boolean, text[], jsonb, text)": DESK,
    "claim_following(text[], jsonb, text, bigint, integer)": DESK,
    "claim_family(bigint, integer)": DESK,
    "renew_family(bigint, integer)": DESK,
    "release_family(bigint)": DESK,
    "skip_item(bigint, text)": DESK,
    "record_absence(bigint, bigint, date, date, bigint)": DESK,
    "cancel_absence(bigint, integer)": DESK,
    "colleagues_away()": DESK,
    "second_looks(text[], integer)": DESK,
    "give_second_look(bigint, integer, text, text)": DESK,
    "second_look_rates(date, date)": (Role.MANAGER,),
} | dict.fromkeys(_INSIDE, ())
