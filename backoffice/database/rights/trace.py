"""Rights on: the trace and its seals."""

from backoffice.database.rights.words import DESK, READ, STAFF, Functions, Grant, Role, Tables, same

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
# What a program is told of the line that it has just added.
_TOLD = ("id", "recorded_at", "login")
# Which acts were done in a call; who changed a row since it was read.
_SHOWN = ("act", "subject", "customer_id", "call_id", "command_id", "table_name", "row_key")

_WRITER = Grant(select=_TOLD, insert=_WRITTEN)
_READERS_OF_SEALS = (Role.DPO, Role.ADMINISTRATOR, Role.COURIER)

TABLES: Tables = {
    "audit_entry": {
        **same((*STAFF, Role.PORTAL, Role.ERP_FEED, Role.COURIER), _WRITER),
        **same(DESK, Grant(select=(*_TOLD, *_SHOWN), insert=_WRITTEN)),
        Role.DPO: Grant(select=("*",), insert=_WRITTEN),
    },
    "audit_batch": same(_READERS_OF_SEALS, READ),
    "audit_seal": same(_READERS_OF_SEALS, READ),
    "audit_purge": same(_READERS_OF_SEALS, READ),
    "audit_retention": {
        **same(_READERS_OF_SEALS, READ),
        Role.DPO: Grant(select=("*",), insert=("valid_from", "months", "legal_base")),
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
}
