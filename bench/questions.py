"""What is typed in la barre, drawn from the landlord, and the hand-written SQL that finds the same tenants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from backoffice.rules.names import words
from bench.landlord import BenchLandlord

_MINE = "landlord_id = ANY (CAST((SELECT my_landlords()) AS bigint[]))"
# Who a person is, in the files: main person, holder, who lives there today.
_WHOSE = """
SELECT c.id AS customer_id, p.why FROM people p JOIN customer c ON c.main_person_id = p.person_id
UNION ALL
SELECT l.customer_id, p.why FROM people p JOIN lease_holder h ON h.person_id = p.person_id
JOIN lease l ON l.id = h.lease_id
UNION ALL
SELECT l.customer_id, p.why FROM people p JOIN household_member m ON m.person_id = p.person_id
JOIN lease l ON l.id = m.lease_id WHERE m.valid_to IS NULL OR m.valid_to > current_date
"""
_HELD = """
SELECT c.id AS customer_id, p.why FROM people p JOIN customer c ON c.main_person_id = p.person_id
UNION ALL
SELECT l.customer_id, p.why FROM people p JOIN lease_holder h ON h.person_id = p.person_id
JOIN lease l ON l.id = h.lease_id
"""
# Everything that a row of the results tells.
_ROWS = """
SELECT c.id, o.code, o.name, c.client_ref, p.party_number, p.civility, p.birth_name, p.usage_name, p.first_names,
       p.confidential_address, f.why, t.lets
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
    """One shape: how to draw what is typed, and the SQL that finds its customers.

    ``drawn`` gives, of the persons or customers of ``ids``, what is typed, then the parameters of ``hits``.
    """

    name: str
    drawn: str
    hits: str
    words: bool = False
    """The parameters are names as typed: their folded words are what is looked for."""

    @property
    def sql(self) -> str:
        """The statement of the floor."""
        return f"{self.hits}{_ROWS}"


@dataclass(frozen=True)
class Asked:
    """What is typed, and what the floor is given for it."""

    text: str
    values: tuple[Any, ...]


def _number(column: str, table: str, owner: str = "id") -> str:
    return (
        f"WITH hits AS (SELECT {owner} AS customer_id, {column} AS why FROM {table} WHERE {_MINE} AND {column} = %s)"
    )


def _notice(column: str) -> str:
    return (
        f"WITH hits AS (SELECT l.customer_id, n.number AS why FROM rent_notice n JOIN lease l ON l.id = n.lease_id"
        f" WHERE n.{_MINE} AND n.{column} = %s)"
    )


def _contacts(condition: str) -> str:
    people = f"SELECT person_id, value AS why FROM contact WHERE {_MINE} AND {condition} LIMIT 60"
    return f"WITH people AS ({people}), hits AS ({_HELD})"


_SAME = "value_key = %s"
_BEGINS = "value_key >= %s AND value_key < %s"
_PARTY = (
    "WITH people AS (SELECT id AS person_id, party_number AS why FROM person WHERE " + _MINE + " AND party_key = %s),"
    " hits AS (SELECT c.id AS customer_id, p.why FROM people p JOIN customer c ON c.main_person_id = p.person_id)"
)
_KEY = f"SELECT DISTINCT person_id FROM person_name_key WHERE {_MINE} AND key = %s"
_NAME = f"WITH people AS (SELECT person_id, 'nom' AS why FROM ({_KEY}) k LIMIT 60), hits AS ({_WHOSE})"
_TWO_NAMES = (
    f"WITH people AS (SELECT k.person_id, 'nom' AS why FROM ({_KEY}) k JOIN ({_KEY}) o USING (person_id) LIMIT 60),"
    f" hits AS ({_WHOSE})"
)
_START = (
    f"WITH people AS (SELECT DISTINCT person_id, 'nom' AS why FROM (SELECT person_id FROM person_name_key"
    f" WHERE {_MINE} AND key >= %s AND key < %s ORDER BY key, person_id LIMIT 60) k), hits AS ({_WHOSE})"
)
_OF = "FROM customer c JOIN person p ON p.id = c.main_person_id WHERE c.id = ANY (%(ids)s)"

