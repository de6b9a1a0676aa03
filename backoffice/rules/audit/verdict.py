"""The verdict on a trace: the first line altered, missing or added, and every other fault."""

from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.rules.audit.batches import judge_batches, judge_heads
from backoffice.rules.audit.chain import first_link, last_link, next_link
from backoffice.rules.audit.findings import Fault, Finding, Findings
from backoffice.rules.audit.purges import PurgeBook
from backoffice.rules.audit.records import Absence, Batch, Frame, Head, Line, Pair, Seal


@dataclass(frozen=True)
class Verdict:
    """What was checked, and what is wrong with it (nothing: the trace is sound)."""

    batches: int
    sealed: int
    unsealed: int
    purged: int
    not_carried: int
    hidden: int
    not_yet_outside: int | None
    """Closed batches whose head is not in the file of heads yet; None without a file."""
    faults: int
    findings: tuple[Finding, ...]


def judge(frame: Frame, pairs: Iterable[Pair], heads: tuple[Head, ...] | None = None) -> Verdict:
    """Judge a whole trace, read once from end to end; ``pairs`` come in the order of the batches.

    With ``heads``, what was carried outside the database is believed against it.
    """
    findings = Findings()
    judge_batches(frame, findings)
    walk = _Walk(frame, findings)
    for pair in pairs:
        walk.meet(pair)
    walk.end()
    not_yet = None if heads is None else judge_heads(frame.batches, heads, findings)
    return Verdict(
        batches=sum(batch.closed_at is not None for batch in frame.batches),
        sealed=walk.sealed,
        unsealed=walk.unsealed,
        purged=walk.book.purged,
        not_carried=walk.not_carried,
        hidden=walk.hidden,
        not_yet_outside=not_yet,
        faults=findings.count,
        findings=tuple(findings),
    )


class _Walk:
    """Goes along the chain, batch after batch."""

    def __init__(self, frame: Frame, findings: Findings) -> None:
        self.findings = findings
        self.book = PurgeBook(frame.purges)
        self.sealed = self.unsealed = self.not_carried = self.hidden = 0
        self._frame = frame
        self._closed = [batch for batch in frame.batches if batch.closed_at is not None]
        self._numbers = {batch.number for batch in self._closed}
        self._open = {batch.number for batch in frame.batches if batch.closed_at is None}
        self._next = 0
        self._batch: Batch | None = None
        self._chain = b""
        self._position = 0

    def meet(self, pair: Pair) -> None:
        """Take the next seal, line, or both."""
        number = pair.seal.batch if pair.seal else pair.line.batch if pair.line else 0
        if number not in self._numbers:
            self._outside(number, pair)
            return
        if (self._batch is None or self._batch.number != number) and not self._advance(number):
            return
        if pair.seal is not None:
            self._sealed_line(pair.seal, pair.line, pair.absence)
        elif pair.line is not None:
            words = "une ligne a été ajoutée après le scellement du lot"
            self.findings.add(Fault.LINE_ADDED, number, words, entry_id=pair.line.entry_id)

    def end(self) -> None:
        """Close the last batches and judge the purges."""
        self._advance(None)
        for finding in self.book.unproved():
            self.findings.insert(finding)

    def _outside(self, number: int, pair: Pair) -> None:
        """What belongs to no closed batch: unsealed yet, or of a batch that does not exist."""
        if pair.seal is not None:
            words = "un sceau figure dans un lot qui n’est pas scellé"
            self.findings.add(
                Fault.SEAL_ADDED, number, words, position=pair.seal.position, entry_id=pair.seal.entry_id
            )
        elif number in self._open:
            self.unsealed += 1
        elif pair.line is not None:
            words = "une ligne se réclame d’un lot qui n’existe pas"
            self.findings.add(Fault.LINE_ADDED, number, words, entry_id=pair.line.entry_id)

    def _advance(self, number: int | None) -> bool:
        """Finish the batches before ``number`` (all of them: None), start that one; false when it is past."""
        self._finish()
        while self._next < len(self._closed) and (number is None or self._closed[self._next].number < number):
            self._start(self._closed[self._next])
            self._finish()
        if number is None:
            return True
        if self._next == len(self._closed) or self._closed[self._next].number != number:
            words = "des lignes de ce lot se trouvent hors de leur place"
            self.findings.add(Fault.SEAL_ALTERED, number, words)
            return False
        self._start(self._closed[self._next])
        return True

    def _start(self, batch: Batch) -> None:
        self._next += 1
        self._batch, self._position = batch, 0
        self._chain = first_link(batch.previous_head or b"", batch.number, batch.opened_at)

    def _finish(self) -> None:
        batch = self._batch
        if batch is None or batch.closed_at is None or batch.row_count is None:
            return
        self._batch = None
        if self._position < batch.row_count:
            words = f"les derniers sceaux du lot manquent ({batch.row_count} étaient comptés)"
            self.findings.add(Fault.SEAL_MISSING, batch.number, words, position=self._position + 1)
        elif last_link(self._chain, batch.row_count, batch.closed_at) != batch.head:
            words = "la tête du lot ne répond pas à ses lignes : le lot ou son dernier sceau a été modifié"
            self.findings.add(Fault.BATCH_ALTERED, batch.number, words)

    def _sealed_line(self, seal: Seal, line: Line | None, absence: Absence | None) -> None:
        self.sealed += 1
        self._position += 1
        at = {"position": seal.position, "entry_id": seal.entry_id}
        if seal.position != self._position:
            words = f"le sceau de rang {self._position} manque, avec sa ligne"
            self.findings.add(Fault.SEAL_MISSING, seal.batch, words, position=self._position)
            self._position = seal.position
        elif next_link(self._chain, seal) != seal.chain_hash:
            self._broken(seal, line, at)
        elif line is not None:
            if line.digest != seal.row_hash:
                words = "la ligne a été modifiée après son scellement"
                self.findings.add(Fault.LINE_ALTERED, seal.batch, words, **at)
        else:
            self._absent(seal, absence, at)
        self._chain = seal.chain_hash
        self.book.see(seal)

    def _broken(self, seal: Seal, line: Line | None, at: dict[str, int]) -> None:
        """The seal does not follow from the one before."""
        if line is not None and next_link(self._chain, seal, line.digest) == seal.chain_hash:
            words = "le sceau a été modifié ; la ligne est intacte"
        elif line is not None and line.digest == seal.row_hash:
            words = "la ligne ou son sceau a été remplacé, ou le sceau d’avant : la chaîne se rompt ici"
        else:
            words = "la chaîne se rompt ici : le sceau ne suit pas le précédent"
        self.findings.add(Fault.SEAL_ALTERED, seal.batch, words, **at)

    def _absent(self, seal: Seal, absence: Absence | None, at: dict[str, int]) -> None:
        if self.book.expects(seal):
            return
        months = self._frame.months
        if absence is Absence.HIDDEN:
            self.hidden += 1
        elif absence is Absence.PERIOD and months and not months[0] <= seal.month <= months[1]:
            self.not_carried += 1
        else:
            words = "la ligne manque, et aucune purge ne l’explique"
            self.findings.add(Fault.LINE_MISSING, seal.batch, words, **at)
