"""What a text may say of one tenant: who, which contract, which agency; under the reader's own rights."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.landlord import Agency
from backoffice.models.lease import Customer, Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.dates import french_day
from backoffice.rules.names import letter_name
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import HolderTitle
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters
from backoffice.services.mine import my_customer
from backoffice.services.receipts.party import address_lines, postal_lines

_WITHHELD = "votre logement"
"""In place of an address that is confidential: a message may be read by others."""


@dataclass(frozen=True)
class Addressee:
    """A person written to."""

    person_id: int
    civility: str
    name: str
    """``Madame Claire Martin``."""


@dataclass(frozen=True)
class TenantFacts:
    """A tenant as texts know him."""

    customer_id: int
    landlord_id: int
    lease_id: int | None
    today: date
    profile: LandlordProfile
    addressees: tuple[Addressee, ...]
    """Who is written to, the first first; empty when all have died."""
    address: tuple[str, ...]
    """Where a letter goes."""
    town: str
    """Where the agency that writes is."""
    agency: str
    contract: str
    client_ref: str
    dwelling: tuple[str, ...]
    values: dict[str, str]
    """The variables known of every file; a message's own, without a confidential address."""


def tenant_facts(
    session: Session, customer_id: int, *, lease_id: int | None = None, person_id: int | None = None
) -> TenantFacts:
    """Read what texts say of a tenant; the dwelling's contract when none is named.

    Raises ``NotFound`` for a customer that the reader does not see, ``Refused`` (``NO_LEASE``) for a contract
    of somebody else.
    """
    customer = my_customer(session, customer_id)
    today = server_day(session)
    profile = landlord_parameters(session, customer.landlord_id, today)
    lease = _lease(session, customer, lease_id, today)
    people = _people(session, customer, lease, person_id, today)
    agency = session.get(Agency, customer.agency_id) if customer.agency_id is not None else None
    dwelling = _dwelling(session, lease)
    who = profile.identity
    seat = (who.street, f"{who.postal_code} {who.town}")
    office = (agency.street, f"{agency.postal_code} {agency.town}") if agency else seat
    main = session.get_one(Person, customer.main_person_id)
    hidden = main.confidential_address or any(one.confidential_address for one in people)
    named = _addressee(people[0]) if people else _addressee(main)
    answer_by = today + timedelta(days=profile.insurance_answer_days)
    return TenantFacts(
        customer_id=customer.id,
        landlord_id=customer.landlord_id,
        lease_id=lease.id if lease else None,
        today=today,
        profile=profile,
        addressees=tuple(_addressee(one) for one in people),
        address=postal_lines(session, lease, customer, today) if lease else (),
        town=agency.town if agency else who.town,
        agency=agency.name if agency else who.name,
        contract=lease.number if lease else "",
        client_ref=customer.client_ref,
        dwelling=dwelling,
        values={
            "nom": named.name,
            "bailleur": who.name,
            "telephone": who.phone,
            "agence": agency.name if agency else who.name,
            "adresse_agence": ", ".join(office),
            "numero_client": customer.client_ref,
            "contrat": lease.number if lease else "",
            "logement": _WITHHELD if hidden else ", ".join(dwelling),
            "date_du_jour": french_day(today),
            "date_limite": french_day(answer_by),
        },
    )


def _addressee(person: Person) -> Addressee:
    name = letter_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    return Addressee(person.id, person.civility, name)


def _lease(session: Session, customer: Customer, lease_id: int | None, today: date) -> Lease | None:
    """The contract named, else that of the dwelling lived in, else the latest."""
    query = (
        select(Lease)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer.id)
        .order_by(
            (Lease.valid_from <= today).desc(),
            or_(Lease.valid_to.is_(None), Lease.valid_to > today).desc(),
            Premises.kind != PremisesKind.DWELLING,
            Lease.valid_from.desc(),
            Lease.id,
        )
        .limit(1)
    )
    if lease_id is not None:
        query = query.where(Lease.id == lease_id)
    found = session.scalars(query).first()
    if found is None and lease_id is not None:
        raise Refused("Ce client n’a pas ce contrat : vérifiez le numéro.", code="NO_LEASE")
    return found


def _people(
    session: Session, customer: Customer, lease: Lease | None, person_id: int | None, today: date
) -> list[Person]:
    """The living holders of the contract, or the person named if he is of this household."""
    holders: list[Person] = []
    if lease is not None:
        holders = list(
            session.scalars(
                select(Person)
                .join(LeaseHolder, LeaseHolder.person_id == Person.id)
                .where(
                    LeaseHolder.lease_id == lease.id,
                    LeaseHolder.valid_from <= today,
                    or_(LeaseHolder.valid_to.is_(None), LeaseHolder.valid_to > today),
                )
                .order_by(
                    (Person.id == customer.main_person_id).desc(),
                    LeaseHolder.title != HolderTitle.MAIN_HOLDER,
                    LeaseHolder.id,
                )
            )
        )
    if not any(one.id == customer.main_person_id for one in holders):
        holders.append(session.get_one(Person, customer.main_person_id))
    living = [one for one in dict.fromkeys(holders) if one.deceased_on is None]
    if person_id is None:
        # A file without living holder is written to nobody; a former main person is only a last resort.
        return living[:2] if lease is not None else living[:1]
    named = [one for one in living if one.id == person_id]
    if not named:
        raise Refused(
            "Cette personne n’est pas un titulaire vivant de ce contrat : choisissez un titulaire.",
            code="NOBODY_TO_WRITE_TO",
        )
    return named


def _dwelling(session: Session, lease: Lease | None) -> tuple[str, ...]:
    if lease is None:
        return ()
    premises = session.get_one(Premises, lease.premises_id)
    return address_lines(premises, session.get_one(Building, premises.building_id))
