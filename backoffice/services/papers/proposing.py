"""What a paper proposes: its words read in the confined process, then the rules; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backoffice.documents.boxes import tick_boxes
from backoffice.documents.limits import USUAL
from backoffice.documents.reader.answers import Examined
from backoffice.documents.reader.process import Allowance, reader
from backoffice.documents.recognition import can_recognise, unseen_words
from backoffice.errors import Refused, Unavailable
from backoffice.rules.papers.checking import (
    USUAL_MONTHS,
    Seen,
    period_remarks,
    propose_checks,
    proposed_decision,
)
from backoffice.rules.papers.likeness import is_among
from backoffice.rules.papers.proposals import CertificateReading, Declared, OnFile, PaperProposal, Proposal
from backoffice.rules.papers.reading import Read, read_words, silenced
from backoffice.rules.papers.text.layout import MOST_PAGES
from backoffice.rules.papers.text.ticks import names_covers, with_boxes
from backoffice.rules.papers.words import PageText, PaperText, TextSource
from backoffice.rules.vocabulary.validation.papers import PaperField
from backoffice.services.papers.opening import Paper

_FEW = 8
"""Words under which a page is taken for an image."""
_WIDTH, _FINE = 1_000, 1_300
"""Pixels across a page drawn to know what is seen of it, or what its boxes hold."""
_SHEET = (595.0, 842.0)
"""Points across a sheet of paper upright, and lying."""
NO_OCR = (
    "Ce document est une image et la lecture des images n’est pas installée sur ce poste : "
    "lisez-le à l’écran."
)
_CLEAR = 0.7
_FIGURES = (PaperField.VALID_FROM, PaperField.VALID_TO, PaperField.POLICY)
_WORDS = (PaperField.INSURED, PaperField.ADDRESS, PaperField.INSURER)
OCR_FAILED = "Une page est une image qui n’a pas pu être lue : lisez-la à l’écran."
TOO_LONG = "Le document est trop long à lire : les dernières pages ne sont pas lues, regardez-les à l’écran."
HIDDEN = "Le fichier porte un texte que la page ne montre pas : seul ce qui se voit a été lu."
_SAYS_OTHERWISE = "Le texte du fichier ne dit pas ce que la page montre ({fields}) : vérifiez sur l’image."


@dataclass(frozen=True)
class PaperWords:
    """The words of a paper, from its text or its images, and what is to be said of them."""

    text: PaperText
    source: TextSource
    remarks: tuple[str, ...]
    unseen: tuple[frozenset[int], ...]
    """For each page, the ranks of words that are not drawn."""


@dataclass(frozen=True)
class FileReading:
    """What a file is, how its words were found, what they say."""

    examined: Examined
    source: TextSource
    reading: CertificateReading
    remarks: tuple[str, ...]
    text: PaperText
    """Its words, page by page."""
    doubts: tuple[str, ...] = ()
    """What its text says and its image does not show."""


def propose(
    paper: Paper, declared: Declared, file: OnFile, today: date, warning_months: int = USUAL_MONTHS
) -> PaperProposal:
    """The fields, the checklist and the decision proposed of a paper; a field in doubt is left silent.

    A period longer than ``warning_months`` is told.

    Raises ``Refused`` when the paper cannot be read at all, ``Unavailable``.
    """
    return propose_content(paper.content, declared, file, today, warning_months)


def propose_content(
    content: bytes, declared: Declared, file: OnFile, today: date, warning_months: int = USUAL_MONTHS
) -> PaperProposal:
    """``propose`` of bytes alone."""
    words = words_of(content)
    read = _read(words)
    seen = _seen(words)
    checks = propose_checks(read, seen, declared, file, today)
    decision = proposed_decision(checks, read.reading)
    return PaperProposal(
        reading=read.reading,
        checks=checks,
        accepts=decision.accepts,
        covered_until=decision.covered_until,
        rejections=decision.rejections,
        source=words.source,
        remarks=(*words.remarks, *read.remarks, *period_remarks(read.reading, declared, warning_months)),
    )


def read_file(content: bytes, name: str, *, compare: bool = False) -> FileReading:
    """What a file is and what is read on it, within the usual limits; ``compare``: against its image too.

    Raises ``Refused`` with a code of ``documents/refusals.py``, ``Unavailable``.
    """
    examined = reader().examine(content, name, USUAL)
    words = words_of(content)
    read = _read(words)
    doubts = drawn_otherwise(content, read.reading) if compare else ()
    return FileReading(
        examined, words.source, read.reading, (*words.remarks, *read.remarks), words.text, doubts
    )


def words_of(content: bytes) -> PaperWords:
    """The text layer of each page, or its image read where that layer says nothing."""
    remarks: list[str] = []
    pages: list[PageText] = []
    unseen: list[frozenset[int]] = []
    allowance = Allowance()
    for page in reader().text(content, allowance).pages:
        read, hidden = _page_words(content, page, remarks, allowance)
        pages.append(read)
        unseen.append(hidden)
    if any(unseen):
        remarks.append(HIDDEN)
    sources = {page.source for page in pages if page.words}
    source = TextSource.OCR if TextSource.OCR in sources else next(iter(sources), TextSource.NONE)
    return PaperWords(PaperText(tuple(pages)), source, tuple(dict.fromkeys(remarks)), tuple(unseen))


def _page_words(
    content: bytes, page: PageText, remarks: list[str], allowance: Allowance
) -> tuple[PageText, frozenset[int]]:
    """The words of a page with its boxes to tick, and the ranks of those that are not drawn."""
    if allowance.is_spent:
        # What is not known to be seen is not believed.
        remarks.append(TOO_LONG)
        return replace(page, words=(), source=TextSource.NONE), frozenset()
    layered = len(page.words) >= _FEW
    read = page if layered else _recognised(content, page, remarks, allowance)
    boxed = bool(read.words) and names_covers(read)
    if not (layered or boxed):
        return read, frozenset()
    picture = reader().picture(content, page.number, _FINE if boxed else _WIDTH, allowance=allowance)
    hidden: frozenset[int] = unseen_words(picture, page.words) if layered else frozenset()
    if not boxed:
        return read, hidden
    # The size of a photo is in pixels: it is taken for a sheet of paper.
    sheet = page.width if layered else _SHEET[page.width > page.height]
    drawn = [(one.box, one.is_ticked) for one in tick_boxes(picture, sheet)]
    return with_boxes(read, drawn), hidden


def drawn_otherwise(content: bytes, reading: CertificateReading) -> tuple[str, ...]:
    """Where a reader of images is installed: what the text layer says and the page does not show.

    Slow (seconds a page): called apart, after the proposals are shown. Raises ``Refused``, ``Unavailable``.
    """
    if not can_recognise():
        return ()
    told = {zone.page for one in reading.proposals for zone in one.zones}
    layered = (one.number for one in reader().text(content).pages if len(one.words) >= _FEW)
    drawn = [found for page in sorted(told.intersection(layered)) if (found := _drawn(content, page))]
    if not drawn:
        return ()
    seen = {one.field: one for one in read_words(PaperText(tuple(drawn))).reading.proposals}
    shown = [word.text for page in drawn for word in page.words]
    pages = {page.number for page in drawn}
    differs = [
        one.field.label.lower()
        for one in reading.proposals
        if {zone.page for zone in one.zones} <= pages and _differs(one, seen.get(one.field), shown)
    ]
    return (_SAYS_OTHERWISE.format(fields=", ".join(differs)),) if differs else ()


def _drawn(content: bytes, page: int) -> PageText | None:
    """A page as its image reads; ``None`` when too little of it is clear to judge by."""
    found = reader().recognise(content, page)
    clear = sum(word.sure >= _CLEAR for word in found.words) if found is not None else 0
    return found if clear >= _FEW else None


def _differs(one: Proposal, drawn: Proposal | None, shown: Sequence[str]) -> bool:
    """Figures are compared to those read at their place, words to all those that are drawn."""
    if one.field in _FIGURES:
        return drawn is not None and _plain(drawn) != _plain(one)
    return one.field in _WORDS and not is_among(one.raw, shown)


def _plain(one: Proposal) -> str:
    return "".join(char for char in one.value.upper() if char.isalnum())


def _recognised(content: bytes, page: PageText, remarks: list[str], allowance: Allowance) -> PageText:
    if page.number > MOST_PAGES:
        return page
    if not can_recognise():
        remarks.append(NO_OCR)
        return page
    try:
        found = reader().recognise(content, page.number, allowance)
    except (Refused, Unavailable):
        found = None
    if found is None:
        remarks.append(OCR_FAILED)
        return page
    return found


def _read(words: PaperWords) -> Read:
    """What is seen; a field that the hidden words change is left silent."""
    if not any(words.unseen):
        return read_words(words.text)
    pages = zip(words.text.pages, words.unseen, strict=True)
    seen = PaperText(tuple(_without(page, ranks) for page, ranks in pages))
    visible, whole = read_words(seen), read_words(words.text)
    kept = {one.field: one.value for one in whole.reading.proposals}
    doubtful = {one.field for one in visible.reading.proposals if kept.get(one.field) != one.value}
    return replace(visible, reading=silenced(visible.reading, doubtful))


def _without(page: PageText, ranks: frozenset[int]) -> PageText:
    return replace(page, words=tuple(word for rank, word in enumerate(page.words) if rank not in ranks))


def _seen(words: PaperWords) -> Seen:
    every = [word for page in words.text.pages for word in page.words]
    sure = sum(word.sure for word in every) / len(every) if every else 0.0
    return Seen(len(words.text.pages), len(every), sure)
