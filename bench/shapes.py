"""The shapes of la barre: how each is drawn, and hand-written SQL that finds its customers."""

from dataclasses import dataclass

_MINE = "landlord_id = ANY (CAST((SELECT my_landlords()) AS bigint[]))"
# Who a person is, in the files: main person, holder, who lives there today.
_HELD = """
SELECT c.id AS customer_id, p.why FROM people p JOIN customer c ON c.main_person_id = p.person_id
UNION ALL
SELECT l.customer_id, p.why FROM people p JOIN lease_holder h ON h.person_id = p.person_id
JOIN lease l ON l.id = h.lease_id
"""
_WHOSE = f"""{_HELD}
UNION ALL
SELECT l.customer_id, p.why FROM people p JOIN household_member m ON m.person_id = p.person_id
JOIN lease l ON l.id = m.lease_id WHERE m.valid_to IS NULL OR m.valid_to > current_date
"""
# Everything that a row of the results tells.
_ROWS = """
SELECT c.id, o.code, o.name, c.client_ref, p.party_number, p.civility, p.birth_name, p.usage_name,
       p.first_names, p.confidential_address, f.why, t.lets
FROM (SELECT customer_id, min(why) AS why FROM hits GROUP BY customer_id ORDER BY customer_id LIMIT 51) f
JOIN customer c ON c.id = f.customer_id
JOIN person p ON p.id = c.main_person_id
JOIN landlord o ON o.id = c.landlord_id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(l.number, l.valid_from, l.valid_to, d.kind, d.rooms, d.door, b.street,
                                     b.postal_code, b.town)) AS lets
    FROM lease l JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id
    WHERE l.customer_id = c.id) t ON true
"""


@dataclass(frozen=True)
class Question:
    """One shape.

    ``drawn`` gives, of the customers of ``ids``, what is typed, then the parameters of ``hits``.
    """

    name: str
    drawn: str
    hits: str
    words: bool = False
    """The parameters are names as written: their folded words are what is looked for."""

    @property
    def sql(self) -> str:
        """The statement of the floor."""
        return f"{self.hits}{_ROWS}"


def _number(column: str, table: str, owner: str = "id") -> str:
    found = f"SELECT {owner} AS customer_id, {column} AS why FROM {table} WHERE {_MINE} AND {column} = %s"
    return f"WITH hits AS ({found})"


def _notice(column: str) -> str:
    joined = "FROM rent_notice n JOIN lease l ON l.id = n.lease_id"
    found = f"SELECT l.customer_id, n.number AS why {joined} WHERE n.{_MINE} AND n.{column} = %s"
    return f"WITH hits AS ({found})"


def _people(found: str, whose: str = _WHOSE) -> str:
    return f"WITH people AS ({found} LIMIT 60), hits AS ({whose})"


def _contacts(condition: str) -> str:
    return _people(f"SELECT person_id, value AS why FROM contact WHERE {_MINE} AND {condition}", _HELD)


_KEY = f"SELECT DISTINCT person_id FROM person_name_key WHERE {_MINE} AND key = %s"
_KEYS = f"SELECT person_id FROM person_name_key WHERE {_MINE} AND key >= %s AND key < %s"
_PARTY = f"SELECT id AS person_id, party_number AS why FROM person WHERE {_MINE} AND party_key = %s"
_NAME = f"SELECT person_id, 'nom' AS why FROM ({_KEY}) k"
_TWO_NAMES = f"SELECT k.person_id, 'nom' AS why FROM ({_KEY}) k JOIN ({_KEY}) o USING (person_id)"
_START = f"SELECT DISTINCT person_id, 'nom' AS why FROM ({_KEYS} ORDER BY key, person_id LIMIT 60) k"
_BORN = f"SELECT id AS person_id, 'né' AS why FROM person WHERE {_MINE} AND birth_date = %s"
_NAME_BORN = (
    f"SELECT k.person_id, 'nom' AS why FROM ({_KEY}) k JOIN person p ON p.id = k.person_id"
    " WHERE extract(year FROM p.birth_date) = %s"
)
_OF = "FROM customer c JOIN person p ON p.id = c.main_person_id WHERE c.id = ANY (%(ids)s)"
_CONTACTS = "FROM contact WHERE person_id = ANY (%(ids)s) AND valid_to IS NULL AND channel"
_PAYMENTS = "FROM online_payment WHERE customer_id = ANY (%(ids)s)"
_NOTICES = "FROM rent_notice n JOIN lease l ON l.id = n.lease_id WHERE l.customer_id = ANY (%(ids)s)"
_NEXT = "left(value_key, 8) || chr(ascii(substr(value_key, 9, 1)) + 1)"

