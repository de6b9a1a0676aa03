"""The calls of the database's functions; figure and list are one text there, so that they always agree."""

from sqlalchemy import ARRAY, TEXT, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

FIGURES = text("SELECT kind, files, fresh FROM portal_watch_figures(:kinds, :landlord, :limits)").bindparams(
    bindparam("kinds", type_=ARRAY(TEXT)), bindparam("landlord", type_=TEXT), bindparam("limits", type_=JSONB)
)
LIST = text(
    "SELECT customer_id, account_id, since, landlord_code, client_ref, civility, birth_name, usage_name,"
    " first_names, place, others, facts FROM portal_watch_list(:kind, :landlord, :limits, :skipped, :most)"
).bindparams(bindparam("landlord", type_=TEXT), bindparam("limits", type_=JSONB))
DESK = text("SELECT login, full_name FROM desk_of_number(:number)")
