"""Persons whose names are near those typed; which names are known."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.line import Statement, when
from backoffice.services.search.statements.ground import BORN_THEN, IN_LANDLORD, MINE, PLACED, RANGES

# The same when a word may be any of several names near it.
_OTHERS_NEAR = """%(words)s::int = (SELECT count(DISTINCT o.word) FROM (
        SELECT n.key FROM person_name_key n WHERE n.person_id = k.person_id OFFSET 0) x
    JOIN unnest(%(word)s::int[], %(low)s::text[], %(high)s::text[]) o (word, low, high)
      ON x.key >= o.low AND x.key < o.high)"""
# Persons with a name near one of those typed, and near names, or the very ones, for every other word.
_NEAR_TRIED = f"""{BORN_THEN} AND {when("words", _OTHERS_NEAR)} AND {PLACED}
           AND {IN_LANDLORD.format("k")}"""
_PEOPLE_NEAR = f"""SELECT f.person_id, f.key FROM unnest(%(keys)s::text[]) w (key)
    CROSS JOIN LATERAL (SELECT k.person_id, k.key FROM person_name_key k
         WHERE k.part = ANY (%(parts)s::text[]) AND k.key = w.key
           AND {_NEAR_TRIED} LIMIT %(some)s::int) f LIMIT %(most)s::int"""
_PEOPLE_NEAR_BESIDE = f"""SELECT f.person_id, f.key FROM unnest(%(keys)s::text[]) w (key)
    CROSS JOIN unnest(%(parts)s::text[]) p (part) CROSS JOIN {RANGES}
    CROSS JOIN LATERAL (SELECT k.person_id, k.key FROM name_beside k
         WHERE k.part = p.part AND k.key = w.key AND k.beside >= r.low AND k.beside < r.high
           AND {_NEAR_TRIED} LIMIT %(some)s::int) f LIMIT %(most)s::int"""

# Known names near the one typed: one letter left out of both, or the same sound.
_NEAR = f"""SELECT n.key, n.part, max(n.sound), n.word, CASE WHEN n.part = 'SURNAME' THEN (
        SELECT count(*) FROM (SELECT FROM person_name_key b
                               WHERE b.part = 'WHOLE' AND b.key = n.key LIMIT 12) c) ELSE 1 END
    FROM (
    SELECT k.key, k.part, k.sound, w.word
      FROM unnest(%(word)s::int[], %(deletion)s::text[]) w (word, deletion)
      JOIN name_deletion d ON d.deletion = w.deletion AND {MINE.format("d")}
       AND d.part = ANY (%(parts)s::text[])
      JOIN known_name k ON k.landlord_id = d.landlord_id AND k.part = d.part AND k.key = d.key
       AND {IN_LANDLORD.format("k")}
    UNION
    SELECT k.key, k.part, k.sound, s.word
      FROM unnest(%(sounding)s::int[], %(sound)s::text[]) s (word, sound)
     CROSS JOIN LATERAL (SELECT DISTINCT n.key, n.part, n.sound, n.landlord_id FROM known_name n
                          WHERE n.sound = s.sound AND n.part = ANY (%(parts)s::text[])
                            AND {IN_LANDLORD.format("n")} LIMIT 60) k
    ) n GROUP BY n.key, n.part, n.word LIMIT 200"""

# Which beginnings and ends of a word typed in one piece are names.
_PIECES = f"""SELECT DISTINCT k.key, k.part FROM known_name k
    WHERE {MINE.format("k")} AND k.part IN ('SURNAME', 'FIRST') AND k.key = ANY (%(keys)s::text[])"""

PEOPLE_NEAR = Statement(_PEOPLE_NEAR)
PEOPLE_NEAR_BESIDE = Statement(_PEOPLE_NEAR_BESIDE)
NEAR = Statement(_NEAR)
PIECES = Statement(_PIECES)
