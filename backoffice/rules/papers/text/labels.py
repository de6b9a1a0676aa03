"""What is written beside a label: after it, on its right, under it, or over it in some forms."""

import re
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

from backoffice.rules.papers.text.layout import Page
from backoffice.rules.papers.text.passage import Passage, passage_of

_ANY_LABEL = re.compile(
    r"^(?:NOM|PRENOM|NE\(E\)|NEE? LE|DATE DE NAISSANCE|ASSURE|SOUSCRIPTEUR|SOCIETAIRE|TITULAIRE|"
    r"ADHERENT|PRENEUR|ADRESSE|LIEU|SITUATION|RISQUE|"
    r"DATE|DEBUT|FIN|EFFET|ECHEANCE|PERIODE|VALIDITE|VALABLE|DU$|AU$|CONTRAT|POLICE|REFERENCE|REF\b|"
    r"NUMERO|N°|"
    r"NO\b|CLIENT|ASSUREUR|COMPAGNIE|GARANTIE|FORMULE|QUALITE|STATUT|OCCUPATION|NOMBRE|SURFACE|TYPE|USAGE|"
    r"TEL|MAIL|COURRIEL|EMAIL|SITE|AGENCE|CODE|CONJOINT|CO-?ASSURE|OCCUPANT|LOCATAIRE|BATIMENT|ETAGE|"
    r"EXPIRATION|DUREE|COTISATION|PRIME|MONTANT|OBJET|NATURE|PIECES?\b|LOGEMENT|BIEN)"
)


_MOST_LABELS = 24
"""Times that a label is looked at on one page."""
_ANY_VALUE = re.compile(r"(?!)")


def is_label(cell: Passage) -> bool:
    """Whether a cell reads like the name of a field rather than its value."""
    return bool(_ANY_LABEL.match(cell.text)) and not any(char.isdigit() for char in cell.text)


def beside(
    page: Page,
    label: re.Pattern[str],
    lines: int = 1,
    value: re.Pattern[str] = _ANY_VALUE,
    reads: Callable[[Passage], bool] = bool,
    unless: re.Pattern[str] = _ANY_VALUE,
) -> Iterator[tuple[Passage, Passage]]:
    """Each label and the likeliest place of its value: the first that ``reads`` takes.

    ``lines``: how many lines of its column a value may take; ``value``: what is a value for sure, although it
    might be the name of a field elsewhere; ``unless``: what before a label makes it another one.
    """
    found = ((cell, match) for cell in page.cells for match in label.finditer(cell.text))
    for cell, match in islice(found, _MOST_LABELS):
        if unless.search(cell.text[max(match.start() - 24, 0) : match.start()]):
            continue
        name = cell.cut(match.start(), match.end())
        place = next((one for one in _places(page, cell, match, lines, value) if reads(one)), None)
        if place is not None:
            yield name, place


def _places(
    page: Page, cell: Passage, match: re.Match[str], lines: int, value: re.Pattern[str]
) -> Iterator[Passage]:
    rest = cell.cut(match.end())
    if rest.text:
        yield _with_next_lines(page, cell, rest, lines - 1, cell.left)
        return
    under = page.below(cell, lines)
    if under and _names_field(under[0], value):
        under = ()
    column = passage_of([one.pieces for one in _until_label(under, value)]) if under else None
    follows = column is not None and not cell.text.endswith(":") and _is_next_line(cell, under[0])
    if column is not None and follows:
        yield column
    right = page.right_of(cell)
    if right is not None and not _names_field(right, value):
        yield _with_next_lines(page, right, right, lines - 1, cell.left)
    over = page.above(cell)
    if (
        over is not None
        and (not under or _much_nearer(cell, over, under[0]))
        and not _names_field(over, value)
    ):
        yield over
    elif column is not None and not follows:
        yield column


def _is_next_line(cell: Passage, under: Passage) -> bool:
    tall = min(cell.height, under.height)
    return abs(cell.left - under.left) < 0.5 * tall and under.top - cell.bottom < 1.1 * tall


def _names_field(cell: Passage, value: re.Pattern[str]) -> bool:
    return is_label(cell) and not value.match(cell.text)


def _with_next_lines(page: Page, cell: Passage, start: Passage, more: int, edge: float) -> Passage:
    """``start`` and the lines under it, up to one that has a label of its own at ``edge``."""
    found = page.below(cell, more, reach=2.4) if more > 0 else ()
    under = tuple(takewhile(lambda one: not _is_labelled(page, one, edge), found))
    if not under:
        return start
    follow = passage_of([start.pieces, *[one.pieces for one in _until_label(under)]])
    # The first word may be cut through: only what stands after the label counts.
    lead = start.spans[0].skipped
    return follow.cut(lead) if lead else follow


def _is_labelled(page: Page, cell: Passage, edge: float) -> bool:
    return any(one is not cell and abs(one.left - edge) < 1.5 * cell.height for one in page.row_of(cell))


def _until_label(cells: tuple[Passage, ...], value: re.Pattern[str] = _ANY_VALUE) -> Iterator[Passage]:
    for cell in cells:
        if _names_field(cell, value):
            return
        yield cell


def _much_nearer(cell: Passage, over: Passage, under: Passage) -> bool:
    return cell.top - over.bottom < 0.5 * (under.top - cell.bottom)
