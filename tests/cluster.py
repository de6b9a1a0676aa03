"""Real PostgreSQL servers over TCP with SCRAM passwords, made from the product’s own binaries."""

import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins
from backoffice.database.upgrade import upgrade
from backoffice.demo.build import STAFF_LOGINS, build_training
from backoffice.rules.dates import PARIS
from tests.programs import HOST, PATIENCE, Port, Programs, programs

SUPERUSER = "postgres"
REPLICATOR = "standby"

_TRIES = 20
PAUSE = 0.05

# Only the machine’s death loses what was written and not synchronised, never a process killed with -9: the
# operating system keeps the pages. So the tests may leave out the slow half of durability.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "password_encryption": "scram-sha-256",
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "hot_standby": "on",
    "wal_receiver_status_interval": "1",
    "wal_retrieve_retry_interval": "100ms",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "dynamic_shared_memory_type": "mmap",
}
_ACCESS = f"host all all {HOST}/32 scram-sha-256\nhost replication {REPLICATOR} {HOST}/32 scram-sha-256\n"


@dataclass
class Node:
    """One PostgreSQL server: its folder, its port, and what may happen to it."""

    programs: Programs
    folder: Path
    port: Port
    passwords: dict[str, str] = field(default_factory=dict)
    """Login → password, shared by the servers of one pair."""

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def dsn(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """The libpq text to connect over TCP; the password is that of ``create_login`` unless told."""
        return make_conninfo(
            "", host=HOST, port=self.port.number, dbname=database, user=user,
            password=self.passwords[user] if password is None else password,
        )  # fmt: skip

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection[Any]:
        """A connection in autocommit; the caller closes it."""
        return psycopg.connect(self.dsn(database, user), autocommit=True, connect_timeout=5)

    def execute(self, statement: LiteralString | sql.Composed, database: str = "postgres") -> None:
        """Run one statement as superuser, outside any transaction."""
        with self.connect(database) as connection:
            connection.execute(sql.SQL(statement) if isinstance(statement, str) else statement)

    def ask(self, query: LiteralString, database: str = "postgres") -> Any:
        """The first value of a query, as superuser."""
        with self.connect(database) as connection:
            row = connection.execute(sql.SQL(query)).fetchone()
        return row[0] if row else None

    def create_database(self, name: str, template: str = "template0") -> None:
        """An empty database, or a copy of ``template``."""
        names = (sql.Identifier(name), sql.Identifier(template))
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(*names)
        )

    def create_login(self, login: str, *groups: str, password: str | None = None) -> str:
        """A role with a SCRAM password, member of ``groups``; made or given a new password. Returns it."""
        password = secrets.token_urlsafe(12) if password is None else password
        with self.connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone()
            verb = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(verb.format(sql.Identifier(login), sql.Literal(password)))
            for group in groups:
                grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login))
                connection.execute(grant)
        self.passwords[login] = password
        return password

    # --- its life --------------------------------------------------------------------------------

    def initialise(self) -> None:
        """Make an empty data folder whose superuser has a password; nobody comes in without one."""
        self.passwords.setdefault(SUPERUSER, secrets.token_urlsafe(12))
        secret = self.folder / "secret"
        secret.write_text(self.passwords[SUPERUSER], encoding="utf-8")
        if self.programs.account:
            shutil.chown(secret, self.programs.account)
        self.programs.run(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--locale=C.UTF-8", "-N", cwd=self.folder,
        )  # fmt: skip
        secret.unlink()
        (self.data / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())

    def start(self) -> None:
        """Start and wait until it answers, recovery included. Raises ``AssertionError`` with its log."""
        options = f"-c port={self.port.number}"
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._control("-l", str(self.folder / "log"), "-o", options, "start")
            except subprocess.CalledProcessError:
                # What was killed a moment ago may still hold the shared memory.
                if time.monotonic() > deadline or "shared memory" not in self.log():
                    raise AssertionError(self.log()) from None
                time.sleep(PAUSE)
            else:
                return

    def start_anywhere(self) -> None:
        """Start on a new port if a program outside the tests has just taken this one."""
        for _ in range(_TRIES):
            try:
                self.start()
            except AssertionError:
                if "Address already in use" not in self.log():
                    raise
                self.port.release()
                self.port = Port()
            else:
                return
        raise AssertionError(self.log())

    def restart(self) -> None:
        """Stop in the middle of what the clients do, and start again."""
        self.stop()
        self.start()

    def stop(self, mode: str = "fast") -> None:
        """Stop if it runs: ``fast`` ends the clients’ sessions, ``immediate`` ends it as a crash does."""
        if self.postmaster() is not None:
            self._control("-m", mode, "stop")

    def kill(self) -> None:
        """``kill -9`` of the server and all its processes, at once."""
        postmaster = self.postmaster()
        if postmaster is None:
            return
        # Stopped first: it would start again what is killed under it.
        with suppress(psutil.NoSuchProcess):
            postmaster.suspend()
            family = [*postmaster.children(recursive=True), postmaster]
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            _wait_for_the_end(family)
        # A dead process that nobody has buried keeps its number: the next start would believe it alive.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def freeze(self) -> None:
        """Stop all its processes where they are: the line stays open and nobody answers."""
        self._each(psutil.Process.suspend)

    def thaw(self) -> None:
        """Let them go on."""
        self._each(psutil.Process.resume)

    def promote(self) -> None:
        """Make a standby the primary, and wait until it takes writes."""
        self._control("promote")

    def postmaster(self) -> psutil.Process | None:
        """The server’s first process, if it lives."""
        try:
            number = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
            process = psutil.Process(number)
            lives = process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None
        return process if lives else None

    def log(self) -> str:
        """The end of what it has written."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace")[-4000:] if path.exists() else ""

    def _each(self, act: Callable[[psutil.Process], None]) -> None:
        postmaster = self.postmaster()
        for process in [] if postmaster is None else [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                act(process)

    def _control(self, *arguments: str) -> None:
        self.programs.run(
            "pg_ctl", "-D", str(self.data), "-w", "-t", str(int(PATIENCE)), *arguments, cwd=self.folder
        )

    def destroy(self) -> None:
        """Kill it and forget its data."""
        self.kill()
        self.port.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _wait_for_the_end(family: list[psutil.Process]) -> None:
    """A zombie has given back all it held: that nobody buries it does not matter."""
    deadline = time.monotonic() + PATIENCE
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family):
        assert time.monotonic() < deadline, family
        time.sleep(PAUSE)


@contextmanager
def cluster(folder: Path | None = None) -> Iterator[Node]:
    """One server of its own, over TCP with SCRAM, destroyed at the end; ``folder`` holds other programs."""
    with places(programs(folder)) as place:
        node = place()
        node.initialise()
        node.start_anywhere()
        yield node


def train(node: Node, database: str = "guichet", tenants: int = 160) -> None:
    """Make the training landlord in a new database; each member of staff gets a password of his own."""
    node.create_database(database)
    engine = make_engine(node.dsn(database), statement_seconds=300)
    try:
        upgrade(engine)
        with engine.begin() as connection:
            now: datetime = connection.execute(text("SELECT now()")).scalar_one()
            build_training(connection, now.astimezone(PARIS).date(), tenants, now)
            ensure_roles(connection)
            ensure_staff_logins(connection)
    finally:
        engine.dispose()
    for login in STAFF_LOGINS:
        node.create_login(login)


@contextmanager
def places(found: Programs) -> Iterator[Callable[[], Node]]:
    """Make places for servers; whatever happens, all are destroyed."""
    made: list[Node] = []

    def place() -> Node:
        folder = Path(tempfile.mkdtemp(prefix="guichet-tcp-"))
        if found.account is not None:
            shutil.chown(folder, found.account)
        made.append(Node(found, folder, Port()))
        return made[-1]

    try:
        yield place
    finally:
        for node in made:
            node.destroy()
