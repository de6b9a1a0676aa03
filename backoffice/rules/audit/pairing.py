"""Seals and lines walked side by side, in the order in which they were sealed."""

from collections.abc import Iterable, Iterator

from backoffice.rules.audit.records import Line, Pair, Seal


def pair_up(seals: Iterable[Seal], lines: Iterable[Line]) -> Iterator[Pair]:
    """Pair each seal with its line; both come ordered by batch, seals then by position, lines by key.

    A seal without a line, or a line without a seal, comes alone. Holds one of each in memory.
    """
    coming = iter(lines)
    line = next(coming, None)
    for seal in seals:
        while line is not None and (line.batch, line.entry_id) < (seal.batch, seal.entry_id):
            yield Pair(None, line)
            line = next(coming, None)
        if line is not None and (line.batch, line.entry_id) == (seal.batch, seal.entry_id):
            yield Pair(seal, line)
            line = next(coming, None)
        else:
            yield Pair(seal, None)
    while line is not None:
        yield Pair(None, line)
        line = next(coming, None)
