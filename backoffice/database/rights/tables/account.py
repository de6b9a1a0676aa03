"""Rights on the account: postings, notices, payments, receipts."""

from backoffice.database.rights.words import (
    ALL,
    DESK,
    READ,
    Functions,
    Grant,
    Role,
    Tables,
    same,
)

_READERS = (*DESK, Role.DPO, Role.PORTAL, Role.REPORT_READER)
_FILE_READERS = (*DESK, Role.DPO, Role.REPORT_READER)
_FED = Grant(select=ALL, insert=ALL, update=ALL)
_ISSUED = Grant(
    select=ALL,
    insert=("*", "-id", "-issued_at"),
    update=("state", "replaced_by_id", "voided_at"),
)
_ASKED = Grant(
    select=ALL,
    insert=("*", "-id"),
    update=("state", "decided_at", "refusal", "receipt_id", "staff_id"),
)

TABLES: Tables = {
    # History of the account: the feed adds postings, nobody changes one.
    "posting": same(_READERS, READ) | {Role.ERP_FEED: Grant(select=ALL, insert=ALL)},
    "rent_notice": same(_READERS, READ) | {Role.ERP_FEED: _FED},
    "rent_notice_line": same(_READERS, READ) | {Role.ERP_FEED: Grant(select=ALL, insert=ALL)},
    "online_payment": same(_READERS, READ) | {Role.PORTAL: _FED, Role.ERP_FEED: _FED},
    "mandate": same(_FILE_READERS, READ) | {Role.ERP_FEED: _FED},
    "receipt": same(_READERS, READ) | same(DESK, _ISSUED),
    "receipt_duplicate": same(_READERS, READ) | same(DESK, Grant(select=ALL, insert=("*", "-made_at"))),
    "receipt_request": same(_READERS, READ)
    | same(DESK, _ASKED)
    | {
        Role.PORTAL: Grant(
            select=ALL, insert=("landlord_id", "lease_id", "period", "channel", "state", "requested_at")
        )
    },
}
FUNCTIONS: Functions = {}
