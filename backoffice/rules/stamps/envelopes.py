"""A stamp spread over several symbols: each says which part it is of how many."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TEXT = re.compile(rb"E([A-Z0-9]{3})([0-9A-F])([1-9A-F])(?=.)", re.DOTALL)


@dataclass(frozen=True)
class _Part:
    name: bytes
    index: int
    count: int
    content: bytes


def is_part(content: bytes) -> bool:
    """Whether ``content`` is one part of several."""
    return _part(content) is not None


def joined(symbols: Sequence[bytes]) -> tuple[bytes, ...]:
    """The codes that ``symbols`` hold, those in several parts put together; an incomplete set stays apart."""
    whole: list[bytes] = []
    sets: dict[tuple[bytes, int], dict[int, bytes]] = {}
    for symbol in symbols:
        part = _part(symbol)
        if part is None:
            whole.append(symbol)
        else:
            sets.setdefault((part.name, part.count), {})[part.index] = symbol
    for (_, count), parts in sets.items():
        if set(parts) == set(range(count)):
            whole.append(b"".join(_content(parts[index]) for index in range(count)))
        else:
            whole.extend(parts.values())
    return tuple(whole)


def _content(symbol: bytes) -> bytes:
    part = _part(symbol)
    return part.content if part is not None else b""


def _part(content: bytes) -> _Part | None:
    found = _TEXT.match(content)
    if found is None:
        return None
    index, count = int(found[2], 16), int(found[3], 16) + 1
    if index >= count or (index == 0 and not content[found.end() :].startswith(b"DC")):
        return None
    return _Part(found[1], index, count, content[found.end() :])
