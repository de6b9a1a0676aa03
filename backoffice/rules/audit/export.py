"""The lines of an export: a manifest, then each seal with its line, then how many there were."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from backoffice.errors import Refused
from backoffice.rules.audit.chain import digest
from backoffice.rules.audit.records import Absence, Batch, Frame, Line, Pair, Purge, Seal

FORMAT = "guichet-audit-1"


def manifest_line(frame: Frame, **told: str) -> str:
    """The first line: what surrounds the lines, and what else is told (when, by whom)."""
    return _dumped(
        {
            "format": FORMAT,
            **told,
            "months": frame.months,
            "open_batch": frame.open_batch,
            "batches": [
                [
                    batch.number,
                    batch.opened_at,
                    batch.closed_at,
                    batch.row_count,
                    _hex(batch.previous_head),
                    _hex(batch.head),
                ]
                for batch in frame.batches
            ],
            "purges": [[one.month, one.row_count, one.entry_id, one.act_text] for one in frame.purges],
        }
    )


def pair_line(pair: Pair, text: str | None) -> str:
    """One line: the seal, then the canonical text exactly as it was sealed, or why it is not there."""
    seal, line = pair.seal, pair.line
    told: dict[str, Any] = {"seal": None, "text": text}
    if seal is not None:
        told["seal"] = [
            seal.batch,
            seal.position,
            seal.entry_id,
            seal.month,
            seal.row_hash.hex(),
            seal.chain_hash.hex(),
        ]
    if line is not None and text is None:
        told["line"] = [line.batch, line.entry_id, line.digest.hex()]
    if pair.absence is not None:
        told["absence"] = pair.absence.value
    return _dumped(told)


def last_line(count: int) -> str:
    """The last line: how many came between the manifest and it."""
    return _dumped({"lines": count})


class ExportReader:
    """Reads an export once, line by line; ``complete`` tells at the end whether it was whole."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rank = 0
        with self._reading():
            self.frame = _frame(json.loads(next(self._lines, "")))
        self.complete = False

    def pairs(self) -> Iterator[Pair]:
        """The seals and lines, in order. Raises ``Refused`` at a line that cannot be read."""
        for line in self._lines:
            with self._reading():
                told = json.loads(line)
                if "lines" in told:
                    self.complete = told["lines"] == self._rank - 2 and next(self._lines, None) is None
                    return
                pair = _pair(told)
            yield pair

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._rank += 1
        try:
            yield
        except (ValueError, LookupError, TypeError) as error:
            raise Refused(
                f"La ligne {self._rank} du fichier n’est pas celle d’un export de la trace : "
                "demandez un nouvel export.",
                code="EXPORT_UNREADABLE",
            ) from error


def _frame(told: Any) -> Frame:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    months = told["months"]
    return Frame(
        batches=tuple(
            Batch(number, opened, closed, count, _bytes(before), _bytes(head))
            for number, opened, closed, count, before, head in told["batches"]
        ),
        purges=tuple(Purge(*one) for one in told["purges"]),
        open_batch=told["open_batch"],
        months=(str(months[0]), str(months[1])) if months else None,
    )


def _pair(told: dict[str, Any]) -> Pair:
    seal, text = told["seal"], told["text"]
    sealed = None
    if seal is not None:
        batch, position, entry_id, month, row_hash, chain_hash = seal
        sealed = Seal(batch, position, entry_id, month, bytes.fromhex(row_hash), bytes.fromhex(chain_hash))
    absence = told.get("absence")
    return Pair(sealed, _line(told, sealed, text), None if absence is None else Absence(absence))


def _line(told: dict[str, Any], seal: Seal | None, text: str | None) -> Line | None:
    if text is None:
        line = told.get("line")
        return None if line is None else Line(line[0], line[1], bytes.fromhex(line[2]))
    if seal is not None:
        return Line(seal.batch, seal.entry_id, digest(text))
    own = json.loads(text)
    return Line(own[0], own[1], digest(text))


def _dumped(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def _bytes(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)
