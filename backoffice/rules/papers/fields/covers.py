"""Covers: what is said to be insured, and what is said not to be."""

import re
from collections.abc import Iterator, Sequence

from backoffice.rules.papers.proposals import CoverWord
from backoffice.rules.papers.text.folding import EMPTY, TICKED
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage, Piece

_COVERS: tuple[tuple[CoverWord, re.Pattern[str]], ...] = (
    (
        CoverWord.TENANT_RISKS,
        re.compile(
            r"RISQUES? LOCATIFS?|RESPONSABILITES? (?:CIVILES? )?(?:LOCATIVES?|D'OCCUPANT|"
            r"DE L'OCCUPANT|DU LOCATAIRE|DE LOCATAIRE|EN (?:TANT QUE|QUALITE DE) LOCATAIRE)|"
            r"RESPONSABILITE\b.{0,40}?\b(?:EN (?:SA )?QUALITE D[E']\s?(?:LOCATAIRE|OCCUPANT)|"
            r"(?:A L'EGARD|VIS-?A-?VIS|ENVERS) (?:DU|DE SON|LE|SON) (?:PROPRIETAIRE|BAILLEUR))|"
            r"RC LOCATIVE|RECOURS (?:DU|DE SON) (?:PROPRIETAIRE|BAILLEUR)|GARANTIES? LOCATIVES?"
        ),
    ),
    (CoverWord.FIRE, re.compile(r"INCENDIES?\b")),
    (CoverWord.EXPLOSION, re.compile(r"EXPLOSIONS?\b")),
    (CoverWord.WATER, re.compile(r"DEGATS? DES EAUX|DEGATS? D'EAUX?\b|DDE\b")),
    (CoverWord.NEIGHBOURS, re.compile(r"RECOURS (?:DES )?(?:VOISINS|TIERS)|VOISINS ET (?:DES )?TIERS")),
)
_EXCLUDED = re.compile(
    r"\b(?:NON[\s-]+(?:GARANTIE?S?|SOUSCRITE?S?|COUVERTE?S?|ACQUISE?S?|COMPRISE?S?|INCLUSE?S?|"
    r"ASSUREE?S?|PREVUE?S?)|HORS|EXCLU\w*|EXCEPT\w*|SAUF|SANS(?! (?:FRANCHISE|LIMIT\w*|PREJUDICE|"
    r"AVANCE))|"
    r"N'EST PAS|NE SONT PAS|N'A PAS|NE COUVRE PAS|NE GARANTIT PAS|PAS (?:GARANTI|COUVERT|"
    r"SOUSCRIT)\w*|OPTION NON|A L'EXCLUSION|NEANT)\b"
)
# What is said not of one cover but of a whole list.
_LED = re.compile(
    r"(?:NE SONT PAS|N'EST PAS|NE COUVRE PAS|NE GARANTIT PAS|A L'EXCLUSION|(?:SONT|EST) EXCLU\w*|"
    r"NON (?:GARANTI|SOUSCRIT|COUVERT|ACQUIS)\w*\s*:|"
    r"^\s*(?:HORS|EXCLU\w*|SANS|NON)\b[^:,]{0,30}:|GARANTIES? (?:NON |EXCLUE)\w*[^:]{0,20}:?)"
)
_PIECE = re.compile(r"\b(?:LOCATI(?:FS?|VES?)|EAUX|DEGATS)\b")
_NO_SIGN = re.compile(r"(?:^|\s)(?:NON|\[ ?\]|\( ?\)|" + EMPTY + r"|\u2717|\u2715|\u274c|-)\s*$")
_YES_SIGN = re.compile(
    rf"(?:^|\s)(?:OUI|{TICKED}|\[ ?X ?\]|\( ?X ?\)|ACQUISE?|GARANTIE?|SOUSCRITE?|INCLUSE?)\s*$"
)
BOX = re.compile(rf"{TICKED}|{EMPTY}|\[ ?X? ?\]|\( ?X? ?\)")


def read_covers(pages: Sequence[Page]) -> tuple[Found[frozenset[CoverWord]] | None, frozenset[CoverWord]]:
    """The covers said to be acquired, and those said not to be; one said to be both is neither."""
    yes: dict[CoverWord, tuple[Piece, ...]] = {}
    no: set[CoverWord] = set()
    for page in pages:
        for cover, holds, pieces in _mentions(page):
            if holds:
                yes.setdefault(cover, pieces)
            else:
                no.add(cover)
    kept = {cover: pieces for cover, pieces in yes.items() if cover not in no}
    if not kept or any(_is_torn(page) for page in pages):
        return None, frozenset(no - yes.keys())
    pieces = tuple(piece for some in kept.values() for piece in some)
    raw = ", ".join(cover.label for cover in kept)
    return Found(frozenset(kept), raw, pieces), frozenset(no - yes.keys())


