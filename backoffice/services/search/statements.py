"""The statements of the search box: fixed texts, planned once a session and kept by the driver.

Row security says whose rows; only operators that stay fast under it are used. A landlord that is asked for by
its code is compared last. Persons and customers found are finished by ``FINISHING``.
"""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.found import FORMER_CONTACT, TIER
from backoffice.services.search.line import Statement

_IN_LANDLORD = (
    "(%(landlord)s::text IS NULL"
    " OR {}.landlord_id = (SELECT id FROM landlord WHERE code = %(landlord)s::text))"
)
_MINE = "{}.landlord_id = ANY ((SELECT my_landlords())::bigint[])"

# Every other word typed is a name of the same person; a letter alone begins one of his first names.
_OTHER = """EXISTS (SELECT FROM person_name_key x WHERE x.person_id = k.person_id
        AND x.key >= {low} AND x.key < {high} AND (NOT {first} OR x.part = 'FIRST'))"""
_FIRST_OTHER = _OTHER.format(
    low="(%(low)s::text[])[1]", high="(%(high)s::text[])[1]", first="(%(first)s::boolean[])[1]"
)
_OTHERS = f"""{_FIRST_OTHER} AND (cardinality(%(low)s::text[]) = 1 OR NOT EXISTS (
    SELECT FROM unnest((%(low)s::text[])[2:], (%(high)s::text[])[2:], (%(first)s::boolean[])[2:])
           o (low, high, first)
     WHERE NOT {_OTHER.format(low="o.low", high="o.high", first="o.first")}))"""
# A word that is nobody's name is not looked for among the thousands who bear a common one.
_ALL_KNOWN = """NOT EXISTS (SELECT FROM unnest(%(low)s::text[], %(high)s::text[]) o (low, high)
     WHERE NOT EXISTS (SELECT FROM person_name_key x
                        WHERE x.landlord_id = ANY ((SELECT my_landlords())::bigint[])
                          AND x.key >= o.low AND x.key < o.high))"""
# The same when a word may be any of several names near it.
_OTHERS_NEAR = """%(count)s::int = (SELECT count(DISTINCT o.word) FROM (
        SELECT n.key FROM person_name_key n WHERE n.person_id = k.person_id OFFSET 0) x
    JOIN unnest(%(word)s::int[], %(low)s::text[], %(high)s::text[]) o (word, low, high)
      ON x.key >= o.low AND x.key < o.high)"""
# A year of two digits gives two spans at most.
_BORN_THEN = """(%(born_from)s::date[] IS NULL OR EXISTS (
    SELECT FROM person p WHERE p.id = k.person_id AND (
        p.birth_date >= (%(born_from)s::date[])[1] AND p.birth_date < (%(born_to)s::date[])[1]
        OR p.birth_date >= (%(born_from)s::date[])[2] AND p.birth_date < (%(born_to)s::date[])[2])))"""
# Some building whose address holds every word typed.
_AT = """NOT EXISTS (SELECT FROM unnest(%(place_low)s::text[], %(place_high)s::text[]) w (low, high)
    WHERE NOT EXISTS (SELECT FROM place_key x
                       WHERE x.building_id = pr.building_id AND x.key >= w.low AND x.key < w.high))"""
_PLACED = f"""(%(place_low)s::text[] IS NULL
    OR EXISTS (SELECT FROM lease_holder h JOIN lease l ON l.id = h.lease_id
                 JOIN premises pr ON pr.id = l.premises_id
                WHERE h.person_id = k.person_id AND {_AT}))"""
_EXACTLY = """NOT EXISTS (
    SELECT FROM unnest(%(low)s::text[], %(first)s::boolean[]) o (low, first)
     WHERE NOT o.first AND NOT EXISTS (SELECT FROM (
            SELECT n.key FROM person_name_key n WHERE n.person_id = f.person_id OFFSET 0) x
         WHERE x.key = o.low))"""


