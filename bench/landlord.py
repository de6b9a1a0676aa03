"""The bench landlord: 1,000,000 persons, 600,000 leases, 24 million postings, made here, kept between runs.

``python3 dev.py bench landlord [--persons N] [--folder F] [--serve] [--remove]``: make it if it is missing or
out of date; ``--serve`` keeps its server running until it is interrupted, for others to measure on.
"""

import argparse
import hashlib
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import psutil
import psycopg
from platformdirs import user_cache_path
from psycopg.types.json import Jsonb
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from backoffice.database.embedded import EmbeddedServer, start_embedded
from backoffice.database.engine import make_engine
from backoffice.database.migrations import scripts
from backoffice.database.upgrade import head, upgrade
from backoffice.errors import Refused
from bench.population.making import Making
from bench.population.size import FULL, Size

DATABASE = "guichet"
AGENT, ADVISER, OWNER = "accueil.bench", "conseil.bench", "postgres"
# The agent's twin, whom row security does not hold: what is asked is the same, what it costs is not.
FREE = "libre.bench"
_FACTS = "bench_landlord"
# One more when what fills the landlord changes: the one that is kept is made again.
RECIPE = 1
# Until the load is over a crash costs nothing but the time: it begins again.
_LOADING = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "16GB", "checkpoint_timeout": "1h", "autovacuum": "off",
}  # fmt: skip


class Server(Protocol):
    """A running server that a landlord is on."""

    def dsn(self, database: str = ..., user: str = ...) -> str:
        """The libpq text to connect to ``database`` as ``user``."""

    def stop(self) -> None:
        """Let go of it."""