def _is_torn(page: Page) -> bool:
    """Whether an image was read to hold pieces of covers: what is missing may be another cover."""
    if not page.recognised:
        return False
    for line in page.lines:
        spans = [match.span() for _, pattern in _COVERS for match in pattern.finditer(line.text)]
        for match in _PIECE.finditer(line.text):
            if not any(start <= match.start() < end for start, end in spans):
                return True
    return False


def _mentions(page: Page) -> Iterator[tuple[CoverWord, bool, tuple[Piece, ...]]]:
    boxed = any(
        BOX.search(line.text) for line in page.lines if any(cover.search(line.text) for _, cover in _COVERS)
    )
    for row, line in zip(page.rows, page.lines, strict=True):
        for cover, pattern in _COVERS:
            for match in pattern.finditer(line.text):
                pieces = line.between(*match.span())
                # Where the other lines have a box to tick, one whose box was not read says nothing.
                if boxed and not BOX.search(line.text):
                    continue
                holds = _holds(page, row, line, match, pieces)
                if holds is not None:
                    yield cover, holds, pieces
    # Words cut by the end of a line are found in the paragraph alone.
    for block in page.blocks:
        for cover, pattern in _COVERS:
            for match in pattern.finditer(block.text):
                pieces = block.between(*match.span())
                if pieces[-1].middle - pieces[0].middle > 0.6 * pieces[0].height:
                    yield cover, not _EXCLUDED.search(_clause(block.text, match)), pieces


def _holds(
    page: Page, row: tuple[Passage, ...], line: Passage, match: re.Match[str], pieces: tuple[Piece, ...]
) -> bool | None:
    """Whether a cover is acquired: its box, its column, or the words around it; ``None`` when unclear."""
    boxes = list(BOX.finditer(line.text))
    if boxes:
        return _boxed(line.text, match, boxes)
    cell = next(one for one in row if pieces[0] in one.pieces)
    # Within its cell: what stands beside it in another column is another thing.
    inside = next(
        (one for one in match.re.finditer(cell.text) if cell.between(*one.span())[0] is pieces[0]), None
    )
    if _EXCLUDED.search(_clause(cell.text, inside) if inside else _clause(line.text, match)):
        return False
    after = [one.text for one in row if one.left > cell.left]
    if any(_NO_SIGN.search(text) or _EXCLUDED.search(text) for text in after):
        return False
    if any(_YES_SIGN.search(text) for text in after):
        return True
    # A list under « Garanties non souscrites » says no for each of its lines.
    return not _EXCLUDED.search(_heading(page, cell))


def _boxed(text: str, match: re.Match[str], boxes: Sequence[re.Match[str]]) -> bool | None:
    """The box of a mention: all boxes of the line stand before their words, or all after."""
    before = [box for box in boxes if box.end() <= match.start()]
    after = [box for box in boxes if box.start() >= match.end()]
    leads = boxes[0].start() < 3
    near = before[-1] if leads and before else after[0] if after and not leads else None
    if near is None:
        return None
    return near[0] == TICKED or "X" in near[0]


def _clause(text: str, match: re.Match[str]) -> str:
    """The clause of a mention: from the last stop before it to the next one."""
    sentence = re.split(r"[.;\u2022\u00b7]|\bMAIS\b", text[: match.start()])[-1][-110:]
    near = re.split(r"[,:]", sentence)[-1]
    after = re.split(r"[.;,\u2022\u00b7]|\bMAIS\b|\bSAUF\b|\bHORS\b|\bSANS\b", text[match.end() :])[0][:45]
    led = _LED.search(sentence)
    return f"{led[0] if led else ''} {near} {match[0]} {after}"


def _heading(page: Page, cell: Passage) -> str:
    """The nearest line over a list which ends with a colon or stands more to the left."""
    over = page.above(cell, reach=3.0)
    for _ in range(14):
        if over is None:
            return ""
        if (
            over.text.rstrip().endswith(":")
            or over.left < cell.left - cell.height
            or over.height > 1.15 * cell.height
        ):
            return over.text if len(over.spans) < 14 else ""
        if _EXCLUDED.search(over.text) and not any(pattern.search(over.text) for _, pattern in _COVERS):
            return over.text
        over = page.above(over, reach=3.0)
    return ""
