"""What a supervisor was told: repeated unlocks, quotas passed, suspect calls, authorities (R4.16, R4.26)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, Denied
from backoffice.models.landlord import of_my_landlords
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.models.trace import SupervisorAlert
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.service import AlertKind
from backoffice.services.clock import server_instant
from backoffice.services.staff import current_staff

_LIST = 200


@dataclass(frozen=True)
class ToldView:
    """One thing to look at, until a manager says that he has."""

    id: int
    told_at: datetime
    kind: AlertKind
    sentence: str
    customer_id: int | None
    client_ref: str
    name: str


def told_to_me(session: Session) -> tuple[ToldView, ...]:
    """What no manager has looked at yet, the oldest first; nothing for those who are not managers."""
    if current_staff(session).role is not StaffRole.MANAGER:
        return ()
    rows = session.execute(
        select(SupervisorAlert, Customer, Person)
        .join(Customer, Customer.id == SupervisorAlert.customer_id, isouter=True)
        .join(Person, Person.id == Customer.main_person_id, isouter=True)
        .where(of_my_landlords(SupervisorAlert.landlord_id), SupervisorAlert.acknowledged_at.is_(None))
        .order_by(SupervisorAlert.recorded_at, SupervisorAlert.id)
        .limit(_LIST)
    )
    return tuple(_view(*row) for row in rows)


def acknowledge(session: Session, alert_id: int) -> None:
    """Say that I have looked at it.

    Raises ``Denied`` (``NOT_YOUR_JOB``) unless a manager does, ``Conflict`` when a colleague came first.
    """
    me = current_staff(session)
    if me.role is not StaffRole.MANAGER:
        raise Denied("Ces alertes sont vues par un responsable.", code="NOT_YOUR_JOB")
    alert = session.get(SupervisorAlert, alert_id, populate_existing=True)
    if alert is None or alert.acknowledged_at is not None:
        raise Conflict("Un collègue a déjà vu cette alerte : la liste est relue.")
    alert.acknowledged_at, alert.acknowledged_by = server_instant(session), me.id
    session.flush()


def _view(alert: SupervisorAlert, customer: Customer | None, person: Person | None) -> ToldView:
    return ToldView(
        id=alert.id,
        told_at=alert.recorded_at,
        kind=AlertKind(alert.kind),
        sentence=alert.sentence,
        customer_id=alert.customer_id,
        client_ref="" if customer is None else customer.client_ref,
        name=""
        if person is None
        else display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
    )
