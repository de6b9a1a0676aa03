"""Rights on: what callers prove, and changes that need it."""

from backoffice.database.rights.rows import Rows, in_landlord_of, of_landlord, of_parent
from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_CODE = (
    "id", "landlord_id", "call_id", "customer_id", "contact_id", "message_id", "made_at", "expires_at",
    "ended_at", "used_at",
)  # fmt: skip
_TRY = ("id", "landlord_id", "code_id", "typed_at", "judged_at", "is_right")
_BANK = (
    "id", "landlord_id", "customer_id", "change_id", "state", "holder_name", "iban_masked", "is_third_party",
    "mandate_reference", "effective_at", "ended_at", "iban_check", "lease_id", "version",
)  # fmt: skip
_REVEAL = ("id", "landlord_id", "bank_detail_id", "staff_id", "reason", "recorded_at", "shown_at")

_NO_SECRET = ("*", "-secret_body")
_MESSAGE = ("*", "-id", "-recorded_at", "-state", "-attempts", "-secret_body")
_ALERTS = (Role.AGENT, Role.ADVISER, Role.ACCOUNTING)

# Nothing is inserted nor updated here but by functions: level, draw, verdict, code, decision.
TABLES: Tables = {
    "phone_call": same(DESK, READ),
    "caller_check": same(DESK, READ),
    "portal_account": same(DESK, READ),
    "account_lock": same(DESK, READ),
    "registration_block": same(DESK, READ),
    "portal_event": same(DESK, READ),
    "supervisor_alert": {
        **same(_ALERTS, READ),
        Role.MANAGER: Grant(select=("*",), update=("acknowledged_at", "acknowledged_by")),
    },
    # The clear text of a code is the courier's alone, and he changes it by functions alone.
    "outbox_message": {
        **same(DESK, Grant(select=_NO_SECRET, insert=_MESSAGE)),
        Role.DPO: Grant(select=_NO_SECRET),
        Role.COURIER: READ,
    },
    "control_draw": same(DESK, READ),
    "caller_code": same(DESK, Grant(select=_CODE)),
    "caller_code_try": same(DESK, Grant(select=_TRY)),
    "change_request": same(DESK, READ),
    "bank_detail": same(DESK, Grant(select=_BANK)),
    "iban_reveal": same((Role.ACCOUNTING, Role.MANAGER, Role.DPO), Grant(select=_REVEAL)),
}
# Called by the functions below alone; named here so that they have their owner and nobody else.
_INSIDE = (
    "answerable_questions(bigint)",
    "iban_is_valid(text)",
    "level_of_call(bigint)",
    "level_reached(text[], bigint)",
    "proof_account(bigint)",
    "proof_add_change(text, customer, staff, jsonb, bigint, date)",
    "proof_alert_repeated(customer)",
    "proof_apply_bank(change_request, customer)",
    "proof_apply_title(change_request, customer)",
    "proof_call(bigint, staff)",
    "proof_change(bigint, integer, staff)",
    "proof_change_contact(customer, staff, jsonb, bigint, date)",
    "proof_code_hash(uuid, text)",
    "proof_contact(bigint, phone_call, text[])",
    "proof_cooldown(bigint)",
    "proof_cooling_until(bigint)",
    "proof_counter_level(phone_call)",
    "proof_customer(bigint)",
    "proof_day()",
    "proof_end_bank(bigint)",
    "proof_event(customer, staff, bigint, text, text, bigint, uuid, boolean)",
    "proof_instant(timestamp with time zone)",
    "proof_is_blocked(bigint)",
    "proof_last_pair(bigint)",
    "proof_level(customer, bigint, boolean, staff)",
    "proof_masked(text, text)",
    "proof_note(phone_call, text, text, text[], integer, bigint)",
    "proof_postal_address(customer)",
    "proof_present(bigint, bigint)",
    "proof_propose_bank(customer, staff, jsonb, bigint, date)",
    "proof_propose_title(customer, staff, jsonb, bigint, date)",
    "proof_refuse(text, text)",
    "proof_refuse_access(portal_account, boolean, text)",
    "proof_refuse_act(customer, staff, bigint, boolean, text)",
    "proof_refuse_barred(bigint)",
    "proof_refuse_both_in_call(bigint, text)",
    "proof_refuse_contact_shape(jsonb)",
    "proof_refuse_decider(change_request, staff)",
    "proof_refuse_holders(bigint, bigint, text, date)",
    "proof_refuse_many_codes(phone_call)",
    "proof_refuse_own_household(bigint)",
    "proof_refuse_place(phone_call, text)",
    "proof_refuse_reason(text)",
    "proof_refuse_shape(jsonb, text[])",
    "proof_refuse_uncertain(customer, staff, bigint, date)",
    "proof_replaced(customer, jsonb)",
    "proof_same_person(bigint, staff)",
    "proof_staff()",
    "proof_suspend(customer, staff, bigint)",
    "proof_tell_change(customer, bigint, text, bigint)",
    "proof_unknown_change()",
    "proof_visit(customer, staff, text)",
    "refuse_seeing()",
    "wrong_answers_today(bigint, bigint)",
)
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
} | dict.fromkeys(_INSIDE, ())

ROWS: Rows = {
    "control_draw": (of_parent("control_draw", "phone_call", "call_id"),),
    "caller_code": (of_parent("caller_code", "phone_call", "call_id"),),
    "caller_code_try": (of_parent("caller_code_try", "caller_code", "code_id"),),
    "change_request": in_landlord_of("change_request", "customer", "customer_id"),
    "bank_detail": in_landlord_of("bank_detail", "customer", "customer_id"),
    # Read by the data protection officer, who sees no bank details.
    "iban_reveal": of_landlord(),
}
