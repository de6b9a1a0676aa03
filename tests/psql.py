"""A person at psql: what he asks, what he is refused."""

from typing import Any

import psycopg


class Psql:
    """One connection, committing each statement; refusals are told by their code."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def ask(self, statement: str, *values: object) -> Any:
        """The one value that a statement answers."""
        row = self.connection.execute(statement, values).fetchone()
        return row[0] if row else None

    def do(self, statement: str, *values: object) -> int:
        """Run a statement and say how many rows it touched."""
        return self.connection.execute(statement, values).rowcount

    def refused(self, statement: str, *values: object) -> str:
        """The code of the refusal: a rule's own word, or the SQLSTATE of a missing right."""
        try:
            with self.connection.transaction():
                self.connection.execute(statement, values)
        except psycopg.Error as error:
            if error.sqlstate == "GU001":
                detail = error.diag.message_detail or ""
                assert detail.endswith("."), "a refusal is a sentence"
                return error.diag.message_primary or ""
            return error.sqlstate or ""
        return "allowed"

    def customer(self, number: str) -> int:
        """The customer of a number of the training landlord."""
        return int(self.ask("SELECT id FROM customer WHERE client_ref = %s ORDER BY id LIMIT 1", number))

    def call(self, number: str, place: str = "PHONE") -> int:
        """A call, or a visit, at level 0."""
        return int(self.ask("SELECT start_call(%s, %s)", self.customer(number), place))

    def level(self, call: int) -> str:
        """The level that the call shows."""
        return str(self.ask("SELECT level FROM phone_call WHERE id = %s", call))

    def contact(self, number: str, channel: str = "MOBILE") -> int:
        """A contact on file of the main person."""
        return int(
            self.ask(
                "SELECT k.id FROM contact k JOIN customer c ON c.main_person_id = k.person_id"
                " WHERE c.client_ref = %s AND k.channel = %s AND k.valid_to IS NULL ORDER BY k.id LIMIT 1",
                number,
                channel,
            )
        )

    def answer(self, call: int, *, wrong: int = 0) -> str:
        """Draw two questions and judge them, ``wrong`` of the answers being so; the level reached."""
        draw = self.ask("SELECT draw FROM draw_questions(%s)", call)
        return str(self.ask("SELECT answer_questions(%s, %s, %s)", draw, wrong < 2, wrong < 1))
