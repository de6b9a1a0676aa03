"""What a paper that had overcome its reader would try: run shut in, it prints what failed."""

import ctypes
import os
import socket
from collections.abc import Callable
from pathlib import Path

from backoffice.documents.jail.hooks import forbid_python
from backoffice.documents.jail.linux import shut_in

_FORBIDDEN = (1, 24)
"""EPERM, EMFILE."""


def main() -> None:
    """Shut oneself in, try, tell."""
    libc = ctypes.CDLL(None, use_errno=True)
    calls: dict[str, Callable[[], int]] = {
        "create": lambda: libc.open(b"/tmp/guichet-proof", os.O_CREAT | os.O_WRONLY, 0o600),
        "read": lambda: libc.open(b"/etc/passwd", os.O_RDONLY),
        "connect": lambda: libc.socket(2, 1, 0),
        "fork": libc.fork,
        "exec": lambda: libc.execv(b"/bin/true", None),
        "kill": lambda: libc.kill(1, 0),
        "unlink": lambda: libc.unlink(b"/tmp/none"),
        "mkdir": lambda: libc.mkdir(b"/tmp/guichet-proof", 0o700),
        "trace": lambda: libc.ptrace(0, 0, 0, 0),
    }
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: open("/etc/passwd"),  # noqa: PTH123, SIM115 -- it never opens
        "socket": socket.socket,
        "system": lambda: os.system("true"),
        "list": lambda: list(Path("/").iterdir()),
    }
    shut_in()
    failed = [name for name, call in calls.items() if call() == -1 and ctypes.get_errno() in _FORBIDDEN]
    forbid_python()
    for name, act in acts.items():
        try:
            act()
        except PermissionError:
            failed.append(name)
    try:
        bytes(2_000_000_000)
    except MemoryError:
        failed.append("memory")
    os.write(1, " ".join(failed).encode())


if __name__ == "__main__":
    main()
