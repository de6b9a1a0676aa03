"""What the commands print: JSON alone on standard output, sentences for a reader otherwise."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class NotPrinted(Exception):
    """The result could not be written to standard output; what the command did is done."""


def speak_utf8() -> None:
    """Print any letter whatever the terminal's language; a byte that is no letter prints as « ? »."""
    for stream in (sys.stdout, sys.stderr):
        # A stream may be missing, closed, or put there by another program without this method.
        with suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def tell(text: str = "") -> None:
    """One line of the result, on standard output. Raises ``NotPrinted``."""
    with _printing():
        print(text)


def flush_output() -> None:
    """Write what is still held back, while there is somebody to say that it failed. Raises ``NotPrinted``."""
    if sys.stdout is not None:
        with _printing():
            sys.stdout.flush()


def silence_output() -> None:
    """Send the rest of standard output nowhere, or its last flush would fail again when Python ends."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _printing() -> Iterator[None]:
    if sys.stdout is None:
        raise NotPrinted
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise NotPrinted from error


def plain(value: Any) -> Any:
    """Frozen results as JSON values: amounts as ``"27.74"``, days and instants in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def print_json(value: Any) -> None:
    """Print a result as JSON, letters as they are."""
    tell(json.dumps(plain(value), ensure_ascii=False, indent=2))


def print_columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with aligned columns."""
    if not rows:
        return
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        tell("  ".join(cells).rstrip())


def say(sentence: str) -> None:
    """A sentence for the person, on standard error so that standard output stays clean."""
    # Without standard error, print would put the sentence among the results.
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(sentence, file=sys.stderr)
