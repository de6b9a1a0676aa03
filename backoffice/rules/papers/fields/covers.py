"""Covers: what is said to be insured, and what is said not to be."""

import re
from collections.abc import Iterator, Sequence

from backoffice.rules.papers.proposals import CoverWord
from backoffice.rules.papers.text.folding import DOUBTFUL, EMPTY, TICKED
from backoffice.rules.papers.text.found import Found
from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage, Piece

_COVERS: tuple[tuple[CoverWord, re.Pattern[str]], ...] = (
    (
        CoverWord.TENANT_RISKS,
        re.compile(
            r"RISQUES? LOCATIFS?|RESPONSABILITES? (?:CIVILES? )?(?:LOCATIVES?|D'OCCUPANT|"
            r"DE L'OCCUPANT|LOCATAIRES?\b|DU LOCATAIRE|DE LOCATAIRE|EN (?:TANT QUE|QUALITE DE) LOCATAIRE)|"
            r"RESPONSABILITE\b.{0,40}?\b(?:EN (?:SA )?QUALITE D[E']\s?(?:LOCATAIRE|OCCUPANT)|"
            r"(?:A L'EGARD|VIS-?A-?VIS|ENVERS) (?:DU|DE SON|LE|SON) (?:PROPRIETAIRE|BAILLEUR))|"
            r"RC LOCATIVE|RECOURS (?:DU|DE SON) (?:PROPRIETAIRE|BAILLEUR)|GARANTIES? LOCATIVES?"
        ),
    ),
    (CoverWord.FIRE, re.compile(r"INCENDIES?\b")),
    (CoverWord.EXPLOSION, re.compile(r"EXPLOSIONS?\b")),
    (
        CoverWord.WATER,
        re.compile(
            r"DEGATS? DES EAUX|DEGATS? D'EAUX?\b|"
            r"DEGATS? (?:(?:CAUSES?|OCCASIONNES?|PROVOQUES?) PAR|DUS? A) (?:L'|LES |DES )?"
            r"EAUX?\b|DEGATS? DE L'EAU\b|DDE\b"
        ),
    ),
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
_SAID = re.compile(r"\s*:\s*(OUI|NON)\s*$")
_NAMED = re.compile(
    r"(?![^:]*(?:GARANTI|ACQUI|SOUSCRI|INCLU|COUVER|OPTION|CHOIX|CHOISI|ETAT))[^:]*[A-Z]{3}[^:]*:"
)
BOX = re.compile(rf"{TICKED}|{EMPTY}|{DOUBTFUL}|\[ ?X? ?\]|\( ?X? ?\)")
_TOKEN = re.compile(rf"{BOX.pattern}|\bOUI\b|\bNON\b")


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


def _names_cover(line: Passage) -> bool:
    return any(cover.search(line.text) for _, cover in _COVERS)


def _is_torn(page: Page) -> bool:
    """Whether an image was read to hold pieces of covers: what is missing may be another cover."""
    if not page.recognised:
        return False
    boxes = [bool(BOX.search(line.text)) for line in page.lines if _names_cover(line)]
    # A stroke taken for a box, or a box that was not seen: the lines without one may be covers too.
    if any(boxes) and not all(boxes):
        return True
    for line in page.lines:
        spans = [match.span() for _, pattern in _COVERS for match in pattern.finditer(line.text)]
        for match in _PIECE.finditer(line.text):
            if not any(start <= match.start() < end for start, end in spans):
                return True
    return False


def _mentions(page: Page) -> Iterator[tuple[CoverWord, bool, tuple[Piece, ...]]]:
    boxed = any(BOX.search(line.text) for line in page.lines if _names_cover(line))
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
    told = _SAID.match(cell.text, inside.end()) if inside else None
    if told:
        return told[1] != "NON"
    # « Vol : non » beside it is said of the theft.
    after = [one.text for one in row if one.left > cell.left and not _NAMED.match(one.text)]
    if any(_NO_SIGN.search(text) or _EXCLUDED.search(text) for text in after):
        return False
    if any(_YES_SIGN.search(text) for text in after):
        return True
    # A list under « Garanties non souscrites » says no for each of its lines.
    return not _EXCLUDED.search(_heading(page, cell))


def _boxed(text: str, match: re.Match[str], boxes: Sequence[re.Match[str]]) -> bool | None:
    """The box of a mention: all boxes of the line stand before their words, or all after."""
    choice = _TOKEN.findall(text[match.end() :])
    if {"OUI", "NON"} <= set(choice):
        return _chosen(choice)
    head = text[: boxes[0].start()].rstrip()
    leads = head.endswith(":") or not any(cover.search(head) for _, cover in _COVERS)
    before = [box for box in boxes if box.end() <= match.start()]
    after = [box for box in boxes if box.start() >= match.end()]
    near = before[-1] if leads and before else after[0] if after and not leads else None
    if near is None or any(_touch(text, near, box) for box in boxes):
        return None
    return _is_ticked(near[0])


def _chosen(tokens: Sequence[str]) -> bool | None:
    """« Oui ☑ Non ☐ » or « ☑ Oui ☐ Non »: one of the two, and one alone, is ticked."""
    words = tokens[::2] if tokens[0] in ("OUI", "NON") else tokens[1::2]
    boxes = tokens[1::2] if tokens[0] in ("OUI", "NON") else tokens[::2]
    said = {word: _is_ticked(box) for word, box in zip(words, boxes, strict=False) if BOX.fullmatch(box)}
    known = set(said) == {"OUI", "NON"} and len(tokens) == 4 and None not in said.values()
    return said["OUI"] if known and said["OUI"] is not said["NON"] else None


def _touch(text: str, near: re.Match[str], box: re.Match[str]) -> bool:
    """Whether two boxes stand side by side: only the heads of their columns would tell them apart."""
    first, second = sorted((near, box), key=lambda one: one.start())
    return first is not second and not text[first.end() : second.start()].strip()


def _is_ticked(box: str) -> bool | None:
    return None if box == DOUBTFUL else box == TICKED or "X" in box


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
