"""A primary and its synchronous streaming standby, which may change places."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tests.cluster import PAUSE, REPLICATOR, Node, places
from tests.programs import HOST, PATIENCE, programs


@dataclass
class Pair:
    """A primary and its synchronous standby; they may change places."""

    primary: Node
    standby: Node

    @property
    def nodes(self) -> tuple[Node, Node]:
        """Both, in the order of their ports: an address book does not change when they change places."""
        first, second = sorted((self.primary, self.standby), key=lambda node: node.port.number)
        return first, second

    def dsn(self, database: str, user: str, password: str | None = None) -> str:
        """The libpq text that names both servers."""
        hosts, ports = zip(*((HOST, str(node.port.number)) for node in self.nodes), strict=True)
        secret = self.primary.passwords[user] if password is None else password
        return make_conninfo(
            "", host=",".join(hosts), port=",".join(ports), dbname=database, user=user, password=secret
        )

    def follow(self) -> None:
        """Make the standby anew as a copy of the primary; commits wait for it from then on."""
        standby, primary = self.standby, self.primary
        standby.kill()
        shutil.rmtree(standby.data, ignore_errors=True)
        source = make_conninfo("", host=HOST, port=primary.port.number, user=REPLICATOR)
        primary.programs.run(
            "pg_basebackup", "-D", str(standby.data), "-d", source, "-X", "stream", "-c", "fast", "-N",
            cwd=standby.folder, PGPASSWORD=primary.passwords[REPLICATOR],
        )  # fmt: skip
        link = make_conninfo(source, password=primary.passwords[REPLICATOR], application_name=REPLICATOR)
        with (standby.data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"primary_conninfo = '{link}'\nsynchronous_standby_names = ''\n")
        (standby.data / "standby.signal").touch()
        standby.start()
        primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{REPLICATOR}'")
        primary.execute("SELECT pg_reload_conf()")
        self.wait_until_synchronous()

    def is_synchronous(self) -> bool:
        """Whether each commit is written on both now."""
        if self.primary.postmaster() is None or self.standby.postmaster() is None:
            return False
        query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"
        return bool(self.primary.ask(query) == 1)

    def wait_until_synchronous(self) -> None:
        """Until it is. Raises ``AssertionError`` after a minute."""
        deadline = time.monotonic() + PATIENCE
        while not self.is_synchronous():
            assert time.monotonic() < deadline, self.standby.log()
            time.sleep(PAUSE)

    def fail_over(self) -> None:
        """The primary is killed, the standby promoted; the dead one is the standby to be made anew."""
        self.primary.kill()
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary


@contextmanager
def pair(folder: Path | None = None) -> Iterator[Pair]:
    """A primary and a synchronous streaming standby on the loopback, destroyed at the end."""
    with places(programs(folder)) as place:
        primary = place()
        primary.initialise()
        primary.start_anywhere()
        primary.create_login(REPLICATOR)
        primary.execute(f"ALTER ROLE {REPLICATOR} REPLICATION")
        standby = place()
        standby.passwords = primary.passwords
        both = Pair(primary, standby)
        both.follow()
        yield both
