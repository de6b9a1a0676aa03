"""Whose file a calling number may be about: contacts, numbers attached, calls of before."""

from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.models.desk.persons import CallerNumber
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer, HouseholdMember, Lease, LeaseHolder
from backoffice.models.person import Contact, Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.dates import french_day, holds_on
from backoffice.rules.names import display_name
from backoffice.rules.persons.ringing import Ringing
from backoffice.rules.premises import premises_words
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.access.searching import Searched, record_search
from backoffice.services.clock import server_day
from backoffice.services.pop.results import (
    ATTACHED,
    CALLED,
    CONFIDENTIAL,
    FORMER,
    ON_FILE,
    CallerCandidate,
    Callers,
)

_SHOWN = 9
_EACH_WAY = 60
_ORDER = (ON_FILE, ATTACHED, FORMER, CALLED)

Way = Select[*tuple[Any, ...]]


def callers(session: Session, ringing: Ringing, landlord_code: str | None) -> Callers:
    """The files that the number may be about, the surest first, nine at most; one key each, never guessed.

    Traced and counted as a search. A hidden number has none. Raises ``Denied`` (``QUOTA_SEARCH``).
    """
    if ringing.key is None:
        return Callers(ringing.shown, None, ())
    ways = [way.limit(_EACH_WAY).subquery() for way in _ways(ringing.key, landlord_code)]
    found = session.execute(union_all(*(select(way) for way in ways))).all()
    best: dict[int, tuple[int, str]] = {}
    for customer_id, kind, person_id, channel, until in found:
        told = (_ORDER.index(kind), _why(session, kind, person_id, channel, until))
        if customer_id not in best or told[0] < best[customer_id][0]:
            best[customer_id] = told
    rows = _rows(session, best)
    only = rows[0].customer_id if len(rows) == 1 else None
    record_search(session, Searched(ringing.key, len(rows), only))
    return Callers(ringing.shown, ringing.key, tuple(rows[:_SHOWN]), more=len(rows) > _SHOWN)


def _ways(key: str, landlord_code: str | None) -> list[Way]:
    return [*_by_contact(key, landlord_code), _by_attached(key, landlord_code), _by_call(key, landlord_code)]


def _by_contact(key: str, landlord_code: str | None) -> list[Way]:
    in_use = Contact.valid_to.is_(None) | (Contact.valid_to > func.current_date())
    kind = case((in_use, literal(ON_FILE)), else_=literal(FORMER))
    main = select(Customer.id, kind, Contact.person_id, Contact.channel, Contact.valid_to).join_from(
        Contact, Customer, Customer.main_person_id == Contact.person_id
    )
    tied = [
        select(Lease.customer_id, kind, Contact.person_id, Contact.channel, Contact.valid_to)
        .join_from(Contact, tie, tie.person_id == Contact.person_id)
        .join(Lease, Lease.id == tie.lease_id)
        for tie in (LeaseHolder, HouseholdMember)
    ]
    mine = of_my_landlords(Contact.landlord_id, landlord_code)
    return [way.where(mine, Contact.value_key == key) for way in (main, *tied)]


def _by_attached(key: str, landlord_code: str | None) -> Way:
    return select(
        CallerNumber.customer_id, literal(ATTACHED), Customer.main_person_id, literal(""),
        _paris(CallerNumber.attached_at),
    ).join(Customer, Customer.id == CallerNumber.customer_id).where(
        of_my_landlords(CallerNumber.landlord_id, landlord_code),
        CallerNumber.number_key == key,
        CallerNumber.removed_at.is_(None),
    )  # fmt: skip


def _by_call(key: str, landlord_code: str | None) -> Way:
    """The files of earlier calls from the number, each by its latest call."""
    return (
        select(
            Customer.id, literal(CALLED), Customer.main_person_id, literal(""),
            func.max(_paris(PhoneCall.started_at)),
        )
        .join(Customer, Customer.id == PhoneCall.customer_id)
        .where(of_my_landlords(PhoneCall.landlord_id, landlord_code), PhoneCall.caller_number == key)
        .group_by(Customer.id, Customer.main_person_id)
    )  # fmt: skip


def _paris(instant: Any) -> Any:
    return func.date(func.timezone("Europe/Paris", instant))


def _why(session: Session, kind: str, person_id: int, channel: str, until: date | None) -> str:
    if kind == ATTACHED:
        return f"a appelé de ce numéro, rattaché le {french_day(until)}" if until else "a appelé de ce numéro"
    if kind == CALLED:
        return f"a appelé de ce numéro le {french_day(until)}" if until else "a appelé de ce numéro"
    person = session.get(Person, person_id)
    whose = f" de {person.first_names} {person.usage_name or person.birth_name}" if person else ""
    named = ContactChannel(channel).label.lower()
    if kind == FORMER and until is not None:
        return f"ancien {named}{whose}, jusqu’au {french_day(until)}"
    return f"{named}{whose}"


def _rows(session: Session, best: dict[int, tuple[int, str]]) -> list[CallerCandidate]:
    today = server_day(session)
    people = session.execute(
        select(Customer, Person, Landlord.name)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .where(Customer.id.in_(best))
    ).all()
    lets = _dwellings(session, best, today)
    found = []
    for customer, person, landlord in people:
        rank, why = best[customer.id]
        dwelling, is_current = lets.get(customer.id, ("", False))
        found.append(
            CallerCandidate(
                customer_id=customer.id,
                landlord_name=landlord,
                client_ref=customer.client_ref,
                name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
                dwelling=CONFIDENTIAL if person.confidential_address else dwelling,
                is_current=is_current,
                why=why,
                kind=_ORDER[rank],
            )
        )
    found.sort(key=lambda row: (_ORDER.index(row.kind), not row.is_current, row.name, row.customer_id))
    return found


def _dwellings(
    session: Session, best: dict[int, tuple[int, str]], today: date
) -> dict[int, tuple[str, bool]]:
    """The dwelling of each customer, the present one first, else the last; an annex for want of one."""
    rows = session.execute(
        select(Lease, Premises, Building)
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
        .where(Lease.customer_id.in_(best))
        .order_by(Lease.valid_from, Lease.id)
    ).all()
    found: dict[int, tuple[bool, bool, str]] = {}
    for lease, premises, building in rows:
        kind = PremisesKind(premises.kind)
        words = premises_words(kind, premises.rooms, None, premises.door)
        told = (
            holds_on(lease.valid_from, lease.valid_to, today),
            kind is PremisesKind.DWELLING,
            f"{words}, {building.street}, {building.town}",
        )
        if lease.customer_id not in found or told[:2] >= found[lease.customer_id][:2]:
            found[lease.customer_id] = told
    return {customer_id: (words, current) for customer_id, (current, _, words) in found.items()}
