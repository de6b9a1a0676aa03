"""The landlord's files read before a figure: a machine that gives memory back would measure its disk.

A server of that size keeps its tables in memory; one that shares a machine with others loses what nobody
asked for during some minutes.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from bench.landlord import BenchLandlord

_FILES = """
    SELECT current_setting('data_directory'), pg_relation_filepath(c.oid)
    FROM pg_class c WHERE c.relkind IN ('r', 'i', 't') AND c.relpages > 0
"""
_PIECE = 1 << 24


def warm(landlord: BenchLandlord) -> int:
    """Read every table and index once; how many bytes there are."""
    read = 0
    for path in _files(landlord):
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                read += len(piece)
    return read


def _files(landlord: BenchLandlord) -> Iterator[Path]:
    with closing(psycopg.connect(landlord.dsn())) as connection:
        for folder, name in connection.execute(_FILES):
            first = Path(folder, name)
            # A table is in files of one gigabyte: 16384, 16384.1, 16384.2.
            yield from (one for one in (first, *sorted(first.parent.glob(f"{first.name}.*"))) if one.exists())