@dataclass
class BenchLandlord:
    """The server of the bench landlord, held; connection texts and engines for its logins."""

    server: Server
    persons: int
    database: str = DATABASE

    def dsn(self, login: str = OWNER) -> str:
        """The libpq text to connect as ``login``."""
        return self.server.dsn(self.database, login)

    def engine(self, login: str = OWNER) -> Engine:
        """The product's own engine, as ``login``; the caller disposes of it."""
        return make_engine(self.dsn(login))

    def facts(self) -> dict[str, object]:
        """Server, size and making of the landlord, for the figures."""
        with closing(psycopg.connect(self.dsn())) as connection:
            (postings,) = connection.execute("SELECT count(*) FROM posting").fetchone() or (0,)
            (version,) = connection.execute("SHOW server_version").fetchone() or ("",)
        return {
            "persons": self.persons,
            "postings": postings,
            "server": version,
            "schema": head(),
            "made_as": made_as(),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()


def default_folder(persons: int) -> Path:
    """Where the landlord of that many persons is kept."""
    return user_cache_path("guichet-bench") / f"landlord-{persons}"


def made_as() -> str:
    """What the landlord is made by: the schema, and how it is filled."""
    digest = hashlib.sha256(f"{RECIPE} {head()}".encode())
    folder = Path(scripts.__file__).parent
    for path in sorted([*folder.glob("versions/*.py"), *folder.glob("sql/*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def open_landlord(
    persons: int = FULL, folder: Path | None = None, *, copy: str | None = None
) -> BenchLandlord:
    """The landlord of that many persons, made first when it is missing or was made otherwise.

    ``copy`` names another database of its server, on which a schema is tried: it is taken as it is. Raises
    ``Refused`` when the landlord must be made again and somebody is at work in it.
    """
    folder = folder or default_folder(persons)
    folder.mkdir(parents=True, exist_ok=True)
    server = start_embedded(folder / "data")
    try:
        if copy is None and not _is_made(server, persons):
            _refuse_busy(server)
            server = _make(server, folder, persons)
    except BaseException:
        server.stop()
        raise
    return BenchLandlord(server, persons, copy or DATABASE)


def _is_made(server: EmbeddedServer, persons: int) -> bool:
    with closing(psycopg.connect(server.dsn("postgres"))) as guard:
        if not guard.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return False
    with closing(psycopg.connect(server.dsn(DATABASE))) as connection:
        if connection.execute("SELECT to_regclass('database_property')").fetchone() == (None,):
            return False
        row = connection.execute("SELECT value FROM database_property WHERE key = %s", [_FACTS]).fetchone()
    return row is not None and row[0] == {"persons": persons, "made_as": made_as()}


def _refuse_busy(server: EmbeddedServer) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    with closing(psycopg.connect(server.dsn("postgres"))) as guard:
        (busy,) = guard.execute(query, [DATABASE]).fetchone() or (0,)
    if busy:
        raise Refused(f"Le bailleur du banc doit être refait, et {busy} sessions y travaillent : fermez-les.")


def _make(server: EmbeddedServer, folder: Path, persons: int) -> EmbeddedServer:
    started = time.monotonic()
    _set(server, _LOADING)
    server.stop()
    server = start_embedded(folder / "data")
    with closing(psycopg.connect(server.dsn("postgres"), autocommit=True)) as guard:
        guard.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.ensure_database(DATABASE)
        (today,) = guard.execute("SELECT (now() AT TIME ZONE 'Europe/Paris')::date").fetchone() or ()
        _fill(server.dsn(DATABASE), Size(persons, today))
        guard.execute("CHECKPOINT")
    _set(server, dict.fromkeys(_LOADING, ""))
    _set(server, {"shared_buffers": f"{min(2048, psutil.virtual_memory().total // 2**20 // 8)}MB"})
    server.stop()
    print(f"{persons} persons made in {time.monotonic() - started:.0f} s")
    return start_embedded(folder / "data")


def _fill(dsn: str, size: Size) -> None:
    engine = make_engine(dsn, statement_seconds=3600)
    upgrade(engine)
    engine.dispose()
    with _progress() as bar:
        task = bar.add_task("", total=Making.steps(size), step="")
        told: Callable[[str], None] = lambda step: bar.update(task, advance=1, step=step)  # noqa: E731
        Making(dsn, size, told).make()
        told("VACUUM ANALYZE")
        with closing(psycopg.connect(dsn, autocommit=True)) as connection:
            connection.execute("VACUUM (ANALYZE, PARALLEL 2)")
            facts = Jsonb({"persons": size.persons, "made_as": made_as()})
            connection.execute("INSERT INTO database_property (key, value) VALUES (%s, %s)", [_FACTS, facts])
        bar.update(task, completed=Making.steps(size))


def _set(server: EmbeddedServer, settings: dict[str, str]) -> None:
    with closing(psycopg.connect(server.dsn("postgres"), autocommit=True)) as connection:
        for name, value in settings.items():
            how = f"SET {name} = '{value}'" if value else f"RESET {name}"
            connection.execute(f"ALTER SYSTEM {how}")


def _progress() -> Progress:
    return Progress(TextColumn("{task.fields[step]:<32}"), BarColumn(), TimeElapsedColumn())


def main() -> None:
    """Make, serve or remove the landlord."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=FULL)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--serve", action="store_true", help="keep its server running until interrupted")
    parser.add_argument("--remove", action="store_true", help="throw it away")
    arguments = parser.parse_args()
    folder = arguments.folder or default_folder(arguments.persons)
    if arguments.remove:
        if (folder / "data" / "postmaster.pid").exists():
            raise Refused(f"Le serveur du dossier {folder} est en marche : arrêtez-le d’abord.")
        shutil.rmtree(folder, ignore_errors=True)
        return
    with open_landlord(arguments.persons, folder) as landlord:
        print(f"folder: {folder}")
        for login in (AGENT, ADVISER, OWNER):
            print(f"{login}: {landlord.dsn(login)}", flush=True)
        if arguments.serve:
            ended = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: ended.set())
            signal.signal(signal.SIGINT, lambda *_: ended.set())
            ended.wait()


if __name__ == "__main__":
    main()
