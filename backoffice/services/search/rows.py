"""From persons and customers found to the rows of the results, best first."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from backoffice.rules.names import display_name, fold, matching_surname, spelling
from backoffice.rules.premises import premises_words
from backoffice.rules.search_shapes import name_spelling, name_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.search.found import Found, Hit, quality_of
from backoffice.services.search.line import Question, Row, Values, ask, numbers
from backoffice.services.search.results import TenantRow
from backoffice.services.search.statements.finishing import FINISHING, FINISHING_ONE

WHY = {
    "CLIENT": "client",
    "LEASE": "contrat",
    "PARTY": "tiers",
    "ORDER": "commande",
    "TRANSACTION": "transaction",
    "NOTICE": "avis",
    "RUM": "mandat",
    "PHONE": "téléphone",
    "EMAIL": "courriel",
    "NAME": "nom",
    "HOLDER": "cotitulaire",
    "OCCUPANT": "occupant",
    "BIRTH": "né(e) le",
    "LIVES": "habite",
    "LIVED": "y a habité :",
    "SOUND": "sonne comme",
    "MISSPELT": "orthographe proche :",
}
WITHHELD = "Adresse confidentielle"
MOST = 51
_HOW = {"HOLDER": "HOLDER", "OCCUPANT": "OCCUPANT"}


@dataclass
class _Let:
    """A lease as a search row tells it."""

    number: str
    words: str
    address: str
    current: bool
    is_dwelling: bool


@dataclass
class _File:
    """What the database tells of one customer: its first line, and a lease a line."""

    line: Row
    lets: list[_Let] = field(default_factory=list)


def finish(
    session: Session, found: Found, text: str, landlord: str | None, today: date | None, limit: int
) -> tuple[list[TenantRow], bool]:
    """The rows of what was found, best first, at most ``limit``; and whether there are more."""
    if not found.persons and not found.customers:
        return [], False
    alone = not found.persons and len(found.customers) == 1
    statement = FINISHING_ONE if alone else FINISHING
    (lines,) = ask(session, [Question(statement, _values(found, text, landlord, today, limit))])
    return rows_of(lines, found, text, limit)


def rows_of(lines: list[Row], found: Found, text: str, limit: int) -> tuple[list[TenantRow], bool]:
    """The rows of the finishing ``lines``, best first, at most ``limit``; and whether there are more."""
    files: dict[int, _File] = {}
    for line in lines:
        file = files.setdefault(line[0], _File(line))
        if line[17] is not None:
            file.lets.append(_let(line))
    typed, spelt = name_words(text), name_spelling(text)
    ordered = sorted(
        (
            (_place(row, line, rank), row)
            for row, line, rank in (_row(one, found, typed, spelt) for one in files.values())
        ),
        key=lambda one: one[0],
    )
    return [row for _, row in ordered[:limit]], found.cut or len(ordered) > limit


def _values(found: Found, text: str, landlord: str | None, today: date | None, limit: int) -> Values:
    persons = found.best_persons()
    customers = sorted(found.customers.items(), key=lambda one: one[1].rank)[: max(MOST, limit + 1)]
    return {
        "landlord": landlord,
        "today": today,
        "persons": numbers(one for one, _ in persons),
        "ranks": numbers(hit.rank for _, hit in persons),
        "customers": numbers(one for one, _ in customers),
        "customer_ranks": numbers(hit.rank for _, hit in customers),
        "spelt": name_spelling(text),
        "most": str(max(MOST, limit + 1)),
    }


def _place(row: TenantRow, line: Row, rank: int) -> tuple[object, ...]:
    """On the line first among equals, then spelt as typed, then current, then by name."""
    return (
        rank,
        not line[25],
        not row.spelt_as_typed,
        row.is_former,
        not row.is_current,
        row.name,
        row.customer_id,
    )


def _let(line: Row) -> _Let:
    number, kind, rooms, door, street, postal_code, town, current = line[17:25]
    words = premises_words(PremisesKind(kind), rooms, None, door) if kind else ""
    address = f"{street}, {postal_code} {town}" if street else ""
    return _Let(number, words, address, bool(current), kind == PremisesKind.DWELLING)


def _row(file: _File, found: Found, typed: tuple[str, ...], spelt: str) -> tuple[TenantRow, Row, int]:
    customer_id, rank, person_id, how, client_ref, code, landlord_name, party_number = file.line[:8]
    civility, birth_name, usage_name, first_names, confidential = file.line[8:13]
    hit = found.customers[customer_id] if person_id is None else found.persons[person_id]
    file.lets.sort(key=lambda let: (not let.current, not let.is_dwelling, let.number))
    matched, why, as_typed = _reason(hit, how, file.line, typed, spelt)
    lets = file.lets
    row = TenantRow(
        customer_id=customer_id,
        landlord_code=code,
        landlord_name=landlord_name,
        client_ref=client_ref,
        party_number=party_number,
        name=display_name(civility, birth_name, usage_name, first_names),
        leases=tuple(let.number for let in lets),
        premises=lets[0].words if lets else "",
        address=WITHHELD if confidential else (lets[0].address if lets else ""),
        is_current=any(let.current for let in lets),
        matched=matched,
        why=why,
        spelt_as_typed=as_typed,
        quality=quality_of(rank),
        is_former=hit.former,
    )
    return row, file.line, rank


def _reason(hit: Hit, how: str, line: Row, typed: tuple[str, ...], spelt: str) -> tuple[str, str, bool]:
    """The code of the reason, its words, and whether the name found is spelt as it was typed."""
    if hit.matched in ("SOUND", "MISSPELT"):
        who = f", {WHY[how]} {_full(line)}" if how in _HOW else ""
        return hit.matched, f"{WHY[hit.matched]} {hit.evidence}{who}", False
    if hit.matched != "NAME":
        who = f" ({WHY[how]} {_full(line)})" if how in _HOW else ""
        return hit.matched, f"{WHY[hit.matched]} {hit.evidence}{who}", False
    if how in _HOW:
        return how, f"{WHY[how]} {_full(line)}", spelt in spelling(_full(line))
    birth_name, usage_name = line[9], line[10]
    surname = matching_surname(typed, birth_name, usage_name)
    usage = usage_name is not None and surname == usage_name and fold(usage_name) != fold(birth_name)
    as_typed = any(spelling(name) in spelt for name in (birth_name, usage_name) if name)
    return "NAME", f"{'nom d’usage' if usage else 'nom'} {surname.upper()}", as_typed


def _full(line: Row) -> str:
    """First names and the surname in use of the person who was found."""
    _, birth_name, usage_name, first_names = line[13:17]
    return f"{first_names} {usage_name or birth_name}"
