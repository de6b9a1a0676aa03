"""Rights on: what callers prove, and changes that need it."""

from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_CODE = (
    "id", "landlord_id", "call_id", "customer_id", "contact_id", "message_id", "made_at", "expires_at",
    "ended_at", "used_at",
)  # fmt: skip
_TRY = ("id", "landlord_id", "code_id", "typed_at", "judged_at", "is_right")
_BANK = (
    "id", "landlord_id", "customer_id", "change_id", "state", "holder_name", "iban_masked", "is_third_party",
    "mandate_reference", "effective_at", "ended_at", "version",
)  # fmt: skip
_REVEAL = ("id", "landlord_id", "bank_detail_id", "staff_id", "reason", "recorded_at", "shown_at")

# Nothing is inserted nor updated here but by functions: level, draw, verdict, code, decision.
TABLES: Tables = {
    "control_draw": same(DESK, READ),
    "caller_code": same(DESK, Grant(select=_CODE)),
    "caller_code_try": same(DESK, Grant(select=_TRY)),
    "change_request": same(DESK, READ),
    "bank_detail": same(DESK, Grant(select=_BANK)),
    "iban_reveal": same((Role.ACCOUNTING, Role.MANAGER, Role.DPO), Grant(select=_REVEAL)),
}
_DECIDERS = (Role.ACCOUNTING, Role.MANAGER)
FUNCTIONS: Functions = {
    "start_call(bigint, text, text)": DESK,
    "end_call(bigint, text)": DESK,
    "identifiers_given(bigint, boolean)": DESK,
    "paper_seen(bigint, boolean, text)": DESK,
    "call_back_done(bigint, bigint, boolean)": DESK,
    "draw_questions(bigint)": DESK,
    "answer_questions(bigint, boolean, boolean)": DESK,
    "send_caller_code(bigint, bigint)": DESK,
    "type_caller_code(bigint, text)": DESK,
    "check_caller_code(bigint)": DESK,
    "unlock_account(bigint, text, bigint, boolean, uuid)": DESK,
    "release_registration(bigint, text, bigint, boolean, uuid)": DESK,
    "propose_change(text, bigint, jsonb, bigint, date)": DESK,
    "withdraw_change(bigint, integer)": DESK,
    "object_to_change(bigint)": DESK,
    "approve_change(bigint, integer)": _DECIDERS,
    "refuse_change(bigint, integer, text)": _DECIDERS,
    "shorten_cooldown(bigint, integer)": (Role.MANAGER,),
    "ask_iban(bigint, text)": (Role.ACCOUNTING,),
    "reveal_iban(bigint)": (Role.ACCOUNTING,),
    "message_sent(bigint)": (Role.COURIER,),
    "message_failed(bigint, text, boolean)": (Role.COURIER,),
    "forget_codes()": (Role.COURIER,),
}
