"""What the database holds of a subject: who he is, his contacts, leases, household and account."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.desk.persons import CallerNumber
from backoffice.models.lease import Customer, EDeliveryConsent, HouseholdMember, Lease, LeaseHolder
from backoffice.models.ledger import OnlinePayment, Posting
from backoffice.models.person import Contact, Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.dates import paris_day
from backoffice.rules.money import ZERO
from backoffice.rules.names import display_name
from backoffice.rules.phones import show_phone
from backoffice.rules.premises import full_address, premises_words
from backoffice.rules.retention.subject import (
    SOMEBODY,
    ConsentCopy,
    ContactCopy,
    Identity,
    LeaseCopy,
    MemberCopy,
    PaymentCopy,
    PostingCopy,
    names_of_others,
    without_others,
)
from backoffice.rules.vocabulary.ledger import OnlinePaymentState, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.people import (
    Civility,
    ContactChannel,
    ContactRole,
    ContactSource,
    HolderTitle,
    Relation,
)
from backoffice.rules.vocabulary.receipts import ConsentChannel
from backoffice.rules.vocabulary.stock import PremisesKind


@dataclass(frozen=True)
class Subject:
    """The customer, the person who asks, and the words that name the others of his household."""

    customer: Customer
    person: Person
    others: frozenset[str]

    def masked(self, text: str) -> str:
        """A free text without the names of the others (R5.21)."""
        return without_others(text, self.others)


def subject_of(session: Session, customer: Customer) -> Subject:
    """The main person of the customer, with the names that the copy must not tell."""
    person = session.get_one(Person, customer.main_person_id)
    leases = select(Lease.id).where(Lease.customer_id == customer.id)
    tied = (
        select(HouseholdMember.person_id)
        .where(HouseholdMember.lease_id.in_(leases))
        .union(select(LeaseHolder.person_id).where(LeaseHolder.lease_id.in_(leases)))
    )
    others = session.scalars(select(Person).where(Person.id.in_(tied), Person.id != person.id))
    named = [name for one in others for name in _names(one)]
    return Subject(customer, person, names_of_others(named, _names(person)))


def identity(person: Person) -> Identity:
    """Who the subject is."""
    return Identity(
        party_number=person.party_number,
        name=_shown(person),
        civility=Civility(person.civility).label,
        birth_name=person.birth_name,
        usage_name=person.usage_name,
        first_names=person.first_names,
        birth_date=person.birth_date,
        deceased_on=person.deceased_on,
        address_withheld=person.confidential_address,
    )


def contacts(session: Session, subject: Subject) -> tuple[ContactCopy, ...]:
    """His telephones and e-mails, with their history, the newest first."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.person_id == subject.person.id)
        .order_by(Contact.valid_from.desc(), Contact.id.desc())
    )
    return tuple(
        ContactCopy(
            channel=ContactChannel(row.channel).label,
            value=row.value,
            used_for=ContactRole(row.role).label,
            learnt_by=ContactSource(row.source).label,
            since=row.valid_from,
            until=row.valid_to,
            proved_at=row.verified_at,
        )
        for row in rows
    ) + _calling_numbers(session, subject)


def _calling_numbers(session: Session, subject: Subject) -> tuple[ContactCopy, ...]:
    """The numbers that somebody rang from about his file: no contact of his, but kept with it."""
    rows = session.scalars(
        select(CallerNumber)
        .where(CallerNumber.customer_id == subject.customer.id)
        .order_by(CallerNumber.id.desc())
    )
    return tuple(
        ContactCopy(
            channel="Téléphone",
            value=show_phone(row.number_key),
            used_for="Numéro d’où l’on a appelé",
            learnt_by="Appel",
            since=paris_day(row.attached_at),
            until=paris_day(row.removed_at) if row.removed_at else None,
            proved_at=None,
        )
        for row in rows
    )


