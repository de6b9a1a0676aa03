"""Issue a letter: numbered, drawn, frozen; from then on its bytes are read and never made again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.validation.texts import Letter
from backoffice.reports.letters.drawing import drawn_letters, letters_pdf
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.letters.sheet import LetterSheet, as_json, from_json
from backoffice.rules.vocabulary.validation.tasks import LetterState
from backoffice.services.mine import my_customer
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_BATCH = 50


@dataclass(frozen=True)
class IssuedLetter:
    """A letter that exists; ``created`` is false when the same command had made it before."""

    letter_id: int
    number: str
    code: str
    customer_id: int
    pages: int
    sha256: str
    state: LetterState
    made_at: datetime
    version: int
    created: bool
    sentence: str


def issue_letter(
    session: Session,
    sheet: LetterSheet,
    customer_id: int,
    person_id: int,
    command_id: str,
    *,
    lease_id: int | None = None,
    work_item_id: int | None = None,
) -> IssuedLetter:
    """Freeze ``sheet`` under the next number of the contract; the same command makes it once.

    Raises ``Refused`` (``NOBODY_TO_WRITE_TO``, ``OWN_HOUSEHOLD``, ``NO_LEASE``), ``NotFound``.
    """
    customer = my_customer(session, customer_id, lock=True)
    made = _made_before(session, sheet, customer_id, person_id, command_id, lease_id)
    if made is not None:
        return _issued(made, created=False)
    number = session.execute(select(func.next_letter_number(customer_id, lease_id))).scalar_one()
    final = replace(sheet, number=number, preview=False)
    drawn = drawn_letters((final,))
    parties = (customer_id, person_id, lease_id, work_item_id)
    content, kept = (drawn.content, drawn.pages), cast(as_json(final), JSONB)
    command = cast(command_id, UUID(as_uuid=False))
    letter_id = session.execute(
        select(func.keep_letter(*parties, final.code, number, kept, *content, command))
    ).scalar_one()
    record(
        session,
        act="LETTER_ISSUED",
        subject=f"letter:{letter_id}",
        landlord_id=customer.landlord_id,
        staff_id=current_staff(session).id,
        customer_id=customer_id,
        command_id=command_id,
        detail={"code": final.code, "number": number, "pages": drawn.pages},
    )
    session.flush()
    return _issued(_row(session, letter_id), created=True)


def letter_bytes(session: Session, letter_id: int) -> bytes:
    """The PDF as it was issued; that it left once more is traced.

    Raises ``NotFound`` for a letter that the reader does not see.
    """
    found = session.execute(
        select(Letter.content, Letter.sha256, Letter.customer_id, Letter.landlord_id, Letter.number).where(
            Letter.id == letter_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound("Cette lettre n’existe pas ou n’est pas de vos agences : relisez la liste.")
    assert sha256(found.content).hexdigest() == found.sha256, "a letter is kept as it was issued"
    record(
        session,
        act="LETTER_OPENED",
        subject=f"letter:{letter_id}",
        landlord_id=found.landlord_id,
        staff_id=current_staff(session).id,
        customer_id=found.customer_id,
        detail={"number": found.number},
    )
    session.flush()
    return bytes(found.content)


def letter_of(session: Session, letter_id: int) -> IssuedLetter:
    """A letter, without its bytes. Raises ``NotFound``."""
    return _issued(_row(session, letter_id), created=False)


def letter_numbered(session: Session, landlord_id: int, number: str) -> IssuedLetter:
    """The letter of a number, as printed on it. Raises ``NotFound``."""
    found = session.execute(
        _FACTS.where(Letter.landlord_id == landlord_id, Letter.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound(f"La lettre « {number} » n’existe pas ou n’est pas de vos agences.")
    return _issued(found, created=False)


def letters_of(session: Session, customer_id: int) -> tuple[IssuedLetter, ...]:
    """The letters of a customer, the latest first."""
    rows = session.execute(_FACTS.where(Letter.customer_id == customer_id).order_by(Letter.id.desc()))
    return tuple(_issued(row, created=False) for row in rows)


def bundle_pdf(session: Session, letter_ids: Sequence[int], *, odd_pages: bool = True) -> bytes:
    """Letters issued, in one PDF for the printer, in the order given; from their frozen sheets.

    Their own bytes stay the proof. Raises ``NotFound`` when one of them is not seen.
    """
    return letters_pdf(_sheets(session, letter_ids), odd_pages=odd_pages)


def post_letter(session: Session, letter_id: int, version: int) -> int:
    """Say that a letter was posted; its new version. Raises ``Refused``, ``Conflict`` when it was."""
    return int(session.execute(select(func.post_letter(letter_id, version))).scalar_one())


_FACTS = select(
    Letter.id,
    Letter.number,
    Letter.code,
    Letter.customer_id,
    Letter.pages,
    Letter.sha256,
    Letter.state,
    Letter.made_at,
    Letter.version,
)


def _sheets(session: Session, letter_ids: Sequence[int]) -> Iterator[LetterSheet]:
    for start in range(0, len(letter_ids), _BATCH):
        wanted = letter_ids[start : start + _BATCH]
        rows = session.execute(select(Letter.id, Letter.sheet).where(Letter.id.in_(wanted)))
        found = {row.id: row.sheet for row in rows}
        for letter_id in wanted:
            if letter_id not in found:
                raise NotFound("Une lettre n’existe pas ou n’est pas de vos agences : relisez la liste.")
            yield from_json(found[letter_id])


def _made_before(
    session: Session,
    sheet: LetterSheet,
    customer_id: int,
    person_id: int,
    command_id: str,
    lease_id: int | None,
) -> Any:
    return session.execute(
        _FACTS.where(
            Letter.command_id == command_id,
            Letter.customer_id == customer_id,
            Letter.person_id == person_id,
            Letter.code == sheet.code,
            Letter.lease_id.is_not_distinct_from(lease_id),
        )
    ).one_or_none()


def _row(session: Session, letter_id: int) -> Any:
    found = session.execute(_FACTS.where(Letter.id == letter_id)).one_or_none()
    if found is None:
        raise NotFound("Cette lettre n’existe pas ou n’est pas de vos agences : relisez la liste.")
    return found


def _issued(row: Any, *, created: bool) -> IssuedLetter:
    label = TextCode(row.code).label
    state = LetterState(row.state)
    plural = "s" if row.pages > 1 else ""
    return IssuedLetter(
        letter_id=row.id,
        number=row.number,
        code=row.code,
        customer_id=row.customer_id,
        pages=row.pages,
        sha256=row.sha256,
        state=state,
        made_at=row.made_at,
        version=row.version,
        created=created,
        sentence=f"Lettre {row.number} ({label}), {row.pages} page{plural}, {state.label.lower()}.",
    )
