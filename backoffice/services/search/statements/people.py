"""Persons by the names typed, and by what else is told of them."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.line import Statement, when
from backoffice.services.search.statements.ground import BORN_THEN, IN_LANDLORD, MINE, PLACED, RANGES

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
_EXACTLY = when(
    "low",
    """NOT EXISTS (
    SELECT FROM unnest(%(low)s::text[], %(first)s::boolean[]) o (low, first)
     WHERE NOT o.first AND NOT EXISTS (SELECT FROM (
            SELECT n.key FROM person_name_key n WHERE n.person_id = f.person_id OFFSET 0) x
         WHERE x.key = o.low))""",
)
_TOWNED = when(
    "town",
    """EXISTS (SELECT FROM name_beside t WHERE t.person_id = k.person_id AND t.key = k.key
       AND t.beside = 'T' || %(town)s::text)""",
)
_BESIDES = f"{when('low', _OTHERS)} AND {BORN_THEN} AND {PLACED} AND {IN_LANDLORD.format('k')}"
_BEGINS = "n.key > %(key)s::text AND n.key < %(after)s::text"
_BORNE_BY, _BEGUN_BY = 6000, 3000
_MOST, _SOME = "%(most)s::int", "%(some)s::int"


def _named(part: str, wanted: str, scanned: int, limit: str, gate: str = "true") -> str:
    """Persons by one part of their names; at most ``scanned`` are tried against what is typed besides."""
    return f"""(SELECT k.person_id, k.key, k.part FROM (
            SELECT n.person_id, n.key, n.part, n.landlord_id FROM person_name_key n
             WHERE {gate} AND n.part = '{part}' AND {wanted} LIMIT {scanned}) k
         WHERE {_BESIDES} LIMIT {limit})"""


def _people() -> Statement:
    """Persons one of whose names is, or begins with, the word that leads; whole surnames first.

    With more typed than a name, a longer surname than the one typed is looked for when nobody bears that one.
    """
    known = when("low", "(SELECT g.known FROM gate g)")
    nobody = "NOT EXISTS (SELECT FROM same)"
    starts = " AND ".join((known, *(when(name, nobody) for name in ("low", "born_from", "place_low"))))
    same = "n.key = ANY (%(keys)s::text[])"
    by_firsts = f"UNION ALL {_named('FIRST', same, _BORNE_BY, _MOST, known)}"
    begun = [f"UNION ALL {_named(part, _BEGINS, _BEGUN_BY, _SOME, starts)}" for part in ("WHOLE", "SURNAME")]
    begun.append(when("firsts", f"UNION ALL {_named('FIRST', _BEGINS, _BEGUN_BY, _SOME, starts)}", ""))
    return Statement(f"""WITH {when("low", f"gate AS MATERIALIZED (SELECT {_ALL_KNOWN} AS known), ", "")}
same AS MATERIALIZED (
    {_named("WHOLE", same, _BORNE_BY, _MOST, known)}
    UNION ALL {_named("SURNAME", same, _BORNE_BY, _MOST, known)}
    {when("firsts", by_firsts, "")} LIMIT {_MOST})
SELECT f.person_id, f.key, f.part, {_EXACTLY} FROM (
    SELECT * FROM same {when("after", " ".join(begun), "")}) f LIMIT {_MOST}""")


PEOPLE = _people()


def _told(part: str, wanted: str, scanned: int, limit: str, gate: str = "true") -> str:
    """Persons by a surname and what else is told of them.

    Both are one key: of the thousands who bear a common one, few are read.
    """
    return f"""(SELECT k.person_id, k.key, k.part, k.beside FROM {RANGES}
            CROSS JOIN LATERAL (
                SELECT n.person_id, n.key, n.part, n.beside, n.landlord_id FROM name_beside n
                 WHERE {gate} AND n.part = '{part}' AND {wanted}
                   AND n.beside >= r.low AND n.beside < r.high LIMIT {scanned}) k
         WHERE {_BESIDES} AND {_TOWNED} LIMIT {limit})"""


def _told_shortly(part: str, gate: str) -> str:
    """The same for a short beginning, which thousands of names share: the first of them alone are read."""
    return f"""(SELECT k.person_id, k.key, k.part, k.beside FROM (
            SELECT n.person_id, n.key, n.part, n.beside, n.landlord_id FROM name_beside n
             WHERE {gate} AND n.part = '{part}' AND {_BEGINS} LIMIT {_BEGUN_BY}) k
         WHERE EXISTS (SELECT FROM {RANGES} WHERE k.beside >= r.low AND k.beside < r.high)
           AND {_BESIDES} AND {_TOWNED} LIMIT {_SOME})"""


def _people_beside() -> Statement:
    """Persons whose surname is, or when nobody bears it begins with, the word that leads."""
    nobody, parts, same = "NOT EXISTS (SELECT FROM same)", ("WHOLE", "SURNAME"), "n.key = %(key)s::text"
    long = " ".join(f"UNION ALL {_told(part, _BEGINS, _BEGUN_BY, _SOME, nobody)}" for part in parts)
    short = " ".join(f"UNION ALL {_told_shortly(part, nobody)}" for part in parts)
    begun = when("after", when("short", short, long), "")
    return Statement(f"""WITH same AS MATERIALIZED (
    {" UNION ALL ".join(_told(part, same, _BORNE_BY, _MOST) for part in parts)} LIMIT {_MOST})
SELECT f.person_id, f.key, f.part, f.beside = ANY (%(exact)s::text[]) AND {_EXACTLY} FROM (
    SELECT * FROM same {begun}) f LIMIT {_MOST}""")


PEOPLE_BESIDE = _people_beside()
BORN_ON = Statement(f"""SELECT k.id, k.birth_date
      FROM unnest(%(born_from)s::date[], %(born_to)s::date[]) s (since, until)
    CROSS JOIN LATERAL (SELECT p.id, p.birth_date FROM person p
         WHERE {MINE.format("p")} AND p.birth_date >= s.since AND p.birth_date < s.until
           AND {IN_LANDLORD.format("p")} LIMIT %(most)s::int) k""")
