"""Another program run once on bytes, shut in as the reading process is: two pipes, no file written."""

import os
import subprocess
import sys

from backoffice.documents.jail.windows import START_FLAGS, held_in
from backoffice.documents.limits import MEMORY

# Run by a Python that gives up what the program does not need, then becomes the program; what is looked
# at meanwhile comes first.
_PRELUDE = """
import ctypes, os, resource, sys
memory, seconds = int(sys.argv[1]), int(sys.argv[2])
for kind, most in (
    (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds),
    (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 32),
):
    resource.setrlimit(kind, (most, most))
library = ctypes.CDLL(None)
library.unshare(0x40000000 if os.geteuid() == 0 else 0x50000000)
library.prctl(38, 1, 0, 0, 0)
os.nice(10)
os.execv(sys.argv[3], sys.argv[3:])
"""
_KEPT = ("SYSTEMROOT", "TESSDATA_PREFIX")


def output_of(command: list[str], given: bytes, seconds: float) -> bytes | None:
    """What ``command``, its full path first, makes of ``given``; ``None`` when it fails or is slow."""
    with subprocess.Popen(
        _shut_in(command, seconds),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.path.abspath(os.sep),  # noqa: PTH100  # a root, whatever the drive
        env={**{name: os.environ[name] for name in _KEPT if name in os.environ}, "OMP_THREAD_LIMIT": "1"},
        creationflags=START_FLAGS,
    ) as process:
        jail = held_in(process)
        try:
            written, _ = process.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
        finally:
            if jail is not None:
                jail.close()
        return written if process.returncode == 0 else None


def _shut_in(command: list[str], seconds: float) -> list[str]:
    prelude = [sys.executable, "-I", "-S", "-B", "-c", _PRELUDE, str(MEMORY), str(int(seconds) + 1)]
    return [*prelude, *command] if sys.platform == "linux" else command