def _named(part: str, wanted: str, scanned: int, limit: str, besides: str, gate: str = "true") -> str:
    """Persons by one part of their names; at most ``scanned`` are tried against what is typed besides."""
    return f"""(SELECT k.person_id, k.key, k.part FROM (
            SELECT n.person_id, n.key, n.part, n.landlord_id FROM person_name_key n
             WHERE {gate} AND n.part = '{part}' AND {wanted} LIMIT {scanned}) k
         WHERE {besides} LIMIT {limit})"""


_IS, _BEGINS = "n.key = ANY (%(keys)s::text[])", "n.key > %(key)s::text AND n.key < %(after)s::text"
_BORNE_BY, _BEGUN_BY = 6000, 3000
_MOST, _SOME, _FIRSTS = "%(most)s::int", "%(some)s::int", "%(firsts)s::boolean"


def _people(others: str, besides: str) -> Statement:
    """Persons one of whose names is, or begins with, the word that leads; whole surnames first.

    With more typed than a name, a longer surname than the one typed is looked for when nobody bears that one.
    """
    tried = " AND ".join(filter(None, (others, besides, _IN_LANDLORD.format("k"))))
    known = "(SELECT g.known FROM gate g)" if others else "true"
    starts = f"{known} AND %(after)s::text IS NOT NULL"
    starts += " AND NOT EXISTS (SELECT FROM same)" if others or besides else ""
    gate = f"gate AS MATERIALIZED (SELECT {_ALL_KNOWN} AS known), " if others else ""
    return Statement(f"""WITH {gate}same AS MATERIALIZED (
    {_named("WHOLE", _IS, _BORNE_BY, _MOST, tried, known)}
    UNION ALL {_named("SURNAME", _IS, _BORNE_BY, _MOST, tried, known)}
    UNION ALL {_named("FIRST", _IS, _BORNE_BY, _MOST, tried, f"{known} AND {_FIRSTS}")} LIMIT {_MOST})
SELECT f.person_id, f.key, f.part, {_EXACTLY if others else "true"} FROM (
    SELECT * FROM same
    UNION ALL {_named("WHOLE", _BEGINS, _BEGUN_BY, _SOME, tried, starts)}
    UNION ALL {_named("SURNAME", _BEGINS, _BEGUN_BY, _SOME, tried, starts)}
    UNION ALL {_named("FIRST", _BEGINS, _BEGUN_BY, _SOME, tried, f"{starts} AND {_FIRSTS}")}
    ) f LIMIT {_MOST}""")


# A short statement for the usual questions: starting a plan with every filter costs more than running it.
PEOPLE = {
    (others, besides): _people(_OTHERS if others else "", f"{_BORN_THEN} AND {_PLACED}" if besides else "")
    for others in (False, True)
    for besides in (False, True)
}
# Persons with a name near one of those typed, and near names, or the very ones, for every other word.
_PEOPLE_NEAR = f"""SELECT f.person_id, f.key FROM unnest(%(keys)s::text[]) w (key)
    CROSS JOIN LATERAL (SELECT k.person_id, k.key FROM person_name_key k
         WHERE k.part = ANY (%(parts)s::text[]) AND k.key = w.key
           AND {_BORN_THEN} AND {_OTHERS_NEAR} AND {_PLACED}
           AND {_IN_LANDLORD.format("k")} LIMIT %(some)s::int) f LIMIT %(most)s::int"""

_BORN = f"""SELECT k.id, k.birth_date FROM unnest(%(born_from)s::date[], %(born_to)s::date[]) s (since, until)
    CROSS JOIN LATERAL (SELECT p.id, p.birth_date FROM person p
         WHERE {_MINE.format("p")} AND p.birth_date >= s.since AND p.birth_date < s.until
           AND {_IN_LANDLORD.format("p")} LIMIT %(most)s::int) k"""

_REACHED = (
    "SELECT k.person_id, k.value, k.valid_to IS NULL AS in_use, k.value_key FROM contact k "
    "WHERE {} AND {} AND {} LIMIT %(some)s::int"
)
_CONTACT = _REACHED.format(
    _MINE.format("k"), _IN_LANDLORD.format("k"), "k.value_key = ANY (%(keys)s::text[])"
)
_CONTACT_BEGINS = _REACHED.format(
    _MINE.format("k"),
    _IN_LANDLORD.format("k"),
    "k.value_key >= %(key)s::text AND k.value_key < %(after)s::text",
)


