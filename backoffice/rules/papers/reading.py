"""A certificate read from its words: each field with its zones, or silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backoffice.rules.papers.fields.addresses import read_address
from backoffice.rules.papers.fields.covers import read_covers
from backoffice.rules.papers.fields.dwellings import insures_annex, read_quality, read_rooms
from backoffice.rules.papers.fields.found import Found
from backoffice.rules.papers.fields.insured import read_insured
from backoffice.rules.papers.fields.insurers import read_insurer
from backoffice.rules.papers.fields.natures import read_nature
from backoffice.rules.papers.fields.periods import read_validity
from backoffice.rules.papers.fields.policies import read_policy
from backoffice.rules.papers.fields.streets import Address
from backoffice.rules.papers.proposals import CertificateReading, CoverWord, Proposal
from backoffice.rules.papers.text.layout import Page, pages_of
from backoffice.rules.papers.text.passage import Piece
from backoffice.rules.papers.words import Box, PaperText, Zone
from backoffice.rules.vocabulary.validation.papers import PaperField


@dataclass(frozen=True)
class Read:
    """A reading, with what the checks need beside it."""

    reading: CertificateReading
    address: Address | None
    faint: tuple[str, ...]
    """Names read in an image with a doubt: enough to know somebody by, not to be shown."""
    refused_covers: frozenset[CoverWord]
    """Covers that the paper says are not acquired."""
    lists_covers: bool
    """Whether it enumerates what is covered."""
    insures_annex: bool
    """Whether what it insures is a garage, a cellar or a parking place."""
    text: str
    """All its words, folded."""
    remarks: tuple[str, ...]


def read_certificate(text: PaperText) -> CertificateReading:
    """What the words of a paper say; a field that is unclear or said twice differently is left empty."""
    return read_words(text).reading


def read_words(text: PaperText) -> Read:
    """``read_certificate`` with its remarks and what the checks compare."""
    pages = pages_of(text)
    nature, useful = read_nature(pages)
    named = read_insured(useful)
    insured = named if named and named.is_sharp else None
    address, parts = read_address(useful)
    validity = read_validity(useful)
    policy = read_policy(useful)
    insurer = read_insurer(useful)
    covers, refused = read_covers(useful)
    quality = read_quality(useful)
    rooms = read_rooms(useful)
    shown: tuple[tuple[PaperField, Found[object] | None, str], ...] = (
        (PaperField.PAPER, nature, nature.value.value if nature else ""),
        (PaperField.INSURED, insured, " / ".join(insured.value) if insured else ""),
        (PaperField.ADDRESS, address, address.value if address else ""),
        (PaperField.VALID_FROM, validity.start, validity.start.value.isoformat() if validity.start else ""),
        (PaperField.VALID_TO, validity.end, validity.end.value.isoformat() if validity.end else ""),
        (PaperField.POLICY, policy, policy.value if policy else ""),
        (PaperField.INSURER, insurer, insurer.value if insurer else ""),
        (PaperField.COVERS, covers, ",".join(sorted(covers.value)) if covers else ""),
        (PaperField.STATUS, quality, quality.value.value if quality else ""),
        (PaperField.ROOMS, rooms, str(rooms.value) if rooms else ""),
    )
    reading = CertificateReading(
        nature=nature.value if nature else None,
        insured=insured.value if insured else (),
        address=address.value if address else None,
        valid_from=validity.start.value if validity.start else None,
        valid_to=validity.end.value if validity.end else None,
        policy=policy.value if policy else None,
        insurer=insurer.value if insurer else None,
        covers=covers.value if covers else frozenset(),
        quality=quality.value if quality else None,
        rooms=rooms.value if rooms else None,
        proposals=tuple(
            Proposal(field, value, found.raw, zones_of(text, found.pieces))
            for field, found, value in shown
            if found is not None
        ),
    )
    return Read(
        reading,
        parts,
        named.value if named else (),
        refused,
        _lists(pages),
        insures_annex(useful),
        " ".join(page.whole.text for page in useful),
        validity.remarks,
    )


def _lists(pages: Iterable[Page]) -> bool:
    return any("GARANTIES" in line.text for page in pages for line in page.lines)


def zones_of(text: PaperText, pieces: Sequence[Piece]) -> tuple[Zone, ...]:
    """The places of ``pieces`` on the pages as they are, words that follow each other in one zone."""
    zones: list[Zone] = []
    last: tuple[int, int] | None = None
    for piece in pieces:
        page = text.pages[piece.page]
        for rank in piece.words:
            box = page.words[rank].box
            if last == (piece.page, rank):
                continue
            if zones and last is not None and last == (piece.page, rank - 1) and _level(zones[-1].box, box):
                zones[-1] = Zone(page.number, _around(zones[-1].box, box))
            else:
                zones.append(Zone(page.number, box))
            last = (piece.page, rank)
    return tuple(dict.fromkeys(zones))


def _level(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line, lying or upright."""
    if other.right - other.left >= other.bottom - other.top:
        return min(one.bottom, other.bottom) - max(one.top, other.top) > 0.4 * (other.bottom - other.top)
    return min(one.right, other.right) - max(one.left, other.left) > 0.4 * (other.right - other.left)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
