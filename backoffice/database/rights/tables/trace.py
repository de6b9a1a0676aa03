"""Rights on: the trace and its seals."""

from backoffice.database.rights.words import ALL, EVERYONE, READ, Functions, Grant, Role, Tables, same

_WRITTEN = (
    "landlord_id",
    "staff_id",
    "act",
    "customer_id",
    "subject",
    "reason",
    "purpose",
    "call_id",
    "command_id",
    "detail",
)
# One's own lines are shown whole; what the database fills (who, when, which row) nobody writes.
_WRITER = Grant(select=ALL, insert=_WRITTEN)
_READERS_OF_SEALS = (Role.DPO, Role.ADMINISTRATOR, Role.COURIER)

TABLES: Tables = {
    "audit_entry": same(EVERYONE, _WRITER),
    "audit_batch": same(_READERS_OF_SEALS, READ),
    "audit_seal": same(_READERS_OF_SEALS, READ),
    "audit_purge": same(_READERS_OF_SEALS, READ),
    "audit_retention": {
        **same(_READERS_OF_SEALS, READ),
        Role.DPO: Grant(select=ALL, insert=("valid_from", "months", "legal_base")),
    },
}

FUNCTIONS: Functions = {
    "open_audit_batch()": _READERS_OF_SEALS,
    "open_next_batch()": _READERS_OF_SEALS,
    "close_ready_batches()": _READERS_OF_SEALS,
    "ensure_audit_partitions(integer)": _READERS_OF_SEALS,
    "audit_digests(bigint, bigint)": _READERS_OF_SEALS,
    # Of a line that the caller may read: his own rights apply.
    "audit_text(audit_entry)": (Role.DPO,),
    "microseconds(timestamp with time zone)": _READERS_OF_SEALS,
    "month_of(timestamp with time zone)": _READERS_OF_SEALS,
    "audit_kept_from()": _READERS_OF_SEALS,
    "purgeable_audit_months()": _READERS_OF_SEALS,
    "announce_audit_purge(date)": (Role.DPO,),
    "purge_audit_month(date)": (Role.DPO,),
    # Triggers, and what the functions above call.
    "trace_row()": (),
    "stamp_entry()": (),
    "refuse_change()": (),
    "keep_closed_batch()": (),
    "traced_customer(text, bigint)": (),
    "told_otherwise(jsonb, text, boolean)": (),
    "trace_table(text, text[], text[])": (),
    "add_audit_partition(date)": (),
    "close_batch(bigint)": (),
    "refuse_kept_month(date)": (),
}
