"""The table of a receipt cut into pages: lines called, subtotals, and the block that closes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from backoffice.reports.paper import LEFT, RIGHT, fit, line_height
from backoffice.reports.receipt_words import RESERVE, mentions
from backoffice.rules.dates import french_day
from backoffice.rules.money import ZERO, euros
from backoffice.rules.receipts.sheet import CHARGE_LINES, RENT_LINES, ReceiptSheet, SheetPayment
from backoffice.rules.vocabulary.ledger import NoticeLineKind
from backoffice.rules.vocabulary.receipts import ReceiptKind

SIZE = 9.0
SMALL = 8.5
ROW = 5.3
HEAD = 7.0
MENTION_GAP = 2.0
COLUMN = 82.0
BOTTOM = 274.0
GAP = 6.0
SIGNATURE = 20.0
_LABEL_WIDTH = RIGHT - LEFT - 40
_OTHER_LINES = frozenset(NoticeLineKind) - RENT_LINES - CHARGE_LINES
_GROUPS = (
    (RENT_LINES, "Sous-total loyer"),
    (CHARGE_LINES, "Sous-total charges"),
    (_OTHER_LINES, "Sous-total autres sommes"),
)
# More payments than this for one month are summed up in a last row rather than run off the page.
_PAYMENTS_SHOWN = 24


@dataclass(frozen=True)
class Row:
    """One row of the table: a label on one or several lines, an amount, its weight."""

    label: tuple[str, ...]
    amount: str
    strong: bool = False

    @property
    def height(self) -> float:
        """Millimetres that the row takes."""
        return ROW + (len(self.label) - 1) * line_height(SIZE)


@dataclass(frozen=True)
class Closing:
    """The block under the table: payments and mentions on the left, totals and signature on the right."""

    payments: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[str, ...], ...]
    totals: tuple[Row, ...]

    @property
    def height(self) -> float:
        """Millimetres that the block takes."""
        left = HEAD + len(self.payments) * ROW if self.payments else 0.0
        left += sum(len(said) * line_height(SMALL) + MENTION_GAP for said in self.mentions) + MENTION_GAP
        return GAP + max(left, self.box + SIGNATURE)

    @property
    def box(self) -> float:
        """Millimetres that the totals take."""
        return sum(row.height for row in self.totals) + 2


def table_rows(sheet: ReceiptSheet) -> tuple[Row, ...]:
    """The lines called, rent and charges told apart by their subtotals (R1.4)."""
    return tuple(_rows(sheet))


def _rows(sheet: ReceiptSheet) -> Iterator[Row]:
    for kinds, label in _GROUPS:
        lines = [line for line in sheet.lines if line.kind in kinds]
        for line in lines:
            yield Row(fit(line.label, _LABEL_WIDTH, SIZE), euros(line.amount))
        if lines:
            yield Row((label,), euros(sheet.subtotal(kinds)), strong=True)


def closing_block(sheet: ReceiptSheet) -> Closing:
    """What stands under the table."""
    said = tuple(fit(sentence, COLUMN, SMALL) for sentence in mentions(sheet))
    return Closing(tuple(_payments(sheet)), said, tuple(_totals(sheet)))


def _payments(sheet: ReceiptSheet) -> Iterator[tuple[str, str]]:
    shown, more = sheet.payments[:_PAYMENTS_SHOWN], sheet.payments[_PAYMENTS_SHOWN:]
    for one in shown:
        yield f"{french_day(one.on)}  {one.means}{_star(one)}", euros(one.amount)
    if more:
        star = "".join({_star(one) for one in more})
        words = f"{len(more)} autres règlements jusqu’au {french_day(max(one.on for one in more))}{star}"
        yield words, euros(sum((one.amount for one in more), ZERO))


def _star(payment: SheetPayment) -> str:
    return "" if payment.cleared else " *"


def _totals(sheet: ReceiptSheet) -> Iterator[Row]:
    yield _total("Total appelé", sheet.called)
    if sheet.housing_aid:
        awaited = f" ({RESERVE})" if sheet.aid_awaited else ""
        yield _total(f"Aide au logement{awaited}", -sheet.housing_aid)
        yield _total("À la charge du locataire", sheet.due_by_tenant)
    yield _total("Payé par le locataire", sheet.paid, strong=True)
    if sheet.kind == ReceiptKind.RECU:
        yield _total("Reste à payer pour cette période", sheet.remaining, strong=True)
    if sheet.refund_due:
        yield _total("Aide à rendre au locataire", sheet.refund_due, strong=True)


def _total(label: str, amount: Decimal, *, strong: bool = False) -> Row:
    return Row(fit(label, COLUMN - 30, SMALL), euros(amount), strong)


def paged(rows: tuple[Row, ...], closing: Closing, first_top: float, next_top: float) -> list[list[Row]]:
    """The rows of each page; the closing block fits under those of the last one.

    ``first_top`` and ``next_top`` are where rows start, in millimetres, on the first page and on the others.
    """
    pages: list[list[Row]] = [[]]
    y = first_top
    for row in rows:
        if y + row.height > BOTTOM:
            pages.append([])
            y = next_top
        pages[-1].append(row)
        y += row.height
    if y + closing.height > BOTTOM:
        # The last rows go with the block: totals alone on a page would add up nothing.
        carried = pages[-1][-3:]
        pages[-1] = pages[-1][:-3]
        pages.append(carried)
    return pages
