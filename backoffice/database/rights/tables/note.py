"""Rights on: the vocabulary that checks free text."""

from backoffice.database.rights.words import READ, STAFF, Functions, Grant, Role, Tables, same

# Author and instant are the server's; a version is never changed nor deleted.
_WRITTEN = (
    "family", "lemma", "lemma_key", "forms", "harmless", "severity", "rewording", "state", "source",
)  # fmt: skip

TABLES: Tables = {
    "note_term": {**same(STAFF, READ), Role.DPO: Grant(select=READ.select, insert=_WRITTEN)},
}
FUNCTIONS: Functions = {}
