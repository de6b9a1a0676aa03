"""Rights on the departures of messages: written by the courier's functions alone."""

from backoffice.database.rights.words import DESK, READ, Functions, Grant, Role, Tables, same

_NO_SECRET = ("*", "-secret_body")
# What the courier says of a departure is nobody's to write.
_MESSAGE = (
    "*", "-id", "-recorded_at", "-state", "-attempts", "-secret_body", "-message_key", "-retry_at",
    "-handed_at", "-repeats", "-bounced_at", "-bounce", "-provider_id",
)  # fmt: skip

TABLES: Tables = {
    "outbox_message": {
        **same(DESK, Grant(select=_NO_SECRET, insert=_MESSAGE)),
        Role.DPO: Grant(select=_NO_SECRET),
        Role.COURIER: READ,
    }
}
_COURIER = (Role.COURIER,)
FUNCTIONS: Functions = {
    "ripe_messages(text, integer)": _COURIER,
    "hand_message(bigint)": _COURIER,
    "settle_sent(bigint, text)": _COURIER,
    "settle_failed(bigint, timestamp with time zone, text, integer, text)": _COURIER,
    "give_back(bigint, timestamp with time zone)": _COURIER,
    "settle_doubtful(bigint, timestamp with time zone, text, integer)": _COURIER,
    "fail_late_codes()": _COURIER,
    "note_bounce(uuid, text, text)": _COURIER,
    "is_ripe(outbox_message)": (),
    "keep_handed()": (),
}
