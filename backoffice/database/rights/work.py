"""Rights on: work items, claims and decisions; presence."""

from backoffice.database.rights.words import DESK, READ, Functions, Tables, same

# Nobody writes these tables: claims, decisions and presence go through the functions.
TABLES: Tables = {
    "work_item": same(DESK, READ),
    "work_decision": same(DESK, READ),
    "presence": {},
}
FUNCTIONS: Functions = {
    "claim_next(text, integer)": DESK,
    "claim_item(bigint, integer)": DESK,
    "renew_claim(bigint, integer)": DESK,
    "release_claim(bigint)": DESK,
    "work_counts()": DESK,
    "decide_item(bigint, integer, text, text, uuid)": DESK,
    "undo_item(bigint, integer, uuid)": DESK,
    "reopen_item(bigint, integer, text, uuid)": DESK,
    "last_save(text, text)": DESK,
    "here(bigint)": DESK,
    "gone(bigint)": DESK,
    "present_among(bigint[])": DESK,
}
