"""The reading process shut in on Windows: a Job Object that bounds its memory and ends it with the window."""

import ctypes
import subprocess
import sys
from typing import Protocol

from backoffice.documents.limits import MEMORY


class Jail(Protocol):
    """What holds a process in; kept as long as the process."""

    def close(self) -> None:
        """Let go: whoever is still in it ends."""


if sys.platform == "win32":
    from ctypes import wintypes

    _EXTENDED, _UI = 9, 4
    _ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_FAULT, _KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
    _QUERY, _ADJUST_DEFAULT, _INTEGRITY_LEVEL, _GROUP_INTEGRITY = 0x0008, 0x0080, 25, 0x20
    _LOW_INTEGRITY = "S-1-16-4096"
    # Handles of others, clipboard, system settings, screen settings, global atoms, desktops, leaving Windows.
    _NO_SCREEN = 0xFF

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class _Job:
        def __init__(self) -> None:
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
            self._handle = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
            limits = _Extended()
            limits.BasicLimitInformation.LimitFlags = (
                _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_FAULT | _KILL_ON_CLOSE
            )
            limits.BasicLimitInformation.ActiveProcessLimit = 1
            limits.ProcessMemoryLimit = MEMORY
            self._set(_EXTENDED, limits)
            self._set(_UI, wintypes.DWORD(_NO_SCREEN))

        def hold(self, process: int) -> None:
            if not self._kernel.AssignProcessToJobObject(self._handle, wintypes.HANDLE(process)):
                raise ctypes.WinError(ctypes.get_last_error())

        def close(self) -> None:
            self._kernel.CloseHandle(self._handle)

        def _set(self, kind: int, value: ctypes.Structure | wintypes.DWORD) -> None:
            size = ctypes.sizeof(value)
            if not self._kernel.SetInformationJobObject(self._handle, kind, ctypes.byref(value), size):
                raise ctypes.WinError(ctypes.get_last_error())

    def held_in(process: subprocess.Popen[bytes]) -> Jail | None:
        """Put a process that has read nothing yet in a job of its own. Raises ``OSError``."""
        job = _Job()
        job.hold(int(process._handle))  # type: ignore[attr-defined]  # noqa: SLF001  # no public name exists
        return job

    START_FLAGS = subprocess.CREATE_NO_WINDOW

    class _Label(ctypes.Structure):
        _fields_ = (("Sid", ctypes.c_void_p), ("Attributes", wintypes.DWORD))

    def lower_trust() -> bool:
        """Make this very process one of low integrity, for good: it writes to nothing of the user's."""
        kernel, security = ctypes.WinDLL("kernel32"), ctypes.WinDLL("advapi32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        security.GetLengthSid.argtypes = (ctypes.c_void_p,)
        token, low = wintypes.HANDLE(), ctypes.c_void_p()
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        if not security.OpenProcessToken(process, _QUERY | _ADJUST_DEFAULT, ctypes.byref(token)):
            return False
        if not security.ConvertStringSidToSidW(_LOW_INTEGRITY, ctypes.byref(low)):
            return False
        label = _Label(low, _GROUP_INTEGRITY)
        size = ctypes.sizeof(label) + security.GetLengthSid(low)
        return bool(security.SetTokenInformation(token, _INTEGRITY_LEVEL, ctypes.byref(label), size))

else:

    def held_in(process: subprocess.Popen[bytes]) -> Jail | None:
        """Elsewhere the process shuts itself in: see ``linux``."""
        return None

    START_FLAGS = 0

    def lower_trust() -> bool:
        """Elsewhere there is no such level."""
        return False