def _numbered(table: str, column: str, customer: str, matched: str, shown: str) -> str:
    """Numbers that are, or begin with, the one typed; the index gives the very one first."""
    # The policies of these two tables do not name the landlord to every role: their index begins with it.
    mine = f"{_MINE.format('k')} AND " if table in ("customer", "person") else ""
    return f"""(SELECT {customer} AS found, '{matched}' AS matched, {shown} AS shown,
               k.{column} = %(key)s::text AS exact
          FROM {table} k WHERE {mine}k.{column} >= %(key)s::text AND k.{column} < %(after)s::text
           AND {_IN_LANDLORD.format("k")} LIMIT %(some)s::int)"""


def _same(table: str, column: str, customer: str, matched: str, shown: str) -> str:
    return f"""(SELECT {customer} AS found, '{matched}' AS matched, {shown} AS shown, true AS exact
          FROM {table} k
         WHERE k.{column} = %(key)s::text AND {_IN_LANDLORD.format("k")} LIMIT %(some)s::int)"""


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

# Which of the words typed are towns.
_TOWNS = f"""SELECT DISTINCT k.key FROM place_key k
    WHERE {_MINE.format("k")} AND {_IN_LANDLORD.format("k")} AND k.part = 'TOWN'
      AND k.key = ANY (%(keys)s::text[])"""
# The number typed is that of the residence, and not of the street.
_ELSEWHERE = """EXISTS (SELECT FROM unnest(%(place_low)s::text[]) w (low)
    WHERE w.low ~ '^[0-9]{1,4}[A-Z]*$' AND NOT EXISTS (
        SELECT FROM place_key x WHERE x.building_id = b.id AND x.part <> 'RESIDENCE' AND x.key = w.low))"""
# Who lives, or lived, where the address holds every word typed: those of today first.
_ADDRESS = f"""WITH there AS MATERIALIZED (
        SELECT DISTINCT k.building_id FROM (
            SELECT s.building_id, s.landlord_id FROM place_key s
             WHERE {_MINE.format("s")}
               AND s.key >= (%(place_low)s::text[])[1] AND s.key < (%(place_high)s::text[])[1]
             LIMIT 4000) k
         WHERE {_IN_LANDLORD.format("k")} AND {_AT.replace("pr.building_id", "k.building_id")} LIMIT 60)
    SELECT l.customer_id, l.valid_to, l.valid_to <= coalesce(%(today)s::date, current_date),
           b.street, b.postal_code, b.town, {_ELSEWHERE} AS elsewhere
      FROM there t JOIN premises pr ON pr.building_id = t.building_id JOIN lease l ON l.premises_id = pr.id
      JOIN building b ON b.id = t.building_id
     ORDER BY elsewhere, l.valid_to IS NOT NULL AND l.valid_to <= coalesce(%(today)s::date, current_date),
              pr.kind <> 'DWELLING', l.valid_to DESC LIMIT %(most)s::int"""

# Known names near the one typed: one letter left out of both, or the same sound.
_NEAR = f"""SELECT n.key, n.part, max(n.sound), n.word, CASE WHEN n.part = 'SURNAME' THEN (
        SELECT count(*) FROM (SELECT FROM person_name_key b
                               WHERE b.part = 'WHOLE' AND b.key = n.key LIMIT 12) c) ELSE 1 END
    FROM (
    SELECT k.key, k.part, k.sound, w.word
      FROM unnest(%(word)s::int[], %(deletion)s::text[]) w (word, deletion)
      JOIN name_deletion d ON d.deletion = w.deletion AND {_MINE.format("d")}
       AND d.part = ANY (%(parts)s::text[])
      JOIN known_name k ON k.landlord_id = d.landlord_id AND k.part = d.part AND k.key = d.key
       AND {_IN_LANDLORD.format("k")}
    UNION
    SELECT k.key, k.part, k.sound, s.word
      FROM unnest(%(sounding)s::int[], %(sound)s::text[]) s (word, sound)
     CROSS JOIN LATERAL (SELECT DISTINCT n.key, n.part, n.sound, n.landlord_id FROM known_name n
                          WHERE n.sound = s.sound AND n.part = ANY (%(parts)s::text[])
                            AND {_IN_LANDLORD.format("n")} LIMIT 60) k
    ) n GROUP BY n.key, n.part, n.word LIMIT 200"""

