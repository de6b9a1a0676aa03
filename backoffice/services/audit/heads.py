"""The heads of closed batches in a file outside the database: lines are only added."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from backoffice.errors import Refused, Unavailable
from backoffice.rules.audit.records import Head

# The last lines suffice to know where to go on and that the database has not been rewritten since.
_TAIL = 64 * 1024


def read_heads(file: Path) -> tuple[Head, ...]:
    """Every head of the file, in the order in which they were carried.

    A line that a crash cut short is passed over: it was written again whole. Raises ``Unavailable`` when the
    file cannot be read, ``Refused`` when it holds no head.
    """
    heads = _parsed(_read(file, 0).splitlines())
    if not heads:
        raise Refused(
            f"Le fichier {file} ne contient aucune tête de lot : "
            "donnez celui que remplit « backoffice courier ».",
            code="NO_HEAD",
        )
    return heads


def last_heads(file: Path) -> tuple[Head, ...]:
    """The heads carried last; empty when the file does not exist yet. Raises ``Unavailable``."""
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _unavailable(file) from error
    start = max(0, size - _TAIL)
    lines = _read(file, start).splitlines()
    return _parsed(lines[1:] if start else lines)


def add_heads(file: Path, heads: Iterable[tuple[Head, int, datetime]]) -> int:
    """Add one line for each head, with its count of lines and when it was closed; say how many.

    They are on the disk when it returns. Raises ``Unavailable``.
    """
    lines = [
        json.dumps(
            {"batch": head.batch, "head": head.head.hex(), "rows": rows, "closed_at": closed.isoformat()}
        )
        for head, rows, closed in heads
    ]
    if not lines:
        return 0
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as stream:
            if stream.tell() and not _ends_whole(file):
                stream.write(b"\n")
            stream.write("".join(f"{line}\n" for line in lines).encode("ascii"))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise _unavailable(file) from error
    return len(lines)


def _ends_whole(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def _read(file: Path, start: int) -> bytes:
    try:
        with file.open("rb") as stream:
            stream.seek(start)
            return stream.read()
    except OSError as error:
        raise _unavailable(file) from error


def _parsed(lines: Iterable[bytes]) -> tuple[Head, ...]:
    heads = []
    for line in lines:
        try:
            told = json.loads(line)
            heads.append(Head(int(told["batch"]), bytes.fromhex(told["head"])))
        except (ValueError, LookupError, TypeError):
            continue
    return tuple(heads)


def _unavailable(file: Path) -> Unavailable:
    return Unavailable(
        f"Le fichier des têtes {file} ne peut pas être lu ou écrit : vérifiez le disque et les droits."
    )
