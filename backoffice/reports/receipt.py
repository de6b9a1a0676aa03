"""The quittance and the reçu on A4 paper, for an envelope with a window (R1.10)."""

from backoffice.reports.fonts import BOLD
from backoffice.reports.paper import ACCENT, LEFT, RIGHT, SOFT, WATERMARK, Paper, fit, fit_all, line_height
from backoffice.reports.receipt_rows import (
    COLUMN,
    GAP,
    HEAD,
    MENTION_GAP,
    ROW,
    SIZE,
    SMALL,
    Closing,
    Row,
    closing_block,
    paged,
    table_rows,
)
from backoffice.reports.receipt_words import LEGAL, TITLES, identity, siren_words, statement
from backoffice.rules.dates import french_day
from backoffice.rules.receipts.sheet import ReceiptSheet
from backoffice.rules.vocabulary.receipts import ReceiptKind

_WINDOW_X, _WINDOW_Y, _WINDOW_WIDTH = 110.0, 50.0, 78.0
_FACTS_VALUE_X = 53.0
_BODY_Y = 92.0
_NEXT_TOP = 40.0
_TOP, _NAME, _TINY, _TEXT = 21.0, 13.0, 8.0, 9.5


def receipt_pdf(sheet: ReceiptSheet) -> bytes:
    """The document as PDF: the same sheet gives the same bytes."""
    said = fit(statement(sheet), RIGHT - LEFT, _TEXT)
    top = _body_top(sheet) + len(said) * line_height(_TEXT) + 3
    closing = closing_block(sheet)
    pages = paged(table_rows(sheet), closing, top + HEAD, _NEXT_TOP + HEAD)
    title = f"{sheet.title} – {sheet.number}"
    paper = Paper(title, sheet.landlord.name, _subject(sheet), sheet.issued_on, len(pages))
    _first_head(paper, sheet)
    paper.write_block(said, LEFT, _body_top(sheet), _TEXT)
    for index, rows in enumerate(pages):
        if index:
            paper.turn()
            _next_head(paper, sheet)
        y = _table(paper, rows, _NEXT_TOP if index else top)
        if index == len(pages) - 1:
            _close(paper, sheet, closing, y)
        _foot(paper, sheet)
    return paper.content()


def _subject(sheet: ReceiptSheet) -> str:
    return f"{sheet.kind.label} {sheet.number}, période {sheet.period_words}"


