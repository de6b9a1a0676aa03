"""The queries of the search box: each reading of the text gives customers with a rank."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from backoffice.models.landlord import of_my_landlords
from backoffice.models.lease import Customer, HouseholdMember, Lease, LeaseHolder
from backoffice.models.ledger import OnlinePayment, RentNotice
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.rules.names import SURNAME, WHOLE, name_ways
from backoffice.rules.search_shapes import MINIMUM_PREFIX, Reading, Shape, after

EXACT, EXACT_FORMER, BEGINS, EXACT_NAME, BEGINS_NAME = 0, 5, 20, 100, 200
# A whole surname comes before a piece of one, a piece before a first name: two steps each, so that
# who shares the lease comes just after who is named on the notice; who lives there comes after all.
_PARTS = {WHOLE: 0, SURNAME: 2}
_FIRST, _BEGINNING = 4, 1000
CO_HOLDER, OCCUPANT = 1, 300
SHORTEST_BEGINNING = 2
BRANCH_LIMIT, _PEOPLE_LIMIT = 60, 600


@dataclass(frozen=True)
class Candidate:
    """A customer found: by what (``matched``), on which value (``evidence``), how well (``rank``)."""

    customer_id: int
    rank: int
    matched: str
    evidence: str


@dataclass(frozen=True)
class Candidates:
    """The customers found, best first, and whether a query was cut short."""

    found: tuple[Candidate, ...]
    cut_short: bool


Hit = Select[int, int, str, str]


def candidates(session: Session, found: tuple[Reading, ...], landlord_code: str | None) -> Candidates:
    """Customers for every reading, each once with its best reason, best first."""
    branches = [hit for reading in found for hit in _branches(reading, landlord_code)]
    if not branches:
        return Candidates((), cut_short=False)
    wrapped = [
        select(branch.limit(BRANCH_LIMIT).subquery(), literal(place, Integer).label("branch"))
        for place, branch in enumerate(branches)
    ]
    rows = session.execute(union_all(*wrapped)).all()
    best: dict[int, Candidate] = {}
    for *values, _ in rows:
        one = Candidate(*values)
        if one.customer_id not in best or one.rank < best[one.customer_id].rank:
            best[one.customer_id] = one
    full = Counter(row.branch for row in rows)
    return Candidates(
        tuple(sorted(best.values(), key=lambda one: one.rank)),
        cut_short=any(count >= BRANCH_LIMIT for count in full.values()),
    )


def _branches(reading: Reading, landlord_code: str | None) -> list[Hit]:
    key = reading.keys[0]
    if reading.shape is Shape.NUMBER:
        return _by_number(key, landlord_code)
    if reading.shape is Shape.PHONE or reading.shape is Shape.EMAIL:
        return _by_contact(key, reading, landlord_code)
    if reading.shape is Shape.BARCODE:
        return [_by_notice(RentNotice.barcode, key, landlord_code)]
    return [
        hit
        for place, way in enumerate(name_ways(reading.keys))
        for hit in _by_words(way, landlord_code, f"people_{place}", reading.spelling)
    ]


def _hit(customer: Any, rank: Any, matched: str, evidence: Any) -> Hit:
    return select(
        customer.label("customer_id"),
        (literal(rank) if isinstance(rank, int) else rank).label("rank"),
        literal(matched, String).label("matched"),
        evidence.label("evidence"),
    )


def _by_number(key: str, landlord_code: str | None) -> list[Hit]:
    def one(column: InstrumentedAttribute[Any], owner: Any, matched: str, shown: Any) -> list[Hit]:
        mine = of_my_landlords(column.class_.landlord_id, landlord_code)
        exact = _hit(owner, EXACT, matched, shown).where(mine, column == key)
        if len(key) < MINIMUM_PREFIX:
            return [exact]
        start = _hit(owner, BEGINS, matched, shown).where(mine, column > key, column < after(key))
        return [exact, start.order_by(column)]

    party = [
        hit.join_from(Person, Customer, Customer.main_person_id == Person.id)
        for hit in one(Person.party_key, Customer.id, "PARTY", Person.party_number)
    ]
    return [
        *one(Customer.client_ref_key, Customer.id, "CLIENT", Customer.client_ref),
        *one(Lease.number_key, Lease.customer_id, "LEASE", Lease.number),
        *party,
        *one(OnlinePayment.order_key, OnlinePayment.customer_id, "ORDER", OnlinePayment.order_reference),
        _hit(OnlinePayment.customer_id, EXACT, "TRANSACTION", OnlinePayment.transaction_number).where(
            of_my_landlords(OnlinePayment.landlord_id, landlord_code), OnlinePayment.transaction_number == key
        ),
        _by_notice(RentNotice.number_key, key, landlord_code),
    ]


def _by_notice(column: InstrumentedAttribute[str], key: str, landlord_code: str | None) -> Hit:
    return (
        _hit(Lease.customer_id, EXACT, "NOTICE", RentNotice.number)
        .join_from(RentNotice, Lease, Lease.id == RentNotice.lease_id)
        .where(of_my_landlords(RentNotice.landlord_id, landlord_code), column == key)
    )


def _by_contact(key: str, reading: Reading, landlord_code: str | None) -> list[Hit]:
    mine = of_my_landlords(Contact.landlord_id, landlord_code)
    wanted: ColumnElement[bool] = Contact.value_key == key
    rank: Any = case((Contact.valid_to.is_(None), EXACT), else_=EXACT_FORMER)
    if not reading.exact or reading.shape is Shape.EMAIL:
        wanted = and_(Contact.value_key >= key, Contact.value_key < after(key))
        rank = case((Contact.value_key == key, rank), else_=BEGINS)
    matched = reading.shape.value
    direct = _hit(Customer.id, rank, matched, Contact.value).join_from(
        Contact, Customer, Customer.main_person_id == Contact.person_id
    )
    held = (
        _hit(Lease.customer_id, rank, matched, Contact.value)
        .join_from(Contact, LeaseHolder, LeaseHolder.person_id == Contact.person_id)
        .join(Lease, Lease.id == LeaseHolder.lease_id)
    )
    return [hit.where(mine, wanted).order_by(Contact.value_key) for hit in (direct, held)]


def _score(alias: type[PersonNameKey], word: str) -> Any:
    """What the best piece of a person's name is worth for ``word``; the less, the better."""
    part = case(*((alias.part == part, worth) for part, worth in _PARTS.items()), else_=_FIRST)
    return func.min(part + case((alias.key == word, 0), else_=_BEGINNING))


