"""What is typed in la barre, drawn from the landlord for whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from backoffice.rules.names import words
from bench.landlord import BenchLandlord
from bench.shapes import Question

_IDS = """
SELECT id FROM customer
WHERE NOT reserved AND (%(agencies)s::bigint[] IS NULL OR agency_id = ANY (%(agencies)s))
ORDER BY hashint8extended(id, 41), id LIMIT %(count)s
"""
_AGENCIES = """
SELECT a.agency_id FROM staff_agency a JOIN staff s ON s.id = a.staff_id
WHERE s.login = %s AND s.role IN ('ADVISER', 'CARETAKER')
"""


@dataclass(frozen=True)
class Asked:
    """What is typed, and what the floor is given for it."""

    text: str
    values: tuple[Any, ...]


def ids(connection: Connection, agencies: Sequence[int] | None, count: int) -> list[int]:
    """Customers drawn at random, always the same, of these agencies or of all; none is reserved."""
    return [row[0] for row in connection.execute(_IDS, {"agencies": agencies, "count": count})]


def agencies_of(landlord: BenchLandlord, login: str) -> list[int] | None:
    """The agencies whose tenants that login sees, ``None`` for all of them."""
    with Connection.connect(landlord.dsn()) as connection:
        return [row[0] for row in connection.execute(_AGENCIES, [login])] or None


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
