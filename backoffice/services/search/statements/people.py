"""Persons by the names typed, and by what else is told of them."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.line import Statement
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
    tried = " AND ".join(filter(None, (others, besides, IN_LANDLORD.format("k"))))
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
    (others, besides): _people(_OTHERS if others else "", f"{BORN_THEN} AND {PLACED}" if besides else "")
    for others in (False, True)
    for besides in (False, True)
}
# What is told beside a surname is one key with it: of the thousands who bear a common one, few are read.
_TOWNED = """(%(town)s::text IS NULL OR EXISTS (
    SELECT FROM name_beside t WHERE t.person_id = k.person_id AND t.key = k.key
       AND t.beside = 'T' || %(town)s::text))"""


def _told(part: str, wanted: str, scanned: str, limit: str, besides: str, gate: str = "true") -> str:
    """Persons by a surname and what else is told of them."""
    return f"""(SELECT k.person_id, k.key, k.part, k.beside FROM {RANGES}
            CROSS JOIN LATERAL (
                SELECT n.person_id, n.key, n.part, n.beside, n.landlord_id FROM name_beside n
                 WHERE {gate} AND n.part = '{part}' AND {wanted}
                   AND n.beside >= r.low AND n.beside < r.high LIMIT {scanned}) k
         WHERE {besides} LIMIT {limit})"""


def _told_shortly(part: str, limit: str, besides: str, gate: str) -> str:
    """The same for a short beginning, which thousands of names share: the first of them alone are read."""
    return f"""(SELECT k.person_id, k.key, k.part, k.beside FROM (
            SELECT n.person_id, n.key, n.part, n.beside, n.landlord_id FROM name_beside n
             WHERE {gate} AND n.part = '{part}' AND {_BEGINS} LIMIT {_BEGUN_BY}) k
         WHERE EXISTS (SELECT FROM {RANGES} WHERE k.beside >= r.low AND k.beside < r.high) AND {besides}
         LIMIT {limit})"""


def _people_beside(others: str, besides: str) -> Statement:
    """Persons whose surname is, or when nobody bears it begins with, the word that leads."""
    tried = " AND ".join(filter(None, (others, besides, IN_LANDLORD.format("k"))))
    starts = "%(after)s::text IS NOT NULL AND NOT EXISTS (SELECT FROM same)"
    long, short = f"{starts} AND NOT %(short)s::boolean", f"{starts} AND %(short)s::boolean"
    exactly = _EXACTLY if others else "true"
    return Statement(f"""WITH same AS MATERIALIZED (
    {_told("WHOLE", "n.key = %(key)s::text", str(_BORNE_BY), _MOST, tried)}
    UNION ALL {_told("SURNAME", "n.key = %(key)s::text", str(_BORNE_BY), _MOST, tried)} LIMIT {_MOST})
SELECT f.person_id, f.key, f.part, f.beside = ANY (%(exact)s::text[]) AND {exactly} FROM (
    SELECT * FROM same
    UNION ALL {_told("WHOLE", _BEGINS, str(_BEGUN_BY), _SOME, tried, long)}
    UNION ALL {_told("SURNAME", _BEGINS, str(_BEGUN_BY), _SOME, tried, long)}
    UNION ALL {_told_shortly("WHOLE", _SOME, tried, short)}
    UNION ALL {_told_shortly("SURNAME", _SOME, tried, short)}
    ) f LIMIT {_MOST}""")


PEOPLE_BESIDE = {
    (others, besides): _people_beside(
        _OTHERS if others else "", f"{BORN_THEN} AND {_TOWNED} AND {PLACED}" if besides else ""
    )
    for others in (False, True)
    for besides in (False, True)
}
_BORN = f"""SELECT k.id, k.birth_date FROM unnest(%(born_from)s::date[], %(born_to)s::date[]) s (since, until)
    CROSS JOIN LATERAL (SELECT p.id, p.birth_date FROM person p
         WHERE {MINE.format("p")} AND p.birth_date >= s.since AND p.birth_date < s.until
           AND {IN_LANDLORD.format("p")} LIMIT %(most)s::int) k"""
BORN_ON = Statement(_BORN)
