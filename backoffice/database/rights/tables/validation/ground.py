"""Rights on papers, changes asked for, tasks, texts and letters."""

from backoffice.database.rights.rows import NOT_CARETAKER, Rows, in_landlord_of, of_landlord, of_parent
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

_READERS = (*DESK, Role.DPO)
_TELLERS = (*_READERS, Role.PORTAL)

# Nobody writes these tables, and nobody reads the bytes of a paper: the functions do.
TABLES: Tables = {
    "document": same(_TELLERS, READ),
    "document_content": {},
    "document_opening": same(_READERS, READ),
    "change_submission": same(_TELLERS, READ),
    "follow_up": same(_READERS, READ),
    "refusal_reason": same(_TELLERS, READ),
    "text_block": same(DESK, READ),
    "letter": same(_READERS, READ),
}
ROWS: Rows = {
    "document": in_landlord_of("document", "customer", "customer_id"),
    "document_content": (of_parent("document_content", "document", "document_id", roles=NOT_CARETAKER),),
    "document_opening": in_landlord_of("document_opening", "customer", "customer_id"),
    "change_submission": in_landlord_of("change_submission", "customer", "customer_id"),
    "follow_up": in_landlord_of("follow_up", "customer", "customer_id"),
    "refusal_reason": of_landlord(),
    "text_block": of_landlord(),
    "letter": in_landlord_of("letter", "customer", "customer_id"),
}
_INSIDE = (
    "customer_written_for(bigint)",
    "document_seen(bigint)",
    "mark_documents(bigint, text)",
    "decision_leaves(bigint)",
    "work_due(bigint, text, timestamp with time zone)",
    "told_contact(bigint)",
    "tell_tenant(bigint, text, text, text, text, uuid)",
    "take_back_told(bigint, uuid)",
    "add_follow_up(bigint, bigint, bigint, text, date, uuid)",
    "cancel_follow_ups(uuid)",
    "settle_change(bigint, integer, text, text, date, uuid)",
    "undo_decision(bigint, integer, uuid)",
    "follow_change_item()",
    "refuse_other_text(bigint, bigint)",
    "text_writer(bigint)",
)
FUNCTIONS: Functions = {
    "receive_document(bigint, text, text, text, bytea)": (*DESK, Role.PORTAL),
    "ask_document(bigint, text)": DESK,
    "document_bytes(bigint)": DESK,
    "examine_document(bigint, text, integer, text, text)": DESK,
    "document_elsewhere(bigint)": DESK,
    "settle_follow_up(bigint, integer, text)": DESK,
    "tenant_way(bigint)": DESK,
    "receive_change(bigint, bigint, bigint, text, text, jsonb, date, text)": (*DESK, Role.PORTAL),
    "save_refusal_reason(bigint, text, text, text, text, integer, boolean, bigint)": (Role.MANAGER,),
    "save_text_block(bigint, text, text, text, text, bigint)": (Role.MANAGER,),
    "keep_letter(bigint, bigint, bigint, bigint, text, text, jsonb, bytea, integer, uuid)": DESK,
    "next_letter_number(bigint, bigint)": DESK,
    "post_letter(bigint, integer)": DESK,
} | dict.fromkeys(_INSIDE, ())
