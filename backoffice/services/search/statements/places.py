"""Towns and addresses."""

# ruff: noqa: S608 -- fixed texts made of fixed pieces; what is typed goes in parameters alone

from backoffice.services.search.line import Statement
from backoffice.services.search.statements.ground import AT, IN_LANDLORD, MINE

# Which of the words typed are towns.
_TOWNS = f"""SELECT DISTINCT k.key FROM place_key k
    WHERE {MINE.format("k")} AND {IN_LANDLORD.format("k")} AND k.part = 'TOWN'
      AND k.key = ANY (%(keys)s::text[])"""
# The number typed is that of the residence, and not of the street.
_ELSEWHERE = """EXISTS (SELECT FROM unnest(%(place_low)s::text[]) w (low)
    WHERE w.low ~ '^[0-9]{1,4}[A-Z]*$' AND NOT EXISTS (
        SELECT FROM place_key x WHERE x.building_id = b.id AND x.part <> 'RESIDENCE' AND x.key = w.low))"""
# Who lives, or lived, where the address holds every word typed: those of today first.
_ADDRESS = f"""WITH there AS MATERIALIZED (
        SELECT DISTINCT k.building_id FROM (
            SELECT s.building_id, s.landlord_id FROM place_key s
             WHERE {MINE.format("s")}
               AND s.key >= (%(place_low)s::text[])[1] AND s.key < (%(place_high)s::text[])[1]
             LIMIT 4000) k
         WHERE {IN_LANDLORD.format("k")} AND {AT.replace("pr.building_id", "k.building_id")} LIMIT 60)
    SELECT l.customer_id, l.valid_to, l.valid_to <= coalesce(%(today)s::date, current_date),
           b.street, b.postal_code, b.town, {_ELSEWHERE} AS elsewhere
      FROM there t JOIN premises pr ON pr.building_id = t.building_id JOIN lease l ON l.premises_id = pr.id
      JOIN building b ON b.id = t.building_id
     ORDER BY elsewhere, l.valid_to IS NOT NULL AND l.valid_to <= coalesce(%(today)s::date, current_date),
              pr.kind <> 'DWELLING', l.valid_to DESC LIMIT %(most)s::int"""

TOWNS = Statement(_TOWNS)
ADDRESS = Statement(_ADDRESS)
