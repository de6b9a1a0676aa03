"""What leads straight to its tenants, found and finished at once: numbers, telephones, e-mails, mandates."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from backoffice.rules.search_shapes import Reading, Shape, after
from backoffice.services.search.found import Found, Hit
from backoffice.services.search.line import Question, Row, Values, ask
from backoffice.services.search.look import BRANCH_LIMIT, one_number, shown_contact
from backoffice.services.search.results import SearchQuery, TenantRow
from backoffice.services.search.rows import MOST, rows_of
from backoffice.services.search.statements.straight import (
    STRAIGHT_BARCODE,
    STRAIGHT_BEGINNING,
    STRAIGHT_CONTACT,
    STRAIGHT_NUMBER,
    STRAIGHT_RUM,
)

_STRAIGHT = frozenset((Shape.NUMBER, Shape.BARCODE, Shape.RUM, Shape.PHONE, Shape.EMAIL))
_CONTACTS = (Shape.PHONE, Shape.EMAIL)
_HOLDER, _OCCUPANT = 1, 50


def is_straight(read: Iterable[Reading]) -> bool:
    """Whether every reading may be answered in one statement of its own."""
    return all(reading.shape in _STRAIGHT for reading in read)


def find_straight(
    session: Session, read: tuple[Reading, ...], query: SearchQuery
) -> tuple[list[TenantRow], bool]:
    """The rows of these readings, best first, and whether there are more, in one round trip."""
    asked = [(reading.shape, one) for reading in read for one in _questions(reading, query)]
    answers = ask(session, [question for _, question in asked], first=True)
    found = Found()
    best: dict[int, list[Row]] = {}
    for (shape, _), lines in zip(asked, answers, strict=True):
        found.cut = found.cut or bool(lines and lines[0][28] >= BRANCH_LIMIT)
        for customer_id, its_lines in _by_customer(lines).items():
            if customer_id not in best or its_lines[0][1] < best[customer_id][0][1]:
                best[customer_id] = its_lines
                _keep(found, shape, its_lines[0])
    lines = [line for its_lines in best.values() for line in its_lines]
    return rows_of(lines, found, query.text, query.limit)


def _by_customer(lines: list[Row]) -> dict[int, list[Row]]:
    files: dict[int, list[Row]] = {}
    for line in lines:
        files.setdefault(line[0], []).append(line)
    return files


def _keep(found: Found, shape: Shape, line: Row) -> None:
    customer_id, rank, person_id, how = line[:4]
    matched, shown = line[26:28]
    if shape in _CONTACTS:
        matched, shown = shape.value, shown_contact(shape.value, shown)
    if person_id is None:
        found.customer(customer_id, Hit(rank, matched, shown))
    else:
        behind = {"HOLDER": _HOLDER, "OCCUPANT": _OCCUPANT}.get(how, 0)
        found.person(person_id, Hit(rank - behind, matched, shown))


def _questions(reading: Reading, query: SearchQuery) -> list[Question]:
    values: Values = {
        "landlord": query.landlord_code,
        "today": query.today,
        "keys": list(reading.keys),
        "key": reading.keys[0],
        "some": str(BRANCH_LIMIT),
        "most": str(max(MOST, query.limit + 1)),
    }
    if reading.shape is Shape.NUMBER:
        return [Question(STRAIGHT_NUMBER, values | one_number(key)) for key in reading.keys]
    if reading.shape is Shape.RUM:
        return [Question(STRAIGHT_RUM, values | one_number(reading.keys[0]))]
    if reading.shape is Shape.BARCODE:
        return [Question(STRAIGHT_BARCODE, values)]
    if reading.shape is Shape.PHONE and reading.exact:
        return [Question(STRAIGHT_CONTACT, values)]
    # The very address comes first among those that begin with it.
    return [Question(STRAIGHT_BEGINNING, values | {"key": key, "after": after(key)}) for key in reading.keys]
