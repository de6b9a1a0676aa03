"""The reading process shut in on Linux: memory, time, files, processes, network."""

import ctypes
import math
import os
import sys

from backoffice.documents.reader.limits import MEMORY
from backoffice.documents.reader.seccomp import close_system_calls

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_LIFETIME = 900
"""Seconds of processor of a whole reading process."""

if sys.platform == "linux":
    import resource

    def shut_in() -> tuple[str, ...]:
        """Give up for good what reading a paper does not need; the names of the locks that hold."""
        locks = ["memory", "files", "processes"]
        for kind, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NPROC, 0),
            (resource.RLIMIT_CPU, _LIFETIME),
        ):
            resource.setrlimit(kind, (most, most))
        if _leave_the_network():
            locks.append("network")
        # Nothing more is opened, save by what has been: fonts and modules are in memory.
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        if close_system_calls():
            locks.append("calls")
        return tuple(locks)

    def allow_seconds(seconds: float) -> None:
        """The processor time of the next paper: past it, the kernel ends this process by itself."""
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (min(math.ceil(spent + seconds) + 1, most), most))

else:

    def shut_in() -> tuple[str, ...]:
        """Elsewhere whoever starts the process shuts it in: see ``jail_windows``."""
        return ()

    def allow_seconds(seconds: float) -> None:
        """Elsewhere whoever waits for the answer counts the seconds."""


def _leave_the_network() -> bool:
    """Enter a network without a single road, where the kernel lets anyone have one."""
    library = ctypes.CDLL(None, use_errno=True)
    flags = _NEW_NET if os.geteuid() == 0 else _NEW_USER | _NEW_NET
    return bool(library.unshare(flags) == 0)
