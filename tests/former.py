"""Former tenants for the tests of retention: one row in every table that knows a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice import paths
from backoffice.models.call import CallerCheck
from backoffice.models.desk.alert import FileAlert
from backoffice.models.lease import Customer, EDeliveryConsent, HouseholdMember, Lease
from backoffice.models.ledger import OnlinePayment
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.models.receipt import Receipt, ReceiptDuplicate, ReceiptRequest
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.models.trace import OutboxMessage, SupervisorAlert
from backoffice.rules.dates import add_months
from backoffice.rules.names import name_keys
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind
from backoffice.services.retention.rules import load_retention_file
from tests.factories import (
    House,
    make_call,
    make_holder,
    make_lease,
    make_month,
    make_person,
    make_posting,
    make_staff,
    make_tenant,
)

NAME = "Oubliée"


@dataclass(frozen=True)
class Former:
    """A tenant who left, with the persons of his household."""

    customer: Customer
    lease: Lease
    person: Person
    child: Person
    account: PortalAccount


def load_rules(session: Session) -> None:
    """The rules that ship with the program."""
    load_retention_file(session, paths.resources() / "retention" / "rules.toml")


def at(day: date) -> datetime:
    """Noon of that day."""
    return datetime.combine(day, time(12), UTC)


def make_former(
    session: Session,
    house: House,
    *,
    left_on: date,
    owes: str = "0",
    name: str = NAME,
    child: Person | None = None,
) -> Former:
    """A tenant who left on that day, his last month paid (but for ``owes`` euros), known everywhere."""
    person = make_person(session, house, birth_name=name, first_names="Ada")
    customer = make_tenant(
        session, house, person=person, billing_address="1 rue du Souvenir, 13001 Marseille"
    )
    lease = make_lease(session, house, customer=customer, valid_from=date(2005, 1, 1), valid_to=left_on)
    child = child or make_person(session, house, birth_name=name, first_names="Petit")
    _household(session, lease, person, child)
    account = _portal(session, lease, person, left_on)
    _desk(session, house, lease, person, left_on)
    _money(session, lease, left_on, owes)
    return Former(customer, lease, person, child, account)


def names_left(session: Session, word: str = NAME) -> list[str]:
    """Every table in which the word is still written, whatever the column; the trace has its own purge."""
    tables: Sequence[str] = session.scalars(
        text(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
            "AND relnamespace = 'public'::regnamespace AND relname <> 'audit_entry' ORDER BY relname"
        )
    ).all()
    found = text("SELECT EXISTS (SELECT 1 FROM {} AS t WHERE t::text ILIKE :word)".replace("{}", "{table}"))
    return [
        table
        for table in tables
        if session.execute(text(str(found).format(table=table)), {"word": f"%{word}%"}).scalar_one()
    ]


def _household(session: Session, lease: Lease, person: Person, child: Person) -> None:
    landlord = lease.landlord_id
    for one, relation in ((person, "HOLDER"), (child, "CHILD")):
        member = HouseholdMember(
            landlord_id=landlord,
            lease_id=lease.id,
            person_id=one.id,
            relation=relation,
            valid_from=lease.valid_from,
            valid_to=lease.valid_to,
        )
        session.add(member)
    columns = (PersonNameKey.person_id, PersonNameKey.key, PersonNameKey.part)
    known = {tuple(row) for row in session.execute(select(*columns))}
    for one in (person, child):
        for key in name_keys(one.birth_name, one.usage_name, one.first_names):
            if (one.id, key.key, key.part) not in known:
                session.add(PersonNameKey(landlord_id=landlord, person_id=one.id, key=key.key, part=key.part))
    session.add(
        Contact(
            landlord_id=landlord,
            person_id=person.id,
            channel="EMAIL",
            role="NOTICE",
            value="ada@oubliee.example",
            value_key="ada@oubliee.example",
            source="COUNTER",
            valid_from=lease.valid_from,
            usable_for_security_from=at(lease.valid_from),
        )
    )
    session.add(
        EDeliveryConsent(
            landlord_id=landlord,
            lease_id=lease.id,
            channel="EMAIL",
            given_at=at(lease.valid_from),
            given_by=NAME,
            evidence="formulaire",
        )
    )
    session.flush()


def _portal(session: Session, lease: Lease, person: Person, left_on: date) -> PortalAccount:
    landlord, customer = lease.landlord_id, lease.customer_id
    account = PortalAccount(
        landlord_id=landlord,
        customer_id=customer,
        person_id=person.id,
        login="ada@oubliee.example",
        login_key=f"ada{customer}@oubliee.example",
        state="ACTIVE",
        created_at=at(lease.valid_from),
        last_sign_in_at=at(left_on),
    )
    session.add(account)
    session.flush()
    session.add_all(
        [
            AccountLock(
                landlord_id=landlord, account_id=account.id, cause="STAFF", failures=0, locked_at=at(left_on)
            ),
            RegistrationBlock(
                landlord_id=landlord,
                customer_id=customer,
                failures=3,
                blocked_at=at(left_on),
                released_at=at(left_on),
            ),
            PortalEvent(
                landlord_id=landlord,
                customer_id=customer,
                account_id=account.id,
                kind="SIGNED_IN",
                occurred_at=at(left_on),
                detail={"login": f"{NAME}@example"},
            ),
            OutboxMessage(
                landlord_id=landlord,
                customer_id=customer,
                person_id=person.id,
                channel="EMAIL",
                address="ada@oubliee.example",
                template="UNLOCK",
                subject="Votre espace",
                body=f"Madame {NAME}",
                not_before=at(left_on),
            ),
            SupervisorAlert(
                landlord_id=landlord,
                customer_id=customer,
                kind="REPEATED_UNLOCK",
                sentence=f"Troisième : {NAME}",
            ),
        ]
    )
    session.flush()
    return account


def _desk(session: Session, house: House, lease: Lease, person: Person, left_on: date) -> None:
    landlord = lease.landlord_id
    login = f"ancien{lease.id}.agent"
    staff = make_staff(session, house, login=login)
    call = make_call(session, lease, staff, ended=True)
    call.summary = f"Appel de {NAME}"
    session.add_all(
        [
            CallerCheck(
                landlord_id=landlord,
                call_id=call.id,
                method="IDENTIFIERS",
                outcome="PASSED",
                staff_id=staff.id,
            ),
            FileAlert(
                landlord_id=landlord,
                customer_id=lease.customer_id,
                reason="WRITING_ONLY",
                note=f"Écrire à {NAME}",
                owner_id=staff.id,
                made_by=staff.id,
                starts_on=left_on,
                ends_on=left_on,
            ),
            ServiceRequest(
                landlord_id=landlord,
                customer_id=lease.customer_id,
                kind="TECHNICAL",
                summary=f"Fuite chez {NAME}",
                channel="PHONE",
                state="CLOSED",
                opened_at=at(left_on),
                closed_at=at(left_on),
            ),
            InsuranceSubmission(
                landlord_id=landlord,
                lease_id=lease.id,
                channel="PORTAL",
                submitted_at=at(left_on),
                declared_exact=True,
                insurer=f"Mutuelle {NAME}",
                state="ACCEPTED",
                covered_until=left_on,
            ),
            ReceiptRequest(
                landlord_id=landlord,
                lease_id=lease.id,
                period=left_on.replace(day=1),
                channel="PORTAL",
                state="ISSUED",
                requested_at=at(left_on),
            ),
        ]
    )
    receipt = Receipt(
        landlord_id=landlord,
        lease_id=lease.id,
        number=f"{lease.number}-Q1",
        kind="QUITTANCE",
        sequence=1,
        period_from=add_months(left_on.replace(day=1), -1),
        period_to=left_on.replace(day=1),
        called=Decimal(650),
        housing_aid=Decimal(0),
        paid=Decimal(650),
        refund_due=Decimal(0),
        subject_to_clearing=False,
        issued_on=left_on,
        delivery="POST",
        sheet={"holder": NAME},
        content=b"%PDF",
        sha256=bytes(32),
        state="ISSUED",
        call_id=call.id,
    )
    session.add(receipt)
    session.flush()
    session.add(ReceiptDuplicate(landlord_id=landlord, receipt_id=receipt.id, ordinal=1))
    make_holder_once(session, lease, person)


def make_holder_once(session: Session, lease: Lease, person: Person) -> None:
    """The main holder is already there; a co-holder is not."""
    if session.get_one(Customer, lease.customer_id).main_person_id != person.id:
        make_holder(session, lease, person)


def _money(session: Session, lease: Lease, left_on: date, owes: str) -> None:
    month = add_months(left_on.replace(day=1), -2)
    make_month(session, lease, month=month, paid="650.00")
    online = OnlinePayment(
        landlord_id=lease.landlord_id,
        customer_id=lease.customer_id,
        lease_id=lease.id,
        order_reference=f"C{lease.id}",
        order_key=f"C{lease.id}",
        amount=Decimal(10),
        requested_at=at(left_on),
        state="POSTED",
        card_last4="4242",
        payer_email=f"{NAME}@example",
        buyer_reference=NAME,
    )
    session.add(online)
    session.flush()
    make_posting(session, lease, kind=PostingKind.CALL, on=left_on, debit="10.00")
    paid = make_posting(
        session,
        lease,
        kind=PostingKind.PAYMENT,
        on=left_on,
        credit="10.00",
        means=PaymentMeans.CARD,
        designated=month,
    )
    paid.online_payment_id = online.id
    paid.designation = f"par {NAME}"
    if Decimal(owes):
        make_posting(session, lease, kind=PostingKind.CALL, on=left_on, debit=owes)
    session.flush()
