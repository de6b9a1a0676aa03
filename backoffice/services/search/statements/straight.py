"""What leads straight to its tenants: found and finished in one statement."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.found import FORMER_CONTACT, TIER
from backoffice.services.search.line import Statement
from backoffice.services.search.statements.finishing import finishing
from backoffice.services.search.statements.ground import IN_LANDLORD, MINE

_REACHED = (
    "SELECT k.person_id, k.value, k.valid_to IS NULL AS in_use, k.value_key FROM contact k "
    "WHERE {} AND {} AND {} LIMIT %(some)s::int"
)
_CONTACT = _REACHED.format(MINE.format("k"), IN_LANDLORD.format("k"), "k.value_key = ANY (%(keys)s::text[])")
_CONTACT_BEGINS = _REACHED.format(
    MINE.format("k"),
    IN_LANDLORD.format("k"),
    "k.value_key >= %(key)s::text AND k.value_key < %(after)s::text",
)


def _numbered(table: str, column: str, customer: str, matched: str, shown: str) -> str:
    """Numbers that are, or begin with, the one typed; the index gives the very one first."""
    # The policies of these two tables do not name the landlord to every role: their index begins with it.
    mine = f"{MINE.format('k')} AND " if table in ("customer", "person") else ""
    return f"""(SELECT {customer} AS found, '{matched}' AS matched, {shown} AS shown,
               k.{column} = %(key)s::text AS exact
          FROM {table} k WHERE {mine}k.{column} >= %(key)s::text AND k.{column} < %(after)s::text
           AND {IN_LANDLORD.format("k")} LIMIT %(some)s::int)"""


def _same(table: str, column: str, customer: str, matched: str, shown: str) -> str:
    return f"""(SELECT {customer} AS found, '{matched}' AS matched, {shown} AS shown, true AS exact
          FROM {table} k
         WHERE k.{column} = %(key)s::text AND {IN_LANDLORD.format("k")} LIMIT %(some)s::int)"""


_LEASED = "(SELECT l.customer_id FROM lease l WHERE l.id = k.lease_id)"
# A person is told from a customer by his sign.
_NUMBER = "\nUNION ALL ".join(
    (
        _numbered("customer", "client_ref_key", "k.id", "CLIENT", "k.client_ref"),
        _numbered("lease", "number_key", "k.customer_id", "LEASE", "k.number"),
        _numbered("online_payment", "order_key", "k.customer_id", "ORDER", "k.order_reference"),
        _numbered("person", "party_key", "-k.id", "PARTY", "k.party_number"),
        _same("online_payment", "transaction_number", "k.customer_id", "TRANSACTION", "k.transaction_number"),
        _same("rent_notice", "number_key", _LEASED, "NOTICE", "k.number"),
    )
)
_BARCODE = _same("rent_notice", "barcode", _LEASED, "NOTICE", "k.number")
_RUM = _numbered("mandate", "reference_key", _LEASED, "RUM", "k.reference")

# Found and finished in one statement. The sign is taken off persons before they are joined: a minus is not
# leakproof, and what is not never goes through an index under row security.
_STRAIGHT = """found AS MATERIALIZED (
    SELECT f.found, -f.found AS person_id, f.rank, f.matched, f.shown,
           row_number() OVER () AS place, count(*) OVER () AS hits
      FROM ({found}) f
), told AS (
    SELECT f.found AS id, f.rank, NULL::bigint AS person_id, 'CUSTOMER' AS how,
           f.matched, f.shown, f.place, f.hits
      FROM found f WHERE f.found > 0{of_persons}
), best AS MATERIALIZED (
    SELECT * FROM (SELECT DISTINCT ON (t.id) t.* FROM told t ORDER BY t.id, t.rank, t.how, t.place) b
     ORDER BY b.rank, b.id LIMIT %(most)s::int
)"""
_OF_PERSONS = f"""
    UNION ALL
    SELECT c.id, f.rank, f.person_id, 'MAIN', f.matched, f.shown, f.place, f.hits
      FROM found f JOIN customer c ON c.main_person_id = f.person_id
     WHERE f.found < 0 AND {IN_LANDLORD.format("c")}
    UNION ALL
    SELECT l.customer_id, f.rank + 1, f.person_id, 'HOLDER', f.matched, f.shown, f.place, f.hits
      FROM found f JOIN lease_holder h ON h.person_id = f.person_id JOIN lease l ON l.id = h.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> f.person_id
     WHERE f.found < 0 AND {IN_LANDLORD.format("c")}
    UNION ALL
    SELECT l.customer_id, f.rank + 50, f.person_id, 'OCCUPANT', f.matched, f.shown, f.place, f.hits
      FROM found f JOIN household_member m ON m.person_id = f.person_id JOIN lease l ON l.id = m.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> f.person_id
     WHERE f.found < 0 AND {IN_LANDLORD.format("c")}
       AND (m.valid_to IS NULL OR m.valid_to > coalesce(%(today)s::date, current_date))"""
_BY_NUMBER = f"""SELECT n.found, CASE WHEN n.exact THEN 0 ELSE {TIER} END AS rank, n.matched, n.shown
    FROM ({{}}) n"""
_BY_CONTACT = f"""SELECT -r.person_id AS found, r.value AS shown, '' AS matched,
    CASE WHEN r.value_key = ANY (%(keys)s::text[]) THEN 0 ELSE {TIER} END
    + CASE WHEN r.in_use THEN 0 ELSE {FORMER_CONTACT} END AS rank FROM ({{}}) r"""


def _straight(found: str, *, persons: bool) -> Statement:
    files = _STRAIGHT.format(found=found, of_persons=_OF_PERSONS if persons else "")
    return finishing(files, several=True, told=", b.matched, b.shown, b.hits")


STRAIGHT_NUMBER = _straight(_BY_NUMBER.format(_NUMBER), persons=True)
STRAIGHT_BARCODE = _straight(_BY_NUMBER.format(_BARCODE), persons=False)
STRAIGHT_RUM = _straight(_BY_NUMBER.format(_RUM), persons=False)
STRAIGHT_CONTACT = _straight(_BY_CONTACT.format(_CONTACT.replace("%(most)s", "%(some)s")), persons=True)
STRAIGHT_BEGINNING = _straight(
    _BY_CONTACT.format(_CONTACT_BEGINS.replace("%(most)s", "%(some)s")), persons=True
)


CONTACT = Statement(_CONTACT)
CONTACT_BEGINS = Statement(_CONTACT_BEGINS)
NUMBER = Statement(_NUMBER)
BARCODE = Statement(_BARCODE)
RUM = Statement(_RUM)
