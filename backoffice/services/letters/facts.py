"""What a text may say of one tenant: who, which contract, which agency; under the reader's own rights."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.contact import Representative
from backoffice.models.landlord import Agency
from backoffice.models.lease import Customer, Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.dates import french_day
from backoffice.rules.names import letter_name
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.calls import RepresentativeKind, RepresentativeScope
from backoffice.rules.vocabulary.people import HolderTitle
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters
from backoffice.services.mine import my_customer
from backoffice.services.receipts.party import address_lines, postal_lines

_MOST_NAMES = 2
_IN_HIS_PLACE = (
    RepresentativeKind.GUARDIAN,
    RepresentativeKind.FAMILY_POWER,
    RepresentativeKind.FUTURE_MANDATE,
)
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
    """Where a letter goes, if it was asked for."""
    care_of: str
    """Who acts in his place, and reads his letters (R3.24); empty when nobody does."""
    town: str
    """Where the agency that writes is."""
    agency: str
    contract: str
    client_ref: str
    dwelling: tuple[str, ...]
    """Its address; empty when it is confidential."""
    values: dict[str, str]
    """The variables known of every file; a message's own, without a confidential address."""


def tenant_facts(
    session: Session,
    customer_id: int,
    *,
    lease_id: int | None = None,
    person_id: int | None = None,
    postal: bool = False,
) -> TenantFacts:
    """Read what texts say of a tenant; the dwelling's contract when none is named.

    ``postal`` reads his postal address as well, for a letter.

    Raises ``NotFound`` for a customer out of sight, ``Refused`` (``NO_LEASE``) for a contract of another.
    """
    customer = my_customer(session, customer_id)
    today = server_day(session)
    profile = landlord_parameters(session, customer.landlord_id, today)
    lease, dwelling = _lease(session, customer, lease_id, today)
    people, apart = _people(session, customer, lease, person_id, today)
    agency = session.get(Agency, customer.agency_id) if customer.agency_id is not None else None
    main = session.get_one(Person, customer.main_person_id)
    facts = TenantFacts(
        customer_id=customer.id,
        landlord_id=customer.landlord_id,
        lease_id=lease.id if lease else None,
        today=today,
        profile=profile,
        addressees=tuple(_addressee(one) for one in people),
        address=postal_lines(session, lease, customer, today) if lease and postal else (),
        care_of=_guardian(session, customer.id, today) if postal else "",
        town=agency.town if agency else profile.identity.town,
        agency=agency.name if agency else profile.identity.name,
        contract=lease.number if lease else "",
        client_ref=customer.client_ref,
        dwelling=() if apart else dwelling,
        values={},
    )
    place = _WITHHELD if apart else ", ".join(dwelling)
    named = _greeted(facts, main, postal=postal)
    return replace(facts, values={**_values(facts, agency), "nom": named, "logement": place})


def _guardian(session: Session, customer_id: int, today: date) -> str:
    """Who acts for the tenant in everything, by a paper in force."""
    found = session.scalars(
        select(Representative.full_name)
        .where(
            Representative.customer_id == customer_id,
            Representative.kind.in_(_IN_HIS_PLACE),
            Representative.scope == RepresentativeScope.EVERYTHING,
            Representative.valid_from <= today,
            or_(Representative.valid_to.is_(None), Representative.valid_to > today),
            Representative.usable_from <= func.now(),
        )
        .order_by(Representative.valid_from.desc(), Representative.id.desc())
    ).first()
    return found or ""


def _greeted(facts: TenantFacts, main: Person, *, postal: bool) -> str:
    """Whom the text greets: a message goes to the contact of the main person, whoever holds this contract."""
    if facts.addressees and (postal or main.deceased_on is not None):
        return facts.addressees[0].name
    return _addressee(main).name


def _values(facts: TenantFacts, agency: Agency | None) -> dict[str, str]:
    who = facts.profile.identity
    office = agency or who
    answer_by = facts.today + timedelta(days=facts.profile.insurance_answer_days)
    return {
        "bailleur": who.name,
        "telephone": who.phone,
        "agence": facts.agency,
        "adresse_agence": f"{office.street}, {office.postal_code} {office.town}",
        "numero_client": facts.client_ref,
        "contrat": facts.contract,
        "date_du_jour": french_day(facts.today),
        "date_limite": french_day(answer_by),
    }


def _addressee(person: Person) -> Addressee:
    name = letter_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    return Addressee(person.id, person.civility, name)


def _lease(
    session: Session, customer: Customer, lease_id: int | None, today: date
) -> tuple[Lease | None, tuple[str, ...]]:
    """The contract named, else that of the dwelling lived in, else the latest; and its address."""
    query = (
        select(Lease, Premises, Building)
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
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
    found = session.execute(query).first()
    if found is None and lease_id is not None:
        raise Refused("Ce client n’a pas ce contrat : vérifiez le numéro.", code="NO_LEASE")
    return (found[0], address_lines(found[1], found[2])) if found else (None, ())


def _people(
    session: Session, customer: Customer, lease: Lease | None, person_id: int | None, today: date
) -> tuple[list[Person], bool]:
    """The living holders of the contract, or the one named; and whether one of them hides his address."""
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
    main = session.get_one(Person, customer.main_person_id)
    # A contract that has ended, or none: the main person is all that is left to write to.
    holders = holders or [main]
    living = [one for one in dict.fromkeys(holders) if one.deceased_on is None]
    apart = any(one.confidential_address for one in (main, *holders))
    if person_id is None:
        # Who hides his address is never written to together with another of the household.
        return living[: 1 if apart else _MOST_NAMES], apart
    named = [one for one in living if one.id == person_id]
    if not named:
        raise Refused(
            "Cette personne n’est pas un titulaire vivant de ce contrat : choisissez un titulaire.",
            code="NOBODY_TO_WRITE_TO",
        )
    return named, apart
