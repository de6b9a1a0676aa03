"""Rights on the portal's accounts, calls, requests, messages and commands."""

from backoffice.database.rights.words import (
    ALL,
    DESK,
    EVERYONE,
    READ,
    STAFF,
    Functions,
    Grant,
    Role,
    Tables,
    same,
)

_READERS = (*DESK, Role.DPO, Role.PORTAL, Role.REPORT_READER)
_PORTAL = Grant(select=ALL, insert=("*", "-id"), update=ALL)
_SENT = Grant(select=ALL, update=("state", "sent_at", "attempts", "last_error"))
# A command is its author's alone; the server says who and when.
_COMMAND = Grant(select=ALL, insert=("*", "-login", "-done_at"))
_ENDED_LOCK = ("ended_at", "ended_how", "reason", "staff_id", "call_id")
_RELEASED = ("released_at", "reason", "staff_id", "call_id")

TABLES: Tables = {
    "portal_account": same(_READERS, READ)
    | same(DESK, Grant(select=ALL, update=("state", "failed_attempts")))
    | {Role.PORTAL: _PORTAL},
    "account_lock": same(_READERS, READ)
    | same(DESK, Grant(select=ALL, update=_ENDED_LOCK))
    | {Role.PORTAL: _PORTAL},
    "registration_block": same(_READERS, READ)
    | same(DESK, Grant(select=ALL, update=_RELEASED))
    | {Role.PORTAL: _PORTAL},
    "portal_event": same(_READERS, READ)
    | same(DESK, Grant(select=ALL, insert=("*", "-id")))
    | {
        Role.PORTAL: Grant(
            select=ALL, insert=("landlord_id", "customer_id", "account_id", "kind", "occurred_at", "detail")
        )
    },
    "service_request": same(_READERS, READ)
    | {
        # A caretaker sees the open technical requests of his buildings (R5.12).
        Role.CARETAKER: Grant(
            select=(
                "id",
                "landlord_id",
                "customer_id",
                "lease_id",
                "residence_id",
                "kind",
                "summary",
                "state",
                "opened_at",
                "due_on",
            )
        ),
        Role.PORTAL: Grant(select=ALL, insert=("*", "-id")),
    },
    "insurance_submission": same(_READERS, READ)
    | {
        Role.PORTAL: Grant(
            select=ALL,
            insert=(
                "landlord_id",
                "lease_id",
                "channel",
                "submitted_at",
                "declared_from",
                "declared_to",
                "declared_exact",
                "insurer",
                "state",
            ),
        )
    },
    "phone_call": same((*DESK, Role.DPO), READ)
    | same(DESK, Grant(select=ALL, insert=("*", "-id"), update=("ended_at", "summary", "level"))),
    "caller_check": same((*DESK, Role.DPO), READ)
    | same(DESK, Grant(select=ALL, insert=("*", "-id", "-recorded_at"))),
    "outbox_message": same((*DESK, Role.DPO), READ)
    | same(DESK, Grant(select=ALL, insert=("*", "-id", "-recorded_at", "-state", "-attempts")))
    | {Role.COURIER: _SENT},
    "supervisor_alert": same(DESK, Grant(select=ALL, insert=("*", "-id", "-recorded_at")))
    | {
        Role.MANAGER: Grant(
            select=ALL,
            insert=("*", "-id", "-recorded_at"),
            update=("acknowledged_at", "acknowledged_by"),
        )
    },
    "command_done": same(STAFF, _COMMAND) | same((Role.COURIER, Role.ERP_FEED, Role.PORTAL), _COMMAND),
    "database_property": same(EVERYONE, READ),
    "alembic_version": same(EVERYONE, READ),
}
FUNCTIONS: Functions = {}
