"""The outbox of a training landlord: what a test puts there, and what became of it."""

from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.services.sending.gateways import MailServer, Security
from tests.certificates import Authority
from tests.psql import Psql

COURIER = "facteur.demo"
SENDER = "ne-pas-repondre@bailleur.example"
_ADD = """
    INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template, subject,
        body, secret_body, not_before, recorded_at, command_id)
    SELECT c.landlord_id, c.id, c.main_person_id, %s, %s, %s, %s, %s, %s, clock_timestamp() - %s::interval,
        clock_timestamp() - %s::interval, gen_random_uuid()
    FROM customer c ORDER BY c.id LIMIT 1 RETURNING id"""


class Outbox:
    """What waits, put there and looked at by the owner."""

    def __init__(self, owner: Psql, engine: Engine, dsn: str) -> None:
        self.owner = owner
        self.begin = partial(transaction, engine)
        self.dsn = dsn
        """As the courier."""

    def put(
        self,
        channel: str = "EMAIL",
        address: str = "ada@example.fr",
        *,
        template: str = "DECISION_INSURANCE_ACCEPTED",
        subject: str = "Votre attestation",
        body: str = "Bonjour, votre attestation est acceptée.",
        secret: str | None = None,
        age: str = "1 minute",
    ) -> int:
        """Add a ripe message; its key."""
        values = (channel, address, template, subject, body, secret, age, age)
        return int(self.owner.ask(_ADD, *values))

    def several(self, count: int, channel: str = "EMAIL") -> list[int]:
        """Add ripe messages, each with an address of its own."""
        to = "ada{}@example.fr" if channel == "EMAIL" else "+336000{:05}"
        with self.owner.connection.transaction():
            return [self.put(channel, to.format(number)) for number in range(count)]

    def row(self, message: int, *columns: str) -> Any:
        """Columns of a message: one value, or a tuple of them."""
        found = self.owner.connection.execute(
            f"SELECT {', '.join(columns)} FROM outbox_message WHERE id = %s", (message,)
        ).fetchone()
        assert found is not None
        return found if len(columns) > 1 else found[0]

    def name(self, message: int) -> str:
        """The Message-ID that it must have."""
        return f"<{self.row(message, 'message_key::text')}@{SENDER.partition('@')[2]}>"

    def count(self, condition: str) -> int:
        """How many messages are so."""
        return int(self.owner.ask(f"SELECT count(*) FROM outbox_message WHERE {condition}"))

    def pass_time(self, interval: str) -> None:
        """Time passes for all that waits, and for nothing else."""
        self.owner.do(
            "UPDATE outbox_message SET not_before = not_before - %(t)s::interval,"
            " recorded_at = recorded_at - %(t)s::interval, retry_at = retry_at - %(t)s::interval,"
            " handed_at = handed_at - %(t)s::interval WHERE state = 'WAITING'".replace(
                "%(t)s", f"'{interval}'"
            )
        )


def settings(port: int, authority: Authority) -> MailServer:
    """A mail server of this machine, its line closed."""
    return MailServer("127.0.0.1", port, Security.STARTTLS, SENDER, ehlo="guichet", ca_file=authority.file)


def write_settings(folder: Path, server: MailServer) -> Path:
    """``courier.toml`` for that server."""
    file = folder / "courier.toml"
    file.write_text(
        f'[mail]\nhost = "{server.host}"\nport = {server.port}\nsender = "{server.sender}"\n'
        f'ehlo = "guichet"\nca_file = "{server.ca_file}"\n',
        encoding="utf-8",
    )
    return file