# Which beginnings and ends of a word typed in one piece are names.
_PIECES = f"""SELECT DISTINCT k.key, k.part FROM known_name k
    WHERE {_MINE.format("k")} AND k.part IN ('SURNAME', 'FIRST') AND k.key = ANY (%(keys)s::text[])"""

# Files of the persons found (theirs, those they share, those where they live) and of the customers found.
_NAMED_FILES = f"""named AS MATERIALIZED (
    SELECT n.id, n.rank FROM unnest(%(persons)s::bigint[], %(ranks)s::int[]) n (id, rank)
), mains AS MATERIALIZED (
    SELECT c.id, n.rank, n.id AS person_id, 'MAIN' AS how,
           %(spelt)s::text <> '' AND %(spelt)s::text NOT IN (replace(lower(p.birth_name), '''', '’'),
                                 replace(lower(coalesce(p.usage_name, '')), '''', '’')) AS otherwise
      FROM named n JOIN customer c ON c.main_person_id = n.id JOIN person p ON p.id = n.id
     WHERE {_IN_LANDLORD.format("c")}
     ORDER BY n.rank, otherwise, c.id LIMIT %(most)s::int
), enough AS MATERIALIZED (
    SELECT CASE WHEN count(*) >= %(most)s::int THEN max(m.rank) ELSE 2000000 END AS worst FROM mains m
), held AS MATERIALIZED (
    SELECT l.customer_id, n.rank + 1, n.id, 'HOLDER', true
      FROM named n JOIN lease_holder h ON h.person_id = n.id JOIN lease l ON l.id = h.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> n.id
     WHERE n.rank < (SELECT e.worst FROM enough e) AND {_IN_LANDLORD.format("c")} LIMIT %(most)s::int
), living AS MATERIALIZED (
    SELECT l.customer_id, n.rank + 50, n.id, 'OCCUPANT', true
      FROM named n JOIN household_member m ON m.person_id = n.id JOIN lease l ON l.id = m.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> n.id
     WHERE n.rank + 50 < (SELECT e.worst FROM enough e) AND {_IN_LANDLORD.format("c")}
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


PEOPLE_NEAR = Statement(_PEOPLE_NEAR)
BORN = Statement(_BORN)
CONTACT = Statement(_CONTACT)
CONTACT_BEGINS = Statement(_CONTACT_BEGINS)
NUMBER = Statement(_NUMBER)
BARCODE = Statement(_BARCODE)
TOWNS = Statement(_TOWNS)
ADDRESS = Statement(_ADDRESS)
NEAR = Statement(_NEAR)
PIECES = Statement(_PIECES)
RUM = Statement(_RUM)

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
     WHERE f.found < 0 AND {_IN_LANDLORD.format("c")}
    UNION ALL
    SELECT l.customer_id, f.rank + 1, f.person_id, 'HOLDER', f.matched, f.shown, f.place, f.hits
      FROM found f JOIN lease_holder h ON h.person_id = f.person_id JOIN lease l ON l.id = h.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> f.person_id
     WHERE f.found < 0 AND {_IN_LANDLORD.format("c")}
    UNION ALL
    SELECT l.customer_id, f.rank + 50, f.person_id, 'OCCUPANT', f.matched, f.shown, f.place, f.hits
      FROM found f JOIN household_member m ON m.person_id = f.person_id JOIN lease l ON l.id = m.lease_id
      JOIN customer c ON c.id = l.customer_id AND c.main_person_id <> f.person_id
     WHERE f.found < 0 AND {_IN_LANDLORD.format("c")}
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
