"""A landlord with a dwelling, a garage and certificates, for the tests of insurance."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Contact
from backoffice.models.service import InsuranceSubmission
from backoffice.rules.dates import paris_day
from backoffice.rules.insurance.checklist import Verdict, all_yes
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.insurance.acts import ACTS
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.work.claims import claim_item
from tests.factories import House, make_landlord, make_lease, make_staff, make_tenant

TODAY = paris_day(datetime.now(UTC))


@dataclass(frozen=True)
class Home:
    """A tenant whose main person has an e-mail address."""

    house: House
    customer: Customer
    dwelling: Lease
    garage: Lease


def at_home(session: Session, role: StaffRole = StaffRole.MANAGER) -> Home:
    """A tenant with a dwelling and a garage; whoever runs the test is of that landlord's staff."""
    house = make_landlord(session)
    staff = make_staff(session, house, role=role)
    staff.role = role
    customer = make_tenant(session, house)
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    session.add(
        Contact(
            landlord_id=house.landlord.id,
            person_id=customer.main_person_id,
            channel="EMAIL",
            role="NOTICE",
            value="hong@exemple.fr",
            value_key="hong@exemple.fr",
            source="AGENT",
            usable_for_security_from=long_ago,
            valid_from=date(2024, 1, 1),
        )
    )
    session.flush()
    dwelling = make_lease(session, house, customer=customer)
    garage = make_lease(session, house, customer=customer, kind=PremisesKind.GARAGE)
    return Home(house, customer, dwelling, garage)


def submit(session: Session, lease: Lease, **changes: object) -> InsuranceSubmission:
    """A certificate sent on the portal, waiting."""
    values = {
        "landlord_id": lease.landlord_id,
        "lease_id": lease.id,
        "channel": "PORTAL",
        "submitted_at": datetime.now(UTC),
        "declared_to": TODAY + timedelta(days=300),
        "declared_exact": True,
        "insurer": "Assurance Exemple",
        "state": "SUBMITTED",
    } | changes
    paper = InsuranceSubmission(**values)
    session.add(paper)
    session.flush()
    session.refresh(paper)
    return paper


def covering(**changes: object) -> Verdict:
    """A verdict on which all is right, until next year."""
    values = {
        "checks": all_yes(),
        "covered_from": TODAY - timedelta(days=3),
        "covered_until": TODAY + timedelta(days=300),
    } | changes
    return Verdict(**values)  # type: ignore[arg-type]  # made above


def order(
    session: Session,
    paper: InsuranceSubmission,
    decision: WorkDecision = WorkDecision.ACCEPTED,
    verdict: Verdict | None = None,
    reason: str | None = None,
) -> KindOrder:
    """An order on the item of ``paper``, claimed."""
    assert paper.work_item_id is not None
    claim = claim_item(session, paper.work_item_id)
    given = verdict or (covering() if decision is WorkDecision.ACCEPTED else Verdict())
    return KindOrder(claim.item_id, claim.version, decision, str(uuid4()), reason, given.details())


def decide(session: Session, *asked: object, **named: object) -> KindResult:
    """Decide the item of a paper, at once and wholly checked."""
    result = ACTS.decide(session, order(session, *asked, **named))  # type: ignore[arg-type]  # passed on
    settle(session)
    return result


def settle(session: Session) -> None:
    """What is checked at the end of a transaction is checked now; what was read is read again."""
    session.flush()
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    session.expire_all()


def rows(session: Session, query: str, **values: object) -> list[tuple[object, ...]]:
    """What a query answers."""
    return [tuple(row) for row in session.execute(text(query), values)]