def _letterhead(sheet: ReceiptSheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The landlord's name, and the small lines under it."""
    landlord = sheet.landlord
    lines = [landlord.legal_form, landlord.street, f"{landlord.postal_code} {landlord.town}"]
    lines += [siren_words(landlord)] if landlord.siren else []
    lines += [" – ".join(one for one in (landlord.phone, landlord.email) if one)]
    return fit(landlord.name, 84, _NAME, BOLD), fit_all(tuple(lines), 84, _TINY)


def _first_head(paper: Paper, sheet: ReceiptSheet) -> None:
    """Landlord on the left, title and number on the right, then the window and the facts."""
    name, lines = _letterhead(sheet)
    y = paper.write_block(name, LEFT, _TOP, _NAME, BOLD, ACCENT)
    paper.write_block(lines, LEFT, y - 0.6, _TINY, ink=SOFT)
    paper.write_right(TITLES[sheet.kind], RIGHT, _TOP, 15, BOLD, ACCENT)
    _numbers(paper, sheet, 27.5)
    party = sheet.party
    recipient = fit_all((*party.addressees, *party.recipient), _WINDOW_WIDTH, 10)
    paper.write_block(recipient, _WINDOW_X, _WINDOW_Y, 10 if len(recipient) < 8 else 8.5)
    _facts(paper, sheet)
    if sheet.preview:
        paper.across("APERÇU", 110, WATERMARK)


def _numbers(paper: Paper, sheet: ReceiptSheet, y: float) -> None:
    issued = "Émise" if sheet.kind == ReceiptKind.QUITTANCE else "Émis"
    if sheet.preview:
        issued = "Préparée" if sheet.kind == ReceiptKind.QUITTANCE else "Préparé"
    number = f"N° {sheet.number}"
    if sheet.preview:
        number = f"Aperçu sans valeur du n° {sheet.number}"
    for line in fit(number, 82, 9.5):
        paper.write_right(line, RIGHT, y, 9.5)
        y += line_height(9.5)
    paper.write_right(f"{issued} le {french_day(sheet.issued_on)}", RIGHT, y, 8.5, ink=SOFT)


def _fact_lines(sheet: ReceiptSheet) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Labels and values beside the window, each on one or several lines."""
    party = sheet.party
    facts = (
        ("Contrat", (party.contract_number,)),
        (party.client_ref_label, (party.client_ref,)),
        ("Titulaires du bail" if len(party.holders) > 1 else "Titulaire du bail", party.holders),
        (party.premises_label, party.premises),
        ("Période", (sheet.period_words,)),
    )
    wide = _WINDOW_X - 4 - _FACTS_VALUE_X
    return [
        (fit(label, _FACTS_VALUE_X - LEFT - 2, SMALL), fit_all(value, wide, SMALL)) for label, value in facts
    ]


def _facts(paper: Paper, sheet: ReceiptSheet) -> None:
    y = _facts_top(sheet)
    for label, value in _fact_lines(sheet):
        paper.write_block(label, LEFT, y, SMALL, ink=SOFT)
        paper.write_block(value, _FACTS_VALUE_X, y, SMALL)
        y += max(len(label), len(value)) * line_height(SMALL) + 0.8


def _facts_top(sheet: ReceiptSheet) -> float:
    """Where the facts start: beside the window, or lower when the letterhead is long."""
    name, lines = _letterhead(sheet)
    return max(_WINDOW_Y, _TOP + len(name) * line_height(_NAME) + len(lines) * line_height(_TINY) + 4)


def _body_top(sheet: ReceiptSheet) -> float:
    """Where the text starts: under the window, or lower when the facts are long."""
    heights = (max(len(one), len(two)) * line_height(SMALL) + 0.8 for one, two in _fact_lines(sheet))
    return max(_BODY_Y, _facts_top(sheet) + sum(heights) + 4)


def _next_head(paper: Paper, sheet: ReceiptSheet) -> None:
    paper.write_block(fit(sheet.landlord.name, 84, 10, BOLD)[:3], LEFT, _TOP, 10, BOLD, ACCENT)
    paper.write_right(f"{TITLES[sheet.kind]} (suite)", RIGHT, _TOP, 11, BOLD, ACCENT)
    _numbers(paper, sheet, 26.5)
    if sheet.preview:
        paper.across("APERÇU", 110, WATERMARK)


def _table(paper: Paper, rows: list[Row], y: float) -> float:
    """Draw the rows of one page from ``y`` down; return where they end."""
    if not rows:
        return y
    paper.rule(LEFT, y, RIGHT - LEFT, 0.9, ACCENT)
    paper.write("Sommes appelées", LEFT + 2, y + HEAD - 2.3, SMALL, BOLD)
    paper.write_right("Montant", RIGHT - 2, y + HEAD - 2.3, SMALL, BOLD)
    y += HEAD
    paper.rule(LEFT, y, RIGHT - LEFT)
    for row in rows:
        font = {"font": BOLD} if row.strong else {}
        paper.write_block(row.label, LEFT + 2, y + 3.8, SIZE, **font)
        paper.write_right(row.amount, RIGHT - 2, y + row.height - 1.5, SIZE, **font)
        y += row.height
        if row.strong:
            paper.rule(LEFT, y, RIGHT - LEFT)
    return y


def _close(paper: Paper, sheet: ReceiptSheet, closing: Closing, y: float) -> None:
    y += GAP
    bottom = _payments(paper, closing, y)
    for said in closing.mentions:
        bottom = paper.write_block(said, LEFT, bottom + 3 + MENTION_GAP, SMALL) - 3
    x = RIGHT - COLUMN
    paper.ground(x, y, COLUMN, closing.box)
    y += 1
    for row in closing.totals:
        font = {"font": BOLD} if row.strong else {}
        paper.write_block(row.label, x + 3, y + 3.8, SMALL, **font)
        paper.write_right(row.amount, RIGHT - 2, y + row.height - 1.5, SIZE, **font)
        y += row.height
    place = f"Fait à {sheet.landlord.town}, le {french_day(sheet.issued_on)}"
    paper.write(place, x + 3, y + 6, SMALL)
    paper.write_block(fit(f"Pour {sheet.landlord.name}", COLUMN - 3, SMALL), x + 3, y + 10, SMALL)


def _payments(paper: Paper, closing: Closing, y: float) -> float:
    if not closing.payments:
        return y
    paper.write("Règlements reçus", LEFT + 2, y + HEAD - 2.5, SMALL, BOLD)
    y += HEAD
    paper.rule(LEFT, y, COLUMN)
    for words, amount in closing.payments:
        paper.write(words, LEFT + 2, y + 3.8, SMALL)
        paper.write_right(amount, LEFT + COLUMN - 2, y + 3.8, SMALL)
        y += ROW
    paper.rule(LEFT, y, COLUMN)
    return y


def _foot(paper: Paper, sheet: ReceiptSheet) -> None:
    paper.rule(LEFT, 280, RIGHT - LEFT)
    paper.write(LEGAL, LEFT, 284, 7.5, ink=SOFT)
    for rank, line in enumerate(fit(identity(sheet), RIGHT - LEFT - 20, 7)[:2]):
        paper.write(line, LEFT, 287.6 + rank * 3, 7, ink=SOFT)
    if paper.pages > 1:
        paper.write_right(f"Page {paper.page}/{paper.pages}", RIGHT, 284, 7.5, ink=SOFT)