def leases(session: Session, subject: Subject) -> tuple[LeaseCopy, ...]:
    """His leases, the newest first, with the title he holds them by and what is owed."""
    sums = session.execute(
        select(Posting.lease_id, func.sum(Posting.debit - Posting.credit))
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == subject.customer.id)
        .group_by(Posting.lease_id)
    )
    owed: dict[int, Decimal] = {lease_id: total for lease_id, total in sums}  # noqa: C416 -- rows, not pairs
    rows = session.execute(
        select(Lease, Premises, Building, LeaseHolder.title)
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
        .outerjoin(
            LeaseHolder, (LeaseHolder.lease_id == Lease.id) & (LeaseHolder.person_id == subject.person.id)
        )
        .where(Lease.customer_id == subject.customer.id)
        .order_by(Lease.valid_from.desc(), Lease.id, LeaseHolder.id)
    ).all()
    first = {row[0].id: row for row in reversed(rows)}
    return tuple(
        _lease(lease, premises, building, title, owed.get(lease.id, ZERO))
        for lease, premises, building, title in reversed(first.values())
    )


def _lease(
    lease: Lease, premises: Premises, building: Building, title: str | None, owed: Decimal
) -> LeaseCopy:
    kind = PremisesKind(premises.kind)
    door = premises.door if kind is PremisesKind.DWELLING else None
    place = (building.street, building.postal_code, building.town, premises.staircase, premises.floor, door)
    return LeaseCopy(
        number=lease.number,
        let=premises_words(kind, premises.rooms, premises.living_area, premises.door),
        address=full_address(*place),
        title=HolderTitle(title).label if title else "",
        since=lease.valid_from,
        until=lease.valid_to,
        balance_due=owed,
    )


def household(session: Session, subject: Subject) -> tuple[MemberCopy, ...]:
    """The subject in his household; the others are there, unnamed (R5.21)."""
    rows = session.execute(
        select(HouseholdMember, Lease.number, Person)
        .join(Lease, Lease.id == HouseholdMember.lease_id)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(Lease.customer_id == subject.customer.id)
        .order_by(HouseholdMember.valid_from.desc(), HouseholdMember.id)
    )
    return tuple(
        MemberCopy(
            name=_shown(person) if person.id == subject.person.id else SOMEBODY,
            relation=Relation(member.relation).label if person.id == subject.person.id else None,
            lease_number=number,
            since=member.valid_from,
            until=member.valid_to,
        )
        for member, number, person in rows
    )


def postings(session: Session, subject: Subject) -> tuple[PostingCopy, ...]:
    """Every line of the account, the oldest first, the balance running lease by lease (R1.29)."""
    rows = session.execute(
        select(Posting, Lease.number)
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == subject.customer.id)
        .order_by(Posting.posted_on, Posting.id)
    )
    running: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = []
    for row, number in rows:
        running[row.lease_id] += row.debit - row.credit
        kind = PostingKind(row.kind).label
        if row.means:
            kind = f"{kind}, {PaymentMeans(row.means).label.lower()}"
        lines.append(
            PostingCopy(row.posted_on, number, row.label, kind, row.debit, row.credit, running[row.lease_id])
        )
    return tuple(lines)


def payments(session: Session, subject: Subject) -> tuple[PaymentCopy, ...]:
    """His card payments, the oldest first; who else may have paid is not told."""
    rows = session.scalars(
        select(OnlinePayment)
        .where(OnlinePayment.customer_id == subject.customer.id)
        .order_by(OnlinePayment.requested_at, OnlinePayment.id)
    )
    return tuple(
        PaymentCopy(
            paid_at=row.requested_at,
            order_reference=row.order_reference,
            amount=row.amount,
            state=OnlinePaymentState(row.state).label,
            card=f"•••• {row.card_last4}" if row.card_last4 else None,
        )
        for row in rows
    )


def consents(session: Session, subject: Subject) -> tuple[ConsentCopy, ...]:
    """His agreements to electronic delivery, the oldest first (R1.18)."""
    rows = session.execute(
        select(EDeliveryConsent, Lease.number)
        .join(Lease, Lease.id == EDeliveryConsent.lease_id)
        .where(Lease.customer_id == subject.customer.id)
        .order_by(EDeliveryConsent.given_at, EDeliveryConsent.id)
    )
    return tuple(
        ConsentCopy(
            lease_number=number,
            channel=ConsentChannel(row.channel).label,
            given_at=row.given_at,
            evidence=subject.masked(row.evidence),
            revoked_at=row.revoked_at,
        )
        for row, number in rows
    )


def _names(person: Person) -> tuple[str, ...]:
    return tuple(filter(None, (person.birth_name, person.usage_name, person.first_names)))


def _shown(person: Person) -> str:
    return display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