QUESTIONS = (
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
    Question("tiers", f"SELECT p.party_number, p.party_key {_OF}", _PARTY),
    Question(
        "téléphone",
        "SELECT value, value_key FROM contact WHERE person_id = ANY (%(ids)s) AND channel <> 'EMAIL'",
        _contacts(_SAME),
    ),
    Question(
        "téléphone, début",
        "SELECT '0' || substr(value_key, 4, 6), left(value_key, 9), left(value_key, 8) || chr(ascii(substr(value_key, 9, 1))"
        " + 1) FROM contact WHERE person_id = ANY (%(ids)s) AND channel <> 'EMAIL'",
        _contacts(_BEGINS),
    ),
    Question(
        "courriel",
        "SELECT value, value_key FROM contact WHERE person_id = ANY (%(ids)s) AND channel = 'EMAIL'",
        _contacts(_SAME),
    ),
    Question(
        "commande",
        "SELECT order_reference, order_key FROM online_payment WHERE customer_id = ANY (%(ids)s)",
        _number("order_key", "online_payment", "customer_id"),
    ),
    Question(
        "transaction",
        "SELECT transaction_number, transaction_number FROM online_payment WHERE customer_id = ANY (%(ids)s)",
        _number("transaction_number", "online_payment", "customer_id"),
    ),
    Question(
        "avis",
        "SELECT n.number, n.number_key FROM rent_notice n JOIN lease l ON l.id = n.lease_id"
        " WHERE l.customer_id = ANY (%(ids)s)",
        _notice("number_key"),
    ),
    Question(
        "code-barres",
        "SELECT n.barcode, n.barcode FROM rent_notice n JOIN lease l ON l.id = n.lease_id"
        " WHERE l.customer_id = ANY (%(ids)s)",
        _notice("barcode"),
    ),
    Question("nom de naissance", f"SELECT p.birth_name, p.birth_name {_OF}", _NAME, words=True),
    Question(
        "nom d’usage", f"SELECT p.usage_name, p.usage_name {_OF} AND p.usage_name IS NOT NULL", _NAME, words=True
    ),
    Question(
        "nom et prénom",
        f"SELECT p.first_names || ' ' || p.birth_name, p.birth_name, split_part(p.first_names, ' ', 1) {_OF}",
        _TWO_NAMES,
        words=True,
    ),
    Question(
        "début de nom",
        f"SELECT left(lower(p.birth_name), 5), left(p.birth_name, 5), NULL {_OF} AND p.birth_name ~ '^[A-Za-z]{{6}}'",
        _START,
        words=True,
    ),
)


def ids(connection: Connection, agencies: Sequence[int] | None, count: int) -> list[int]:
    """Customers drawn at random, always the same, of these agencies or of all; none is reserved."""
    rows = connection.execute(
        "SELECT id FROM customer WHERE NOT reserved AND (%(agencies)s::bigint[] IS NULL OR agency_id = ANY (%(agencies)s))"
        " ORDER BY hashint8extended(id, 41), id LIMIT %(count)s",
        {"agencies": agencies, "count": count},
    )
    return [row[0] for row in rows]


def agencies_of(landlord: BenchLandlord, login: str) -> list[int] | None:
    """The agencies whose tenants that login sees, ``None`` for all of them."""
    query = (
        "SELECT a.agency_id FROM staff_agency a JOIN staff s ON s.id = a.staff_id"
        " WHERE s.login = %s AND s.role IN ('ADVISER', 'CARETAKER')"
    )
    with Connection.connect(landlord.dsn()) as connection:
        return [row[0] for row in connection.execute(query, [login])] or None


def drawn(landlord: BenchLandlord, login: str, question: Question, count: int) -> list[Asked]:
    """``count`` texts of that shape (less when the landlord is small), about tenants whom the login sees."""
    agencies = agencies_of(landlord, login)
    with Connection.connect(landlord.dsn()) as connection:
        chosen = ids(connection, agencies, count * 8)
        order = f"SELECT * FROM ({question.drawn}) AS one ORDER BY md5(one::text) LIMIT {count}"
        rows = connection.execute(order, {"ids": chosen}).fetchall()
    return [Asked(row[0], _values(question, row[1:])) for row in rows]


def _values(question: Question, values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not question.words:
        return values
    keys = tuple("".join(words(value)) for value in values if value is not None)
    return keys if None not in values else (keys[0], keys[0][:-1] + chr(ord(keys[0][-1]) + 1))
