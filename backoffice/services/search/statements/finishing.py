"""From the persons and customers found to the lines of their files."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.line import Statement
from backoffice.services.search.statements.ground import IN_LANDLORD

# Files of the persons found (theirs, those they share, those where they live) and of the customers found.
_NAMED_FILES = f"""named AS MATERIALIZED (
    SELECT n.id, n.rank FROM unnest(%(persons)s::bigint[], %(ranks)s::int[]) n (id, rank)
), mains AS MATERIALIZED (
    SELECT c.id, n.rank, n.id AS person_id, 'MAIN' AS how,
           %(spelt)s::text <> '' AND %(spelt)s::text NOT IN (replace(lower(p.birth_name), '''', '’'),
                                 replace(lower(coalesce(p.usage_name, '')), '''', '’')) AS otherwise
      FROM named n JOIN customer c ON c.main_person_id = n.id JOIN person p ON p.id = n.id
     WHERE {IN_LANDLORD.format("c")}
     ORDER BY n.rank, otherwise, c.id LIMIT %(most)s::int
), enough AS MATERIALIZED (
    SELECT CASE WHEN count(*) >= %(most)s::int THEN max(m.rank) ELSE 2000000 END AS worst FROM mains m
), held AS MATERIALIZED (
    SELECT l.customer_id, n.rank + 1, n.id, 'HOLDER', true
      FROM named n JOIN lease_holder h ON h.person_id = n.id JOIN lease l ON l.id = h.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> n.id
     WHERE n.rank < (SELECT e.worst FROM enough e) AND {IN_LANDLORD.format("c")} LIMIT %(most)s::int
), living AS MATERIALIZED (
    SELECT l.customer_id, n.rank + 50, n.id, 'OCCUPANT', true
      FROM named n JOIN household_member m ON m.person_id = n.id JOIN lease l ON l.id = m.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> n.id
     WHERE n.rank + 50 < (SELECT e.worst FROM enough e) AND {IN_LANDLORD.format("c")}
       AND (m.valid_to IS NULL OR m.valid_to > coalesce(%(today)s::date, current_date)) LIMIT %(most)s::int
), told AS (
    SELECT * FROM mains UNION ALL SELECT * FROM held UNION ALL SELECT * FROM living
    UNION ALL
    SELECT d.id, d.rank, NULL::bigint, 'CUSTOMER', false
      FROM unnest(%(customers)s::bigint[], %(customer_ranks)s::int[]) d (id, rank)
), best AS MATERIALIZED (
    SELECT * FROM (SELECT DISTINCT ON (t.id) t.* FROM told t ORDER BY t.id, t.rank, t.how) b
     ORDER BY b.rank, b.otherwise, b.id LIMIT %(most)s::int
)"""
_CUSTOMER_FILES = """best AS MATERIALIZED (
    SELECT d.id, d.rank, NULL::bigint AS person_id, 'CUSTOMER' AS how
      FROM unnest(%(customers)s::bigint[], %(customer_ranks)s::int[]) d (id, rank)
)"""
_CALLING = """, calling AS MATERIALIZED (
    SELECT array_agg(p.customer_id) AS ids FROM phone_call p
     WHERE p.staff_id = (SELECT my_staff_id()) AND p.ended_at IS NULL
)"""
_WHO = "o.civility, o.birth_name, o.usage_name, o.first_names"


def finishing(files: str, *, several: bool, told: str = "") -> Statement:
    """A line for each lease of the best customers, with the columns ``told``; alone, one needs no order."""
    who = "LEFT JOIN person o ON o.id = b.person_id AND b.how <> 'MAIN'" if several else ""
    on_the_line = "b.id = ANY ((SELECT k.ids FROM calling k)::bigint[])" if several else "false"
    return Statement(f"""WITH {files}{_CALLING if several else ""}
SELECT b.id, b.rank, b.person_id, b.how, c.client_ref, ll.code, ll.name, p.party_number,
       p.civility, p.birth_name, p.usage_name, p.first_names, p.confidential_address,
       {_WHO if several else "NULL, NULL, NULL, NULL"},
       l.number, pr.kind, pr.rooms, pr.door, bd.street, bd.postal_code, bd.town,
       l.valid_from <= coalesce(%(today)s::date, current_date)
       AND (l.valid_to IS NULL OR l.valid_to > coalesce(%(today)s::date, current_date)), {on_the_line}{told}
  FROM best b JOIN customer c ON c.id = b.id JOIN person p ON p.id = c.main_person_id
  JOIN landlord ll ON ll.id = c.landlord_id
  {who}
  LEFT JOIN lease l ON l.customer_id = c.id LEFT JOIN premises pr ON pr.id = l.premises_id
  LEFT JOIN building bd ON bd.id = pr.building_id""")


FINISHING = finishing(_NAMED_FILES, several=True)
FINISHING_ONE = finishing(_CUSTOMER_FILES, several=False)
