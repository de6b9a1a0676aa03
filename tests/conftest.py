"""One PostgreSQL for the whole run, one migrated database per worker, no real credential store."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

# Before Qt or keyring is imported by any test.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# Programs started by the tests buffer their output, as on a desk.
os.environ.pop("PYTHONUNBUFFERED", None)
for name in [name for name in os.environ if name.startswith("PG") or name == "BACKOFFICE_DSN"]:
    del os.environ[name]

import keyring  # noqa: E402
import psycopg  # noqa: E402
import pytest  # noqa: E402
from psycopg import sql  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402
from sqlalchemy import Engine, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from backoffice.database.embedded import start_embedded  # noqa: E402
from backoffice.database.engine import make_engine  # noqa: E402
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins  # noqa: E402
from backoffice.database.upgrade import upgrade  # noqa: E402
from backoffice.demo.build import build_training  # noqa: E402
from backoffice.demo.renewal import is_young, renew  # noqa: E402
from backoffice.rules.dates import PARIS  # noqa: E402
from tests.fakes import MemoryKeyring  # noqa: E402

TEMPLATE = "guichet_template"
TRAINING = "guichet_training"
TRAINING_TENANTS = 160

# A test that fails leaves nothing worth keeping: durability is traded for speed.
_ROOM = 6 << 30
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class Server:
    """The PostgreSQL of this run: connection texts, and databases made and dropped."""

    host: str
    port: str

    def dsn(self, database: str = "postgres", user: str = "postgres") -> str:
        """The libpq text to connect to ``database`` as ``user``, without password."""
        return make_conninfo("", host=self.host, port=self.port, dbname=database, user=user)

    def execute(self, statement: sql.SQL | sql.Composed, database: str = "postgres") -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            connection.execute(statement)

    def create(self, database: str, template: str | None = None) -> None:
        """Create a database, a copy of ``template`` or an empty one."""
        how = (
            sql.SQL("TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
            if template
            else sql.SQL(_EMPTY)
        )
        self.execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(database), how))

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        name = sql.Identifier(database)
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def ensure_template(self) -> str:
        """The name of the migrated database to be copied, made once per run by the first who needs it."""
        return self._ensure(TEMPLATE, None, upgrade)

    def ensure_training(self) -> str:
        """The name of a small training landlord to be copied, made once per run by the first who needs it."""
        return self._ensure(TRAINING, self.ensure_template(), _train)

    def _ensure(self, name: str, base: str | None, fill: Callable[[Engine], object]) -> str:
        with psycopg.connect(self.dsn(), autocommit=True) as guard:
            guard.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if guard.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            draft = f"{name}_draft"
            self.drop(draft)
            self.create(draft, base)
            engine = make_engine(self.dsn(draft), statement_seconds=300)
            try:
                fill(engine)
            finally:
                engine.dispose()
            names = (sql.Identifier(draft), sql.Identifier(name))
            guard.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
        return name


def _train(engine: Engine) -> None:
    """Fill a migrated database with a small training landlord of today, with its roles and logins."""
    with engine.begin() as connection:
        now: datetime = connection.execute(text("SELECT now()")).scalar_one()
        build_training(connection, now.astimezone(PARIS).date(), TRAINING_TENANTS, now)
        ensure_roles(connection)
        ensure_staff_logins(connection)


_EMPTY = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--pg-bin``: run on another PostgreSQL than the embedded one."""
    parser.addoption("--pg-bin", type=Path, default=None, help="folder of the PostgreSQL programs to run on")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings and data of whoever runs the tests out of reach."""
    home = tempfile.mkdtemp(prefix="guichet-home-")
    os.environ["BACKOFFICE_HOME"] = home
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The controller starts the server and tells each worker where it is."""
    config: pytest.Config = node.config
    if not hasattr(config, "guichet_server"):
        config.guichet_server = start_server(config)  # type: ignore[attr-defined]
    server: Server = config.guichet_server  # type: ignore[attr-defined]
    node.workerinput["guichet_server"] = json.dumps([server.host, server.port])


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    """The PostgreSQL of this run."""
    told = getattr(pytestconfig, "workerinput", None)
    return start_server(pytestconfig) if told is None else Server(*json.loads(told["guichet_server"]))


