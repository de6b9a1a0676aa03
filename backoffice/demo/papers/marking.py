"""What is read of a made-up certificate held against its truth: right, wrong or silent, field by field."""

from collections.abc import Iterable

from backoffice.demo.papers.facts import Facts
from backoffice.rules.names import fold, words
from backoffice.rules.papers.proposals import CertificateReading, PaperProposal
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.validation.papers import PaperField


class Mark(Labelled):
    """How a field was read."""

    RIGHT = "RIGHT", "juste"
    WRONG = "WRONG", "faux"
    SILENT = "SILENT", "silence"


def marks(facts: Facts, reading: CertificateReading) -> dict[PaperField, Mark]:
    """One mark a field; silence about what the paper does not say is right."""
    period = facts.shows_period
    pairs: dict[PaperField, tuple[object, object]] = {
        PaperField.PAPER: (reading.nature, facts.nature),
        PaperField.INSURED: (_people(reading.insured), _people(one.plain for one in facts.insured)),
        PaperField.ADDRESS: (fold(reading.address or ""), fold(facts.address)),
        PaperField.VALID_FROM: (reading.valid_from, facts.start if period else None),
        PaperField.VALID_TO: (reading.valid_to, facts.end if period else None),
        PaperField.POLICY: (fold(reading.policy or ""), fold(facts.policy)),
        PaperField.INSURER: (fold(reading.insurer or ""), fold(facts.insurer)),
        PaperField.COVERS: (reading.covers, frozenset(facts.covers)),
        PaperField.STATUS: (reading.quality, facts.quality),
        PaperField.ROOMS: (reading.rooms or 0, facts.rooms),
    }
    return {field: _mark(read, true) for field, (read, true) in pairs.items()}


def decision_mark(facts: Facts, proposal: PaperProposal) -> Mark:
    """Accepting what is right and refusing what is wrong for its reason; nobody knowing is silence."""
    if proposal.accepts is None:
        return Mark.SILENT
    if facts.mistake is None:
        return Mark.RIGHT if proposal.accepts else Mark.WRONG
    return Mark.RIGHT if not proposal.accepts and facts.mistake in proposal.rejections else Mark.WRONG


def _mark(read: object, true: object) -> Mark:
    if read == true:
        return Mark.RIGHT
    return Mark.WRONG if read else Mark.SILENT


def _people(names: Iterable[str]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(words(name)) for name in names)
