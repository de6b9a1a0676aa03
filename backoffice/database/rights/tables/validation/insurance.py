"""Rights on decisions about certificates, defaults of insurance, policies and campaigns."""

from backoffice.database.rights.rows import Rows, in_landlord_of, of_landlord, of_parent
from backoffice.database.rights.words import DESK, READ, Functions, Role, Tables, same

_READERS = (*DESK, Role.DPO)
_STEPS = (Role.ADVISER, Role.MANAGER)

# Nobody writes these tables: the functions do.
TABLES: Tables = {
    "insurance_decision": same(DESK, READ),
    "insurance_check": same(DESK, READ),
    "insurance_request": same(_READERS, READ),
    "insurance_route": same(_READERS, READ),
    "formal_notice": same(_READERS, READ),
    "on_behalf_policy": same(_READERS, READ),
    "on_behalf_instalment": same(_READERS, READ),
    "insurance_campaign": same(_STEPS, READ),
    "insurance_campaign_line": same((*_STEPS, Role.DPO), READ),
}
ROWS: Rows = {
    "insurance_decision": (of_parent("insurance_decision", "work_item", "work_item_id"),),
    "insurance_check": (of_parent("insurance_check", "insurance_decision", "decision_id"),),
    "insurance_request": in_landlord_of("insurance_request", "lease", "lease_id"),
    "insurance_route": in_landlord_of("insurance_route", "lease", "lease_id"),
    "formal_notice": in_landlord_of("formal_notice", "lease", "lease_id"),
    "on_behalf_policy": in_landlord_of("on_behalf_policy", "lease", "lease_id"),
    "on_behalf_instalment": (of_parent("on_behalf_instalment", "on_behalf_policy", "policy_id"),),
    "insurance_campaign": of_landlord(),
    "insurance_campaign_line": in_landlord_of("insurance_campaign_line", "customer", "customer_id"),
}
_INSIDE = (
    "insurance_customer(bigint)",
    "insurance_refuse_checks(jsonb)",
    "insurance_refuse_period(insurance_submission, date, date)",
    "insurance_refuse_decision(insurance_submission, bigint, text, text, jsonb)",
    "insurance_before(bigint)",
    "insurance_write(insurance_submission, bigint, text, text, jsonb)",
    "insurance_restore(bigint, jsonb, uuid)",
    "end_insurance_default()",
    "refuse_bare_insurance()",
    "insurance_lease(bigint, boolean)",
    "insurance_refuse_step(lease, date)",
    "insurance_window(bigint)",
    "insurance_route_of(lease, text, uuid)",
    "insurance_instalments(on_behalf_policy)",
    "insurance_policy(lease, bigint, bigint, text, text, numeric, numeric, date, bigint, uuid)",
    "insurance_policy_seen(bigint, integer)",
    "note_insurance_request()",
    "insurance_campaigner(bigint)",
)
FUNCTIONS: Functions = {
    "decide_insurance(bigint, integer, text, text, jsonb, text, text, text, text, uuid)": DESK,
    "undo_insurance(bigint, integer, uuid)": DESK,
    "send_formal_notice(bigint, bigint, uuid)": _STEPS,
    "note_presented(bigint, integer, date, text)": _STEPS,
    "take_policy(bigint, text, text, numeric, numeric, date, bigint, uuid)": (Role.MANAGER,),
    "renew_policy(bigint, integer, text, numeric, numeric, bigint, uuid)": (Role.MANAGER,),
    "end_policy(bigint, integer, date, text, uuid)": (Role.MANAGER,),
    "tell_policy_end(bigint, text, text, text, text, uuid)": (Role.MANAGER,),
    "hand_over(bigint, uuid)": (Role.MANAGER,),
    "set_insurance_required(bigint, integer, boolean)": _STEPS,
    "prepare_insurance_campaign(bigint, text, text, date, jsonb, jsonb, uuid)": _STEPS,
    "next_campaign_line(bigint)": _STEPS,
    "settle_campaign_line(bigint, text, text, bigint, text, text, text)": _STEPS,
    "retry_campaign_line(bigint, integer)": _STEPS,
} | dict.fromkeys(_INSIDE, ())