def _answering(word: str, landlord_code: str | None) -> Any:
    """Persons one of whose keys is ``word``, or begins with it: a letter alone begins too many names."""
    alias = aliased(PersonNameKey)
    wanted: ColumnElement[bool] = alias.key == word
    if len(word) >= SHORTEST_BEGINNING:
        wanted = and_(alias.key >= word, alias.key < after(word))
    return (
        select(alias.person_id, _score(alias, word).label("score"))
        .where(of_my_landlords(alias.landlord_id, landlord_code), wanted)
        .group_by(alias.person_id)
        .subquery()
    )


def _by_words(keys: tuple[str, ...], landlord_code: str | None, name: str, spelt: str) -> list[Hit]:
    """Persons who answer to every word, read once for the three ways to be a customer."""
    first, *others = [_answering(word, landlord_code) for word in sorted(keys, key=len, reverse=True)]
    total: Any = first.c.score
    people = select(first.c.person_id)
    for other in others:
        people = people.join(other, other.c.person_id == first.c.person_id)
        total = total + other.c.score
    rank = case((total < _BEGINNING, EXACT_NAME + total), else_=BEGINS_NAME + total % _BEGINNING)
    hits = (
        people.add_columns(rank.label("rank"))
        .order_by("rank", first.c.person_id)
        .limit(_PEOPLE_LIMIT)
        .cte(name)
    )
    return [_of_main(hits, spelt), _of_holders(hits), _of_occupants(hits)]


def _full_name() -> Any:
    return func.concat(Person.first_names, " ", func.coalesce(Person.usage_name, Person.birth_name))


def _of_main(hits: CTE, spelt: str) -> Hit:
    # Before the branch is cut: homonyms may be more than its limit.
    names = (Person.birth_name, func.coalesce(Person.usage_name, ""))
    other = and_(*(func.replace(func.lower(name), "'", "’") != spelt for name in names))
    return (
        _hit(Customer.id, hits.c.rank, "NAME", Person.birth_name)
        .join_from(hits, Person, Person.id == hits.c.person_id)
        .join(Customer, Customer.main_person_id == Person.id)
        .order_by(hits.c.rank, other, Customer.id)
    )


def _of_holders(hits: CTE) -> Hit:
    return (
        _hit(Lease.customer_id, hits.c.rank + CO_HOLDER, "HOLDER", _full_name())
        .join_from(hits, Person, Person.id == hits.c.person_id)
        .join(LeaseHolder, LeaseHolder.person_id == Person.id)
        .join(Lease, Lease.id == LeaseHolder.lease_id)
        .join(Customer, and_(Customer.id == Lease.customer_id, Customer.main_person_id != Person.id))
        .order_by(hits.c.rank, Lease.customer_id)
    )


def _of_occupants(hits: CTE) -> Hit:
    return (
        _hit(
            Lease.customer_id,
            hits.c.rank + OCCUPANT,
            "OCCUPANT",
            _full_name(),
        )
        .join_from(hits, Person, Person.id == hits.c.person_id)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .join(Lease, Lease.id == HouseholdMember.lease_id)
        .join(Customer, and_(Customer.id == Lease.customer_id, Customer.main_person_id != Person.id))
        .where(or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to > func.current_date()))
        .order_by(hits.c.rank, Lease.customer_id)
    )
