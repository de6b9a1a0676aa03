"""Customers, their leases, who holds them and who lives there."""

from dataclasses import dataclass
from datetime import date

from backoffice.demo.world import AgencyOf, House, World, moment
from backoffice.models.desk.search import SepaMandate
from backoffice.models.lease import Customer, EDeliveryConsent, HouseholdMember, Lease, LeaseHolder
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import words
from backoffice.rules.vocabulary.ledger import MandateState
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from backoffice.rules.vocabulary.receipts import ConsentChannel
from backoffice.rules.vocabulary.stock import TermMode

# The days that landlords offer (R3.56).
_DEBIT_DAYS = (3, 6, 10, 16)


@dataclass(frozen=True)
class Client:
    """A customer with its main person."""

    id: int
    ref: str
    person_id: int


@dataclass(frozen=True)
class Let:
    """A lease, as its account needs it."""

    id: int
    house: House
    agency_id: int
    client: Client
    number: str
    start: date
    end: date | None
    term_mode: TermMode
    reference: str


def add_client(
    world: World, house: House, person_id: int, ref: str | None = None, billing: str | None = None
) -> Client:
    """Add a customer under a reference as printed."""
    shown = ref or house.numbers.next_client()
    customer_id = world.rows.add(
        Customer,
        landlord_id=house.id,
        client_ref=shown,
        client_ref_key=normalise(shown),
        main_person_id=person_id,
        billing_address=billing,
    )
    return Client(customer_id, shown, person_id)


@dataclass(frozen=True)
class Terms:
    """What a lease says besides its parties."""

    premises_id: int
    reference: str
    agency: AgencyOf
    start: date
    end: date | None = None
    number: str | None = None
    term_mode: TermMode | None = None
    insurance: bool = True


def add_lease(
    world: World, house: House, client: Client, terms: Terms, co_holders: tuple[int, ...] = ()
) -> Let:
    """Add a lease with its main holder and co-holders."""
    number = terms.number or house.numbers.next_contract()
    mode = terms.term_mode or house.profile.term_mode
    lease_id = world.rows.add(
        Lease,
        landlord_id=house.id,
        agency_id=terms.agency.id,
        customer_id=client.id,
        premises_id=terms.premises_id,
        number=number,
        number_key=normalise(number),
        term_mode=mode,
        due_day=house.profile.due_day,
        insurance_required=terms.insurance,
        valid_from=terms.start,
        valid_to=terms.end,
    )
    let = Let(lease_id, house, terms.agency.id, client, number, terms.start, terms.end, mode, terms.reference)
    add_holder(world, let, client.person_id, HolderTitle.MAIN_HOLDER)
    for person_id in co_holders:
        add_holder(world, let, person_id, HolderTitle.CO_HOLDER)
    return let


def add_holder(world: World, let: Let, person_id: int, title: HolderTitle) -> None:
    """Let a person hold the lease for its whole length."""
    world.rows.add(
        LeaseHolder,
        landlord_id=let.house.id,
        lease_id=let.id,
        person_id=person_id,
        title=title,
        valid_from=let.start,
        valid_to=let.end,
    )


def add_member(
    world: World,
    let: Let,
    person_id: int,
    relation: Relation,
    start: date | None = None,
    end: date | None = None,
) -> None:
    """Add a member of the household, from ``start`` (the lease's by default) to ``end`` (R3.22)."""
    world.rows.add(
        HouseholdMember,
        landlord_id=let.house.id,
        lease_id=let.id,
        person_id=person_id,
        relation=relation,
        valid_from=start or let.start,
        valid_to=end or let.end,
    )


def add_mandate(world: World, let: Let) -> None:
    """Record the mandate of a tenant who pays by direct debit (R3.50); it ends with the lease."""
    reference = f"{let.house.code[:12].upper()}-{let.number}-01"
    world.rows.add(
        SepaMandate,
        landlord_id=let.house.id,
        lease_id=let.id,
        reference=reference,
        reference_key="".join(words(reference)),
        signed_on=let.start,
        state=MandateState.REVOKED if let.end and let.end <= world.day else MandateState.ACTIVE,
        debit_day=_DEBIT_DAYS[let.id % len(_DEBIT_DAYS)],
    )


def add_consent(
    world: World, let: Let, given_on: date, given_by: str, revoked_on: date | None = None
) -> None:
    """Record an express agreement to electronic documents (R1.18)."""
    given_at = moment(given_on, 10)
    world.rows.add(
        EDeliveryConsent,
        landlord_id=let.house.id,
        lease_id=let.id,
        channel=ConsentChannel.EMAIL,
        given_at=given_at,
        given_by=given_by,
        evidence="Case cochée sur le portail",
        revoked_at=moment(revoked_on, 10) if revoked_on else None,
        recorded_at=given_at,
    )
