"""Draw letters on A4 for an envelope with a window: the same sheets give the same bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from backoffice.reports.fonts import BOLD
from backoffice.reports.letters.blocks import Line, body_lines, paged
from backoffice.reports.letters.paper import LetterPaper, readable_ink
from backoffice.reports.paper import INK, LEFT, RIGHT, SOFT, WATERMARK, fit, fit_all, line_height
from backoffice.rules.letters.sheet import LetterSheet

_TOP, _NAME, _TINY, _FACTS = 16.0, 13.0, 8.0, 8.5
_LOGO = (56.0, 17.0)
_WINDOW_X, _WINDOW_Y, _WINDOW_WIDTH = 110.0, 50.0, 78.0
_FACTS_VALUE_X = 53.0
_PLACE_GAP = 10.0
_BODY_Y, _NEXT_TOP, _BOTTOM = 94.0, 36.0, 274.0
_FOOT = 280.0


@dataclass(frozen=True)
class PdfLetters:
    """A finished file and its length."""

    content: bytes
    pages: int


def letter_pdf(sheet: LetterSheet) -> bytes:
    """The letter as PDF."""
    return drawn_letters((sheet,)).content


def letters_pdf(sheets: Iterable[LetterSheet], *, odd_pages: bool = False) -> bytes:
    ""
    """All the letters in one PDF, in order; ``odd_pages`` starts each on a new leaf of paper.

    ``sheets`` is read one by one, a thousand of them are never held together. Raises ``ValueError`` for none.
    """
    return drawn_letters(sheets, odd_pages=odd_pages).content


def drawn_letters(sheets: Iterable[LetterSheet], *, odd_pages: bool = False) -> PdfLetters:
    """The same, with the number of pages."""
    left = iter(sheets)
    first = next(left, None)
    if first is None:
        raise ValueError("no letter to draw")
    second = next(left, None)
    paper = _paper(first, alone=second is None)
    rest = () if second is None else (second,)
    for rank, sheet in enumerate(chain((first,), rest, left)):
        if rank:
            paper.turn()
            # Printed on both sides, an odd page is the front of a leaf.
            if odd_pages and paper.page % 2 == 0:
                paper.turn()
        _draw(paper, sheet, rank, outlined=second is not None)
    return PdfLetters(paper.content(), paper.page)


def _paper(sheet: LetterSheet, *, alone: bool) -> LetterPaper:
    author = sheet.landlord.name
    if alone:
        return LetterPaper(f"{sheet.subject} – {sheet.number}", author, sheet.subject, sheet.made_on)
    return LetterPaper(f"{sheet.subject} – courriers", author, sheet.subject, sheet.made_on)


def _draw(paper: LetterPaper, sheet: LetterSheet, rank: int, *, outlined: bool) -> None:
    head = _head_bottom(sheet)
    top = max(_BODY_Y, head + _PLACE_GAP + 4)
    pages = paged(body_lines(sheet), _BOTTOM - top, _BOTTOM - _NEXT_TOP)
    if outlined:
        paper.mark(f"{sheet.number} – {sheet.to[0] if sheet.to else ''}", f"letter-{rank}")
    for index, lines in enumerate(pages):
        if index:
            paper.turn()
            _next_head(paper, sheet)
        else:
            _first_head(paper, sheet)
            paper.write_right(sheet.place_and_day, RIGHT, top - _PLACE_GAP + 2, 10)
        _body(paper, sheet, lines, _NEXT_TOP if index else top)
        _foot(paper, sheet, index + 1, len(pages))


def _first_head(paper: LetterPaper, sheet: LetterSheet) -> None:
    sender = sheet.landlord
    y = _TOP
    if sender.logo is not None:
        y += paper.picture(sender.logo, LEFT, _TOP - 6, *_LOGO) - 1
    ink = readable_ink(sender.colour)
    y = paper.write_block(fit(sender.name, 84, _NAME, BOLD), LEFT, y + 2, _NAME, BOLD, ink)
    paper.write_block(_sender_lines(sheet), LEFT, y - 0.6, _TINY, ink=SOFT)
    if sheet.registered:
        told = fit("Lettre recommandée avec avis de réception", _WINDOW_WIDTH, 9, BOLD)
        paper.write_block(told, _WINDOW_X, _WINDOW_Y - 9, 9, BOLD)
    lines = fit_all(sheet.to, _WINDOW_WIDTH, 10)
    paper.write_block(lines, _WINDOW_X, _WINDOW_Y, 10 if len(lines) < 8 else 8.5)
    _facts(paper, sheet)
    _watermark(paper, sheet)


def _sender_lines(sheet: LetterSheet) -> tuple[str, ...]:
    sender = sheet.landlord
    more = [f"Tél. {sender.phone}"] if sender.phone else []
    return fit_all((*sender.address, *more), 84, _TINY)


def _facts_top(sheet: LetterSheet) -> float:
    sender = sheet.landlord
    logo = _LOGO[1] if sender.logo is not None else 0.0
    name = len(fit(sender.name, 84, _NAME, BOLD)) * line_height(_NAME)
    return max(_WINDOW_Y, _TOP + 2 + logo + name + len(_sender_lines(sheet)) * line_height(_TINY) + 3)


def _fact_lines(sheet: LetterSheet) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    wide = _WINDOW_X - 4 - _FACTS_VALUE_X
    facts = (*sheet.reference, ("Notre référence", sheet.number))
    return [
        (fit(label, _FACTS_VALUE_X - LEFT - 2, _FACTS), fit(value, wide, _FACTS)) for label, value in facts
    ]


def _facts(paper: LetterPaper, sheet: LetterSheet) -> None:
    y = _facts_top(sheet)
    for label, value in _fact_lines(sheet):
        paper.write_block(label, LEFT, y, _FACTS, ink=SOFT)
        paper.write_block(value, _FACTS_VALUE_X, y, _FACTS)
        y += max(len(label), len(value)) * line_height(_FACTS) + 0.8


def _head_bottom(sheet: LetterSheet) -> float:
    """Where the head ends: under the window, or lower when the references are long."""
    heights = (max(len(one), len(two)) * line_height(_FACTS) + 0.8 for one, two in _fact_lines(sheet))
    return max(_BODY_Y - _PLACE_GAP - 4, _facts_top(sheet) + sum(heights))


def _next_head(paper: LetterPaper, sheet: LetterSheet) -> None:
    ink = readable_ink(sheet.landlord.colour)
    paper.write_block(fit(sheet.landlord.name, 84, 10, BOLD)[:2], LEFT, _TOP + 4, 10, BOLD, ink)
    paper.write_right(f"{sheet.number} (suite)", RIGHT, _TOP + 4, 9, ink=SOFT)
    _watermark(paper, sheet)


def _watermark(paper: LetterPaper, sheet: LetterSheet) -> None:
    if sheet.preview:
        paper.across("APERÇU", 110, WATERMARK)


def _body(paper: LetterPaper, sheet: LetterSheet, lines: tuple[Line, ...], y: float) -> None:
    for line in lines:
        base = y + line_height(line.size) * 0.72
        for run in line.runs:
            write = paper.write_right if run.right else paper.write
            write(run.text, LEFT + run.x, base, line.size, run.font, line.ink or INK)
        if line.barred:
            paper.bar(LEFT + 1.5, y - 0.4, line.height + 0.2, sheet.landlord.colour)
        if line.ruled:
            paper.rule(LEFT + 5, y + line.height - 0.6, RIGHT - LEFT - 33)
        y += line.height


def _foot(paper: LetterPaper, sheet: LetterSheet, page: int, pages: int) -> None:
    sender = sheet.landlord
    paper.rule(LEFT, _FOOT, RIGHT - LEFT, 0.9, sender.colour)
    siren = f" – SIREN {sender.siren}" if sender.siren else ""
    told = sender.footer or f"{sender.name} – {', '.join(sender.address)}{siren}"
    for rank, line in enumerate(fit(told, RIGHT - LEFT - 26, 7)[:3]):
        paper.write(line, LEFT, _FOOT + 4 + rank * 3, 7, ink=SOFT)
    if pages > 1:
        paper.write_right(f"Page {page}/{pages}", RIGHT, _FOOT + 4, 7.5, ink=SOFT)
