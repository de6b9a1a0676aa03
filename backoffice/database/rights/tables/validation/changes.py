"""Rights on changes of profession, contact and account."""

from backoffice.database.rights.rows import Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_DECIDERS = (Role.ADVISER, Role.MANAGER)
_BANKERS = (*_DECIDERS, Role.ACCOUNTING)
_READERS = (*DESK, Role.DPO)
_CONTACT = ("*", "-salt", "-code_hash")
_ACCOUNT = ("*", "-iban")

# Nobody writes them, nobody reads a code nor the number of an account: the functions do.
TABLES: Tables = {
    "professional_status": same(_READERS, READ),
    "contact_submission": same(DESK, Grant(select=_CONTACT)),
    "bank_submission": same(DESK, Grant(select=_ACCOUNT)),
    "change_effect": same(_READERS, READ),
}
ROWS: Rows = {name: in_landlord_of(name, "customer", "customer_id") for name in TABLES}
_INSIDE = (
    "hides_account(text)",
    "refuse_change_shape()",
    "contact_ask(bigint, customer, text, text)",
    "bank_refuse_doubt(change_submission, customer, staff)",
    "bank_propose(change_submission, customer, staff, jsonb, uuid)",
    "bank_approve(change_submission, bank_submission, customer, staff, jsonb, uuid)",
    "bank_refuse(change_submission, bank_submission, staff, text, text)",
    "bank_set_debit(change_submission, customer, uuid)",
    "bank_do(bigint, change_submission, bank_submission, customer, staff, text, text, jsonb, uuid)",
    "bank_take_back_first(bigint, bigint, staff, customer, uuid)",
    "bank_take_back_second(jsonb)",
    "bank_propose_again(bigint)",
    "change_customer(bigint, text)",
    "change_note(bigint, customer, staff, uuid, text, boolean, jsonb)",
    "change_tell(customer, text, jsonb, uuid)",
    "change_tell_contacts(customer, bigint, text, bigint, uuid)",
    "change_has_paper(bigint, text[], jsonb)",
    "change_last(bigint, customer)",
    "change_too_late()",
    "change_undone(bigint, staff)",
    "professional_proofs(text)",
    "professional_accept(change_submission, customer, staff, jsonb, date, uuid)",
    "contact_remove(contact_submission, customer, staff, uuid)",
    "contact_accept(change_submission, customer, staff, uuid)",
    "refuse_bare_change()",
    "proof_add_change(text, customer, staff, jsonb, bigint, date, bigint)",
    "proof_add_contact(customer, staff, jsonb, bigint, date, bigint)",
    "follow_bank_detail()",
    "bank_is_not_mine(bigint, bigint)",
    "refuse_claim_of_first()",
)
FUNCTIONS: Functions = {
    "receive_contact_change(bigint, bigint, text, jsonb, text)": (*DESK, Role.PORTAL),
    "receive_bank_change(bigint, bigint, bigint, text, text, jsonb, text)": (*DESK, Role.PORTAL),
    "confirm_contact_change(bigint, text)": (Role.PORTAL,),
    "block_contact_change(bigint)": (*DESK, Role.PORTAL),
    "pays_sls(bigint)": DESK,
    "decide_professional(bigint, integer, text, text, jsonb, date, uuid)": _DECIDERS,
    "undo_professional(bigint, integer, uuid)": _DECIDERS,
    "decide_contact(bigint, integer, text, text, jsonb, date, uuid)": _DECIDERS,
    "undo_contact(bigint, integer, uuid)": _DECIDERS,
    "decide_bank(bigint, integer, text, text, jsonb, date, uuid)": _BANKERS,
    "undo_bank(bigint, integer, uuid)": _BANKERS,
} | dict.fromkeys(_INSIDE, ())
