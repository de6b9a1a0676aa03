"""A certificate read from its words: each field with its zones, or silence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from backoffice.rules.papers.fields.addresses import read_address
from backoffice.rules.papers.fields.covers import read_covers
from backoffice.rules.papers.fields.dwellings import insures_annex, read_quality, read_rooms
from backoffice.rules.papers.fields.insured import read_insured
from backoffice.rules.papers.fields.insurers import read_insurer
from backoffice.rules.papers.fields.natures import read_nature, with_continued
from backoffice.rules.papers.fields.periods import read_validity
from backoffice.rules.papers.fields.policies import read_policy
from backoffice.rules.papers.fields.streets import Address
from backoffice.rules.papers.proposals import CertificateReading, CoverWord, PaperNature, Proposal
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.layout import Page, pages_of
from backoffice.rules.papers.text.passage import Piece
from backoffice.rules.papers.words import Box, PaperText, Zone
from backoffice.rules.vocabulary.validation.papers import PaperField

_NAMES = {
    PaperField.PAPER: "nature",
    PaperField.INSURED: "insured",
    PaperField.ADDRESS: "address",
    PaperField.VALID_FROM: "valid_from",
    PaperField.VALID_TO: "valid_to",
    PaperField.POLICY: "policy",
    PaperField.INSURER: "insurer",
    PaperField.COVERS: "covers",
    PaperField.STATUS: "quality",
    PaperField.ROOMS: "rooms",
}


_Any = TypeVar("_Any")


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
    whole = with_continued(pages, useful) if nature and nature.value is PaperNature.CERTIFICATE else useful
    named = _first(read_insured, useful, whole)
    address, parts = read_address(useful)
    if parts is None:
        address, parts = read_address(whole)
    validity = read_validity(useful)
    if validity.start is validity.end is None:
        validity = read_validity(whole)
    covers, refused = read_covers(whole)
    found: dict[PaperField, Found[object] | None] = {
        PaperField.PAPER: nature,
        PaperField.INSURED: named if named and named.is_sharp else None,
        PaperField.ADDRESS: address,
        PaperField.VALID_FROM: validity.start,
        PaperField.VALID_TO: validity.end,
        PaperField.POLICY: _first(read_policy, useful, whole),
        PaperField.INSURER: _first(read_insurer, useful, whole),
        PaperField.COVERS: covers,
        PaperField.STATUS: _first(read_quality, useful, whole),
        PaperField.ROOMS: _first(read_rooms, useful, whole),
    }
    return Read(
        _reading(text, found),
        parts,
        named.value if named else (),
        refused,
        _lists(pages),
        insures_annex(whole),
        " ".join(page.whole.text for page in whole),
        validity.remarks,
    )


def _first(read: Callable[[Sequence[Page]], _Any | None], *some: Sequence[Page]) -> _Any | None:
    """What the first of ``some`` pages says: those of a title before what goes on with them."""
    return next((found for pages in some if (found := read(pages)) is not None), None)


def _reading(text: PaperText, found: dict[PaperField, Found[object] | None]) -> CertificateReading:
    values = {_NAMES[field]: one.value for field, one in found.items() if one is not None}
    proposals = tuple(
        Proposal(field, _written(one.value), one.raw, zones_of(text, one.pieces))
        for field, one in found.items()
        if one is not None
    )
    return replace(CertificateReading(), **values, proposals=proposals)  # type: ignore[arg-type]


def _written(value: object) -> str:
    """A value as the text of a proposal: days as ISO 8601, codes, names one after the other."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, tuple):
        return " / ".join(value)
    return str(value)


def silenced(reading: CertificateReading, fields: Iterable[PaperField]) -> CertificateReading:
    """``reading`` without the values and the zones of ``fields``."""
    empty, gone = CertificateReading(), set(fields)
    values = {name: getattr(empty, name) for field, name in _NAMES.items() if field in gone}
    kept = tuple(one for one in reading.proposals if one.field not in gone)
    return replace(reading, **values, proposals=kept)


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