@pytest.fixture(scope="session")
def database(server: Server) -> Iterator[str]:
    """The name of this worker's own migrated database."""
    yield from copy_of(server)


@pytest.fixture(scope="session")
def engine(server: Server, database: str) -> Iterator[Engine]:
    """An engine, as superuser, on this worker's database; what a test writes must not be committed."""
    engine = make_engine(server.dsn(database))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose commits are savepoints, undone after the test."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture
def fresh_database(server: Server) -> Iterator[str]:
    """The name of a migrated database of this test's own."""
    yield from copy_of(server)


@pytest.fixture
def fresh_engine(server: Server, fresh_database: str) -> Iterator[Engine]:
    """An engine, as superuser, on a database where this test may commit."""
    engine = make_engine(server.dsn(fresh_database))
    yield engine
    engine.dispose()


@pytest.fixture
def training(server: Server) -> Iterator[str]:
    """The name of this test's own copy of the training landlord, made young again in a long run."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name))
        with engine.begin() as connection:
            now: datetime = connection.execute(text("SELECT now()")).scalar_one()
            if not is_young(connection, now):
                renew(connection, now)
        engine.dispose()
        yield name


@pytest.fixture
def desk(server: Server, training: str) -> Iterator[Engine]:
    """An engine on the training landlord, signed in as its front-desk agent: not as owner."""
    engine = make_engine(server.dsn(training, "agent.demo"))
    yield engine
    engine.dispose()


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """The name of a database without any table."""
    name = f"guichet_{uuid4().hex[:12]}"
    server.create(name)
    yield name
    server.drop(name)


@pytest.fixture
def engine_of(server: Server) -> Iterator[Callable[..., Engine]]:
    """Make engines on a database, as any role: ``engine_of(database, user="c.moreau")``."""
    made: list[Engine] = []

    def make(database: str, user: str = "postgres", **options: Any) -> Engine:
        made.append(make_engine(server.dsn(database, user), **options))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own settings, data and logs folder."""
    folder = tmp_path / "home"
    monkeypatch.setenv("BACKOFFICE_HOME", str(folder))
    return folder


@pytest.fixture
def keyring_store() -> Iterator[MemoryKeyring]:
    """A credential store in memory in place of this machine's."""
    before = keyring.get_keyring()
    store = MemoryKeyring()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


def copy_of(server: Server, template: str | None = None) -> Iterator[str]:
    """The name of a copy of ``template``, or a migrated database; dropped at the end."""
    name = f"guichet_{uuid4().hex[:12]}"
    server.create(name, template or server.ensure_template())
    yield name
    server.drop(name)


def start_server(config: pytest.Config) -> Server:
    """Start a PostgreSQL that stops with the run."""
    # A short path: the name of a socket is limited to 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="guichet-pg-", dir=_in_memory()))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    programs: Path | None = config.getoption("--pg-bin")
    if programs is not None:
        return _start_installed(config, programs, folder)
    embedded = start_embedded(folder / "data")
    config.add_cleanup(embedded.stop)
    values = psycopg.conninfo.conninfo_to_dict(embedded.dsn())
    return _fast(Server(str(values["host"]), str(values["port"])))


def _in_memory() -> Path | None:
    """A folder kept in memory, where this system has one with room: copies of databases are many files."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        return None
    return memory if shutil.disk_usage(memory).free > _ROOM else None


def _fast(server: Server) -> Server:
    for name, value in _FAST.items():
        server.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    server.execute(sql.SQL("SELECT pg_reload_conf()"))
    return server


def _start_installed(config: pytest.Config, programs: Path, folder: Path) -> Server:
    user = _unprivileged()
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-h '' -k {folder}", "start")
    config.add_cleanup(lambda: run("pg_ctl", "-w", "-m", "immediate", "stop"))
    return _fast(Server(str(folder), "5432"))


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: the account to use then."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "pgserver", "nobody") if name in known)
