"""Rights on what signed codes are checked with: published pieces, each proved by its own signature."""

from backoffice.database.rights.rows import RowRule, Rows
from backoffice.database.rights.words import DESK, EVERYONE, READ, STAFF, Functions, Grant, Role, Tables, same

# Author and instant are the server's.
_BROUGHT = ("kind", "sha256", "ca_id", "cert_id", "rank", "first_day", "last_day", "content")

TABLES: Tables = {
    "stamp_trust": {
        **same(STAFF, READ),
        **same((*DESK, Role.ADMINISTRATOR), Grant(select=READ.select, insert=_BROUGHT)),
    }
}
ROWS: Rows = {
    "stamp_trust": (
        RowRule("all_rows", "true"),
        # Who may sign the lists is the root of all the rest: it proves nothing by itself.
        RowRule(
            "signers_by_administrator",
            "kind <> 'LIST_SIGNER'",
            tuple(role for role in EVERYONE if role is not Role.ADMINISTRATOR),
            command="INSERT",
            restrictive=True,
        ),
    )
}
FUNCTIONS: Functions = {"keep_stamp_trust()": ()}
