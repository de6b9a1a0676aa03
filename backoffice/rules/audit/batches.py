"""The batches among themselves, and against the heads kept outside the database."""

from backoffice.rules.audit.findings import Fault, Findings
from backoffice.rules.audit.records import Batch, Frame, Head


def judge_batches(frame: Frame, findings: Findings) -> None:
    """Numbers without a gap from 1, each on the head of the one before, the open ones last."""
    expected, before = 1, None
    for batch in frame.batches:
        if batch.number != expected:
            words = f"il manque, alors que le lot {batch.number} existe"
            findings.add(Fault.BATCH_MISSING, expected, words)
        elif before is not None:
            _judge_follower(before, batch, findings)
        expected, before = batch.number + 1, batch
    if before is None or before.closed_at is not None:
        words = "le lot ouvert manque à la fin de la trace"
        findings.add(Fault.BATCH_MISSING, expected, words)
    elif frame.open_batch is not None and before.number != frame.open_batch:
        words = f"la trace devrait aller jusqu’au lot {frame.open_batch}"
        findings.add(Fault.BATCH_MISSING, min(expected, frame.open_batch), words)


def _judge_follower(before: Batch, batch: Batch, findings: Findings) -> None:
    if before.closed_at is None:
        if batch.closed_at is not None:
            words = "il n’est plus scellé, alors que le suivant l’est"
            findings.add(Fault.BATCH_REOPENED, before.number, words)
    elif batch.previous_head != before.head:
        words = f"il ne suit pas la tête du lot {before.number} : l’un des deux a été modifié"
        findings.add(Fault.BATCH_ALTERED, batch.number, words)


def judge_heads(batches: tuple[Batch, ...], heads: tuple[Head, ...], findings: Findings) -> int:
    """Compare with the heads kept outside; say how many closed batches are not among them yet."""
    outside = _first_carried(heads, findings)
    inside = {batch.number: batch.head for batch in batches if batch.closed_at is not None}
    for number, head in sorted(outside.items()):
        if number not in inside:
            words = "sa tête est conservée hors de la base, mais le lot scellé n’y est plus"
            findings.add(Fault.BATCH_MISSING, number, words)
        elif inside[number] != head:
            words = "sa tête n’est pas celle qui est conservée hors de la base : la chaîne a été recalculée"
            findings.add(Fault.HEAD_DIFFERS, number, words)
    latest, earliest = max(outside, default=0), min(outside, default=0)
    for number in sorted(inside):
        if earliest < number < latest and number not in outside:
            words = "sa tête manque dans le fichier conservé hors de la base"
            findings.add(Fault.HEAD_DIFFERS, number, words)
    return sum(number > latest for number in inside)


def _first_carried(heads: tuple[Head, ...], findings: Findings) -> dict[int, bytes]:
    """The head first carried of each batch: a line added later to the file changes nothing."""
    outside: dict[int, bytes] = {}
    for one in heads:
        if outside.setdefault(one.batch, one.head) != one.head:
            words = "deux têtes différentes sont conservées hors de la base"
            findings.add(Fault.HEAD_DIFFERS, one.batch, words)
    return outside
