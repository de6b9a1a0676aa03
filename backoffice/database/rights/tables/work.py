"""Rights on: work items, claims and decisions; presence."""

from backoffice.database.rights.words import DESK, READ, STAFF, Functions, Tables, same

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
    "here(bigint)": STAFF,
    "gone(bigint)": STAFF,
    "present_among(bigint[])": DESK,
    # What the functions above and the triggers are made of: nobody calls them.
    "work_staff()": (),
    "work_agencies()": (),
    "claim_end(integer)": (),
    "work_locked(bigint)": (),
    "work_lost(work_item, bigint)": (),
    "add_decision(work_item, bigint, text, text, uuid, text)": (),
    "decided_by(bigint, uuid)": (),
    "refuse_other_version(work_item, integer)": (),
    "open_insurance_item(bigint, timestamp with time zone)": (),
    "follow_insurance_paper()": (),
    "tell_work()": (),
    "tell_change()": (),
    "keep_version()": (),
    "keep_all_versions()": (),
}
