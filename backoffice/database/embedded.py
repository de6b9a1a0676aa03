"""The embedded PostgreSQL of the demo, of training and of the tests."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from backoffice.database.cluster import Cluster
from backoffice.database.failures import translated
from backoffice.errors import Unavailable

_SUPERUSER = "postgres"
_ANSWER_SECONDS = 60.0
_DYING_SECONDS = 15.0
_PAUSE_SECONDS = 0.2

_running: dict[Path, tuple[Cluster, int]] = {}
_guard = threading.Lock()


class EmbeddedServer:
    """One holder of a running embedded server; the last holder of the last program stops it."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        self.folder = folder
        self._cluster = cluster
        self._held = True

    def dsn(self, database: str = "guichet", user: str = _SUPERUSER) -> str:
        """The libpq text to connect to ``database`` as ``user``; no password is needed."""
        return _dsn(self._cluster, database, user)

    def ensure_database(self, name: str = "guichet") -> bool:
        """Create the database if it is missing; True when it was. Raises ``Unavailable``."""
        with translated(), psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            # Two programs may open the same new folder at once: they take turns.
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            # The same order of letters on every machine, whatever its language.
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' "
                    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
                ).format(sql.Identifier(name))
            )
            return True

    def stop(self) -> None:
        """Let go of the server; it stops when nobody holds it any more. May be called twice."""
        with _guard:
            if not self._held:
                return
            self._held = False
            cluster, holders = _running[self.folder]
            if holders > 1:
                _running[self.folder] = (cluster, holders - 1)
                return
            del _running[self.folder]
            cluster.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_embedded(folder: Path) -> EmbeddedServer:
    """Start the server of a data folder, made when missing, or join the one already running.

    Raises ``Unavailable``, naming the server's log file, when it does not start.
    """
    folder = folder.expanduser().resolve()
    with _guard:
        cluster, holders = _running.get(folder, (None, 0))
        if cluster is None or not (cluster.is_alive() and _answers(cluster)):
            if cluster is not None:
                cluster.forget()
            cluster = _open(folder)
        _running[folder] = (cluster, holders + 1)
    return EmbeddedServer(folder, cluster)


def _open(folder: Path) -> Cluster:
    """Open until it answers: a server killed a moment ago still looks alive, and refuses."""
    started = time.monotonic()
    crashed = (folder / "postmaster.pid").exists()
    while True:
        cluster = Cluster(folder)
        try:
            cluster.open()
        except Unavailable:
            # Its processes may take a moment to die, and hold the memory that the next start asks for.
            if not crashed or time.monotonic() - started > _DYING_SECONDS:
                raise
        else:
            if _answers(cluster):
                return cluster
            cluster.forget()
            if time.monotonic() - started > _ANSWER_SECONDS:
                raise cluster.unavailable(folder)
        time.sleep(_PAUSE_SECONDS)


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(_dsn(cluster, "postgres", _SUPERUSER), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _dsn(cluster: Cluster, database: str, user: str) -> str:
    info = cluster.get_postmaster_info()
    host = str(info.socket_dir) if info.socket_dir is not None else str(info.hostname)
    return make_conninfo("", host=host, port=info.port, dbname=database, user=user)
