"""Frames between the window and the reading process: data only, of bounded size, never objects."""

import json
import struct
from typing import IO, Any

Note = dict[str, Any]

_HEAD = struct.Struct(">4sIQ")
_MARK = b"GPR1"
_MOST_NOTE = 16_000_000
_MOST_BLOB = 128_000_000


class BrokenFrame(Exception):
    """What came is no frame, or is larger than any: its sender is not to be listened to any more."""


def send(stream: IO[bytes], note: Note, blob: bytes | memoryview = b"") -> None:
    """Write one frame. Raises ``OSError`` when the other side is gone."""
    text = json.dumps(note, ensure_ascii=True, separators=(",", ":")).encode()
    if len(text) > _MOST_NOTE or len(blob) > _MOST_BLOB:
        raise BrokenFrame
    stream.write(_HEAD.pack(_MARK, len(text), len(blob)) + text)
    if blob:
        stream.write(blob)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Note, bytes] | None:
    """Read one frame; ``None`` when the other side is gone. Raises ``BrokenFrame``."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    mark, text_size, blob_size = _HEAD.unpack(head)
    if mark != _MARK or text_size > _MOST_NOTE or blob_size > _MOST_BLOB:
        raise BrokenFrame
    text, blob = stream.read(text_size), stream.read(blob_size)
    if len(text) < text_size or len(blob) < blob_size:
        return None
    try:
        note = json.loads(text)
    except (ValueError, RecursionError):
        raise BrokenFrame from None
    if not isinstance(note, dict):
        raise BrokenFrame
    return note, blob
