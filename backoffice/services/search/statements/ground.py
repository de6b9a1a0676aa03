"""Pieces that several statements share.

Row security says whose rows; only operators that stay fast under it are used.
"""

from backoffice.services.search.line import when

# A landlord that is asked for by its code is compared last.
IN_LANDLORD = when("landlord", "{}.landlord_id = (SELECT id FROM landlord WHERE code = %(landlord)s::text)")
MINE = "{}.landlord_id = ANY ((SELECT my_landlords())::bigint[])"

# A year of two digits gives two spans at most.
BORN_THEN = when(
    "born_from",
    """EXISTS (
    SELECT FROM person p WHERE p.id = k.person_id AND (
        p.birth_date >= (%(born_from)s::date[])[1] AND p.birth_date < (%(born_to)s::date[])[1]
        OR p.birth_date >= (%(born_from)s::date[])[2] AND p.birth_date < (%(born_to)s::date[])[2]))""",
)
# Some building whose address holds every word typed.
AT = """NOT EXISTS (SELECT FROM unnest(%(place_low)s::text[], %(place_high)s::text[]) w (low, high)
    WHERE NOT EXISTS (SELECT FROM place_key x
                       WHERE x.building_id = pr.building_id AND x.key >= w.low AND x.key < w.high))"""
PLACED = when(
    "place_low",
    f"""EXISTS (SELECT FROM lease_holder h JOIN lease l ON l.id = h.lease_id
                 JOIN premises pr ON pr.id = l.premises_id
                WHERE h.person_id = k.person_id AND {AT})""",
)
# What is told beside a name, as ranges.
RANGES = "unnest(%(lows)s::text[], %(highs)s::text[]) r (low, high)"
