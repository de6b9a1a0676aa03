"""Verify the trace: in the database, or on an export alone."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from backoffice.errors import Unavailable
from backoffice.rules.audit.export import ExportReader
from backoffice.rules.audit.findings import Fault, Finding
from backoffice.rules.audit.pairing import pair_up
from backoffice.rules.audit.records import Head
from backoffice.rules.audit.verdict import Verdict, judge
from backoffice.services.audit.heads import read_heads
from backoffice.services.audit.reading import frame_of, lines_of, read_one_state, seals_of


def verify_trace(session: Session, heads: Path | None = None) -> Verdict:
    """Judge the trace of this database, and against the file of heads when it is given.

    Holds a few thousand lines in memory, whatever the size. Raises ``Refused`` without the right,
    or for a file without a head, ``Unavailable`` for a file that cannot be read.
    """
    outside = _outside(heads)
    read_one_state(session)
    frame = frame_of(session)
    return judge(frame, pair_up(seals_of(session), lines_of(session, frame)), outside)


def verify_export(file: Path, heads: Path | None = None) -> Verdict:
    """Judge an export without any database. Raises ``Refused`` for a file that is none, ``Unavailable``."""
    outside = _outside(heads)
    try:
        with file.open(encoding="utf-8", newline="\n") as stream:
            return judge_export(stream, outside)
    except OSError as error:
        raise Unavailable(
            f"Le fichier {file} ne peut pas être lu : vérifiez son nom et les droits."
        ) from error


def judge_export(lines: Iterable[str], outside: tuple[Head, ...] | None = None) -> Verdict:
    """Judge the lines of an export. Raises ``Refused`` at a line that is none of its own."""
    reader = ExportReader(lines)
    verdict = judge(reader.frame, reader.pairs(), outside)
    if reader.complete:
        return verdict
    words = "l’export est coupé ou complété : le compte de ses lignes n’est pas celui de sa fin"
    cut = Finding(Fault.EXPORT_CUT, None, None, None, words)
    return replace(verdict, faults=verdict.faults + 1, findings=(*verdict.findings, cut))


def _outside(heads: Path | None) -> tuple[Head, ...] | None:
    return None if heads is None else read_heads(heads)