NUMBERS = (
    Question("client", f"SELECT c.client_ref, c.client_ref_key {_OF}", _number("client_ref_key", "customer")),
    Question(
        "contrat 994/0",
        "SELECT number, number_key FROM lease WHERE id = ANY (%(ids)s)",
        _number("number_key", "lease", "customer_id"),
    ),
    Question(
        "contrat L/",
        "SELECT number, number_key FROM lease WHERE customer_id = ANY (%(ids)s) AND number LIKE 'L/%%'",
        _number("number_key", "lease", "customer_id"),
    ),
    Question("tiers", f"SELECT p.party_number, p.party_key {_OF}", _people(_PARTY)),
    Question(
        "commande",
        f"SELECT order_reference, order_key {_PAYMENTS}",
        _number("order_key", "online_payment", "customer_id"),
    ),
    Question(
        "transaction",
        f"SELECT transaction_number, transaction_number {_PAYMENTS}",
        _number("transaction_number", "online_payment", "customer_id"),
    ),
    Question("avis", f"SELECT n.number, n.number_key {_NOTICES}", _notice("number_key")),
    Question("code-barres", f"SELECT n.barcode, n.barcode {_NOTICES}", _notice("barcode")),
)
CONTACTS = (
    Question("téléphone", f"SELECT value, value_key {_CONTACTS} <> 'EMAIL'", _contacts("value_key = %s")),
    Question(
        "téléphone, début",
        f"SELECT '0' || substr(value_key, 4, 6), left(value_key, 9), {_NEXT} {_CONTACTS} <> 'EMAIL'",
        _contacts("value_key >= %s AND value_key < %s"),
    ),
    Question("courriel", f"SELECT value, value_key {_CONTACTS} = 'EMAIL'", _contacts("value_key = %s")),
)
NAMES = (
    Question("nom de naissance", f"SELECT p.birth_name, p.birth_name {_OF}", _people(_NAME), words=True),
    Question(
        "nom d’usage",
        f"SELECT p.usage_name, p.usage_name {_OF} AND p.usage_name IS NOT NULL",
        _people(_NAME),
        words=True,
    ),
    Question(
        "nom et prénom",
        f"SELECT p.first_names || ' ' || p.birth_name, p.birth_name, split_part(p.first_names, ' ', 1) {_OF}",
        _people(_TWO_NAMES),
        words=True,
    ),
    Question(
        "début de nom",
        f"SELECT left(lower(p.birth_name), 5), left(p.birth_name, 5), NULL {_OF}"
        " AND p.birth_name ~ '^[A-Za-z]{6}'",
        _people(_START),
        words=True,
    ),
    Question("né le", f"SELECT to_char(p.birth_date, 'DD/MM/YYYY'), p.birth_date {_OF}", _people(_BORN)),
    Question(
        "nom et année",
        f"SELECT p.birth_name || to_char(p.birth_date, ' YYYY'), upper(p.birth_name),"
        f" extract(year FROM p.birth_date)::int {_OF} AND p.birth_name ~ '^[A-Za-z]+$'",
        _people(_NAME_BORN),
    ),
)
PLACES = (
    Question(
        "adresse",
        "SELECT DISTINCT b.street || ' ' || b.town, split_part(b.street, ' ', 1), b.street, b.town"
        " FROM lease l JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id"
        " WHERE l.customer_id = ANY (%(ids)s)",
        "WITH hits AS (SELECT l.customer_id, b.street AS why FROM place_key k"
        " JOIN building b ON b.id = k.building_id JOIN premises d ON d.building_id = b.id"
        f" JOIN lease l ON l.premises_id = d.id WHERE k.{_MINE} AND k.part = 'NUMBER' AND k.key = %s"
        f" AND b.street = %s AND b.town = %s)",
    ),
    Question(
        "nom et ville",
        "SELECT p.birth_name || ' ' || b.town, upper(p.birth_name), b.town FROM lease l"
        " JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id"
        " JOIN person p ON p.id = l.customer_id"
        " WHERE l.id = ANY (%(ids)s) AND p.birth_name ~ '^[A-Za-z]+$'",
        f"WITH hits AS (SELECT l.customer_id, 'nom' AS why FROM ({_KEY}) k"
        " JOIN lease_holder h ON h.person_id = k.person_id JOIN lease l ON l.id = h.lease_id"
        " JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id WHERE b.town = %s)",
    ),
    Question(
        "RUM",
        "SELECT m.reference, m.reference_key FROM mandate m JOIN lease l ON l.id = m.lease_id"
        " WHERE l.customer_id = ANY (%(ids)s)",
        "WITH hits AS (SELECT l.customer_id, m.reference AS why FROM mandate m JOIN lease l"
        f" ON l.id = m.lease_id WHERE m.{_MINE} AND m.reference_key = %s)",
    ),
)
QUESTIONS = (*NUMBERS, *CONTACTS, *NAMES, *PLACES)
