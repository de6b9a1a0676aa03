"""The reading process shut in on Linux: memory, time, files, processes, network."""

import ctypes
import math
import os
import sys

from backoffice.documents.jail.seccomp import close_system_calls
from backoffice.documents.limits import MEMORY

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_LIFETIME = 900
"""Seconds of processor of a whole reading process."""

if sys.platform == "linux":
    import resource

    def shut_in() -> tuple[str, ...]:
        """Give up for good what reading a paper does not need; the names of the locks that hold."""
        # First: a process that may start none may not have a network of its own either.
        locks = ["network"] if _leave_the_network() else []
        for kind, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NPROC, 0),
            (resource.RLIMIT_CPU, _LIFETIME),
        ):
            resource.setrlimit(kind, (most, most))
        # Nothing more is opened, save by what has been: fonts and modules are in memory.
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
        if close_system_calls():
            locks.append("calls")
        return ("memory", "files", "processes", *locks)

    def allow_seconds(seconds: float) -> None:
        """The processor time of the next paper: past it, the kernel ends this process by itself."""
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (min(math.ceil(spent + seconds) + 1, most), most))

    def _leave_the_network() -> bool:
        """Enter a network without a single road, where the kernel lets anyone have one."""
        library = ctypes.CDLL(None, use_errno=True)
        flags = _NEW_NET if os.geteuid() == 0 else _NEW_USER | _NEW_NET
        return bool(library.unshare(flags) == 0)

else:

    def shut_in() -> tuple[str, ...]:
        """Elsewhere whoever starts the process shuts it in: see ``windows``."""
        return ()

    def allow_seconds(seconds: float) -> None:
        """Elsewhere whoever waits for the answer counts the seconds."""
