"""The search box: from a text to tenants, best first, each saying why it matched."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.models.landlord import Landlord, Staff
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.dates import holds_on
from backoffice.rules.names import display_name, matching_surname, spelling
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.premises import premises_words
from backoffice.rules.search_shapes import (
    SHAPE_LABELS,
    Reading,
    Shape,
    name_spelling,
    name_words,
    readings,
)
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.access.opening import RESERVED_SENTENCE
from backoffice.services.search.candidates import Candidate, Candidates, candidates
from backoffice.services.search.results import Chip, SearchAnswer, SearchQuery, TenantRow
from backoffice.services.tenant.lookup import is_reserved

WHY = {
    "CLIENT": "client",
    "LEASE": "contrat",
    "PARTY": "tiers",
    "ORDER": "commande",
    "TRANSACTION": "transaction",
    "NOTICE": "avis",
    "PHONE": "téléphone",
    "EMAIL": "courriel",
    "NAME": "nom",
    "HOLDER": "cotitulaire",
    "OCCUPANT": "occupant",
}


@dataclass(frozen=True)
class _Let:
    """A lease as a search row tells it."""

    number: str
    words: str
    address: str
    current: bool
    is_dwelling: bool


def find_tenants(session: Session, query: SearchQuery) -> SearchAnswer:
    """Tenants for ``query``: exact before beginning, current before former, then by name (R4.30).

    Among equals come first the tenants whom this agent has on the line, then those whose name is
    spelt as typed.
    """
    found = tuple(one for one in readings(query.text) if one.shape not in query.without)
    hits = candidates(session, found, query.landlord_code)
    today = query.today or session.scalar(select(func.current_date()))
    assert today is not None
    rows = _rows(session, hits, today, query.text)
    ranks = {hit.customer_id: hit.rank for hit in hits.found}
    calling = _on_the_line(session, list(ranks))
    rows.sort(
        key=lambda row: (
            ranks[row.customer_id],
            row.customer_id not in calling,
            not row.spelt_as_typed,
            not row.is_current,
            row.name,
            row.customer_id,
        )
    )
    return SearchAnswer(
        rows=tuple(rows[: query.limit]),
        shapes=tuple(SHAPE_LABELS[reading.shape] for reading in found),
        more=hits.cut_short or len(rows) > query.limit,
        notice="" if rows else _reserved_notice(session, found),
        chips=tuple(Chip(reading.shape, SHAPE_LABELS[reading.shape]) for reading in found),
    )


def _reserved_notice(session: Session, found: tuple[Reading, ...]) -> str:
    """A reserved file is told to who types its number whole, so that the call goes to a manager (R5.14)."""
    numbers = (reading.keys[0] for reading in found if reading.shape is Shape.NUMBER)
    return RESERVED_SENTENCE if any(is_reserved(session, key) for key in numbers) else ""


def _on_the_line(session: Session, customer_ids: list[int]) -> frozenset[int]:
    found = session.scalars(
        select(PhoneCall.customer_id)
        .join(Staff, Staff.id == PhoneCall.staff_id)
        .where(
            Staff.login == func.session_user(),
            PhoneCall.ended_at.is_(None),
            PhoneCall.customer_id.in_(customer_ids),
        )
    )
    return frozenset(customer_id for customer_id in found if customer_id is not None)


def _rows(session: Session, hits: Candidates, today: date, typed: str) -> list[TenantRow]:
    by_id = {hit.customer_id: hit for hit in hits.found}
    people = session.execute(
        select(Customer, Person, Landlord)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .where(Customer.id.in_(by_id))
    ).all()
    lets = _lets(session, list(by_id), today)
    return [
        _row(customer, person, landlord, lets.get(customer.id, []), by_id[customer.id], typed)
        for customer, person, landlord in people
    ]


def _lets(session: Session, customer_ids: list[int], today: date) -> dict[int, list[_Let]]:
    rows = session.execute(
        select(Lease, Premises, Building)
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
        .where(Lease.customer_id.in_(customer_ids))
    ).all()
    found: dict[int, list[_Let]] = {}
    for lease, premises, building in rows:
        current = holds_on(lease.valid_from, lease.valid_to, today)
        described = premises_words(PremisesKind(premises.kind), premises.rooms, None, premises.door)
        address = f"{building.street}, {building.postal_code} {building.town}"
        is_dwelling = premises.kind == PremisesKind.DWELLING
        found.setdefault(lease.customer_id, []).append(
            _Let(lease.number, described, address, current, is_dwelling)
        )
    for lets in found.values():
        lets.sort(key=lambda let: (not let.current, not let.is_dwelling, let.number))
    return found


def _row(
    customer: Customer,
    person: Person,
    landlord: Landlord,
    lets: list[_Let],
    hit: Candidate,
    typed: str,
) -> TenantRow:
    evidence, spelt = hit.evidence, False
    if hit.matched == "PHONE":
        key = phone_key(evidence)
        evidence = show_phone(key) if key else evidence
    elif hit.matched == "NAME":
        surnames = tuple(filter(None, (person.birth_name, person.usage_name)))
        spelt = any(spelling(name) in name_spelling(typed) for name in surnames)
        evidence = matching_surname(name_words(typed), person.birth_name, person.usage_name).upper()
    elif hit.matched in ("HOLDER", "OCCUPANT"):
        spelt = name_spelling(typed) in spelling(evidence)
    withheld = person.confidential_address
    return TenantRow(
        customer_id=customer.id,
        landlord_code=landlord.code,
        landlord_name=landlord.name,
        client_ref=customer.client_ref,
        party_number=person.party_number,
        name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        leases=tuple(let.number for let in lets),
        premises=lets[0].words if lets else "",
        address="Adresse confidentielle" if withheld else (lets[0].address if lets else ""),
        is_current=any(let.current for let in lets),
        matched=hit.matched,
        why=f"{WHY[hit.matched]} {evidence}",
        spelt_as_typed=spelt,
    )
