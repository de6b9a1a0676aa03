"""A filter of system calls for Linux: the reading process computes and answers, it opens nothing."""

import ctypes
import platform
import struct
import sys
from typing import Final

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM: what is asked fails softly, and PDFium does without
_NUMBER, _ARCH, _FIRST_LOW, _FIRST_HIGH = 0, 4, 16, 20
_X32 = 0x40000000

# What Python, Pillow and PDFium need once they are loaded: memory, time, the two pipes, an end.
# No open, no socket, no fork, no exec, no signal to another, no other process.
_ON_X86 = (
    0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 35, 39, 60, 63, 96, 97, 98, 99, 100, 131,
    186, 202, 204, 219, 228, 229, 230, 231, 262, 271, 318, 324, 334,
)  # fmt: skip
_ON_ARM = (
    57, 62, 63, 64, 65, 66, 73, 79, 80, 93, 94, 98, 99, 101, 113, 114, 115, 123, 124, 128, 132, 134, 135, 139,
    153, 160, 163, 165, 169, 172, 178, 179, 214, 215, 216, 222, 226, 233, 278, 283, 293,
)  # fmt: skip
# The processor: its number in the audit, the number of prlimit64, the calls allowed.
_ARCHITECTURES: Final[dict[str, tuple[int, int, tuple[int, ...]]]] = {
    "x86_64": (0xC000003E, 302, _ON_X86),
    "aarch64": (0xC00000B7, 261, _ON_ARM),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def close_system_calls() -> bool:
    """Forbid, for good, every call but those needed to compute; whether this kernel and processor do it."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or sys.maxsize < 2**32:
        return False
    instructions = _filter(*known)
    held = ctypes.create_string_buffer(instructions, len(instructions))
    program = _Program(len(instructions) // 8, ctypes.cast(held, ctypes.c_void_p))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(audit: int, prlimit: int, allowed: tuple[int, ...]) -> bytes:
    """The instructions of the Berkeley packet filter, eight bytes each."""
    refuse, allow = _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)
    # Its own limits alone: the first argument of prlimit64 is a process, 0 for oneself.
    limits = [
        _step(_EQUAL, prlimit, missed=6),
        _step(_LOAD, _FIRST_LOW),
        _step(_EQUAL, 0, missed=3),
        _step(_LOAD, _FIRST_HIGH),
        _step(_EQUAL, 0, missed=1),
        allow,
        refuse,
    ]
    calls = [_step(_EQUAL, number, met=len(allowed) - rank) for rank, number in enumerate(allowed)]
    return b"".join(
        [
            _step(_LOAD, _ARCH),
            _step(_EQUAL, audit, met=1),
            refuse,
            _step(_LOAD, _NUMBER),
            _step(_AT_LEAST, _X32, missed=1),
            refuse,
            *limits,
            *calls,
            refuse,
            allow,
        ]
    )


def _step(code: int, value: int, *, met: int = 0, missed: int = 0) -> bytes:
    return struct.pack("HBBI", code, met, missed, value)
