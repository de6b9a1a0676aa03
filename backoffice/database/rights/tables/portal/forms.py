"""Rights on: assistance forms and what is decided of them."""

from backoffice.database.rights.rows import Rows, in_landlord_of
from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_GIVEN = (
    "given_number", "given_last_name", "given_first_names", "given_birth_date", "given_email", "given_phone",
)  # fmt: skip

# The portal adds what was typed; the item of work is made by a trigger, decisions are taken by functions.
TABLES: Tables = {
    "assistance_form": same((*DESK, Role.DPO), READ)
    | {
        Role.PORTAL: Grant(select=("*",), insert=("landlord_id", "customer_id", "received_at", *_GIVEN)),
    },
}
ROWS: Rows = {"assistance_form": in_landlord_of("assistance_form", "customer", "customer_id")}
FUNCTIONS: Functions = {
    "decide_form(bigint, integer, text, text, bigint, boolean, uuid)": DESK,
    "undo_form(bigint, integer, uuid)": DESK,
    "doubt_form(bigint, integer)": DESK,
    "form_notices(bigint)": DESK,
    # What the functions above and the triggers are made of: nobody calls them.
    "form_refuse_given(assistance_form)": (),
    "form_refuse_text(text, text, text)": (),
    "form_item(bigint, timestamp with time zone)": (),
    "receive_form()": (),
    "settle_forms()": (),
    "refuse_bare_decision()": (),
    "refuse_bare_undoing()": (),
    "form_customer(bigint)": (),
    "form_key(text)": (),
    "form_words(text)": (),
    "form_first_names_agree(text, text)": (),
    "form_agrees(assistance_form)": (),
    "form_credit(bigint, customer, staff)": (),
    "form_undo_minutes(bigint)": (),
    "form_refuse_release(assistance_form, staff)": (),
    "form_refused(customer, staff, text, uuid, bigint)": (),
    "form_take_back(customer, staff, work_decision, uuid)": (),
}
