"""A landlord whose accesses go wrong as a test says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.models.person import Contact
from backoffice.models.portal import PortalAccount, PortalEvent
from backoffice.models.stock import Building, Residence
from backoffice.rules.portal.watch import AnomalyKind
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import anomaly_list
from backoffice.services.portal.watch.results import AnomalyRow
from tests.factories import House, make_lease, make_person, make_tenant

K = AnomalyKind


@dataclass
class Town:
    """A landlord whose manager is the login of this connection."""

    session: Session
    house: House
    now: datetime
    made: list[int] = field(default_factory=list)

    def ago(self, **how: float) -> datetime:
        return self.now - timedelta(**how)

    def account(self, **how: Any) -> PortalAccount:
        """A tenant of two years with an account in use; ``lease_end``, ``login``, ``person``… change him."""
        person = how.pop("person", None) or make_person(self.session, self.house)
        customer = how.pop("customer", None)
        if customer is None:
            customer = make_tenant(self.session, self.house, person=person)
            end = how.pop("lease_end", None)
            make_lease(self.session, self.house, customer=customer, valid_to=end)
        login = how.pop("login", f"t{uuid4().hex}@example.fr")
        values = {
            "state": "ACTIVE",
            "created_at": self.ago(days=500),
            "activated_at": self.ago(days=500),
            "last_sign_in_at": self.ago(days=3),
        }
        account = PortalAccount(
            landlord_id=self.house.landlord.id,
            customer_id=customer.id,
            person_id=person.id,
            login=login,
            login_key=login.lower(),
            **values | how,
        )
        self.session.add(account)
        self.session.flush()
        return account

    def contact(self, person_id: int, value: str, **how: Any) -> Contact:
        values = {"recorded_at": self.ago(days=400), "valid_from": date(2024, 1, 1), "channel": "EMAIL"}
        contact = Contact(
            landlord_id=self.house.landlord.id,
            person_id=person_id,
            role="LOGIN",
            value=value,
            value_key=value.lower(),
            source="AGENT",
            usable_for_security_from=self.ago(days=300),
            **values | how,
        )
        self.session.add(contact)
        self.session.flush()
        return contact

    def event(self, account: PortalAccount, kind: str, at: datetime, **how: Any) -> PortalEvent:
        event = PortalEvent(
            landlord_id=account.landlord_id,
            customer_id=account.customer_id,
            account_id=account.id,
            kind=kind,
            occurred_at=at,
            **how,
        )
        self.session.add(event)
        self.session.flush()
        return event

    def fail(
        self, account: PortalAccount, *ago: float, kind: str = "SIGN_IN_FAILED", why: str = "PASSWORD"
    ) -> None:
        """Failures so many minutes ago."""
        for minutes in ago:
            self.event(account, kind, self.ago(minutes=minutes), detail={"failed": why})

    def move(self, account: PortalAccount, name: str) -> None:
        """Into a residence of another name."""
        residence = self.session.scalars(select(Residence).where(Residence.name == name)).one_or_none()
        if residence is None:
            old = self.session.get_one(Residence, self.house.building.residence_id)
            residence = Residence(
                landlord_id=old.landlord_id, agency_id=old.agency_id, code=name, name=name,
                postal_code="13007", town="Marseille", sls_zone="2", in_qpv=False, in_zrr=False,
            )  # fmt: skip
            self.session.add(residence)
            self.session.flush()
            self.session.add(
                Building(
                    landlord_id=old.landlord_id, residence_id=residence.id, code=name, street="1 rue X",
                    postal_code="13007", town="Marseille", has_lift=False,
                )
            )  # fmt: skip
            self.session.flush()
        building = self.session.scalars(
            select(Building.id).where(Building.residence_id == residence.id)
        ).one()
        self.session.execute(
            text(
                "UPDATE premises SET building_id = :b, version = version + 1 WHERE id IN"
                " (SELECT premises_id FROM lease WHERE customer_id = :c)"
            ),
            {"b": building, "c": account.customer_id},
        )

    def rows(self, kind: AnomalyKind) -> tuple[AnomalyRow, ...]:
        """The list, whose figure is its length."""
        rows = anomaly_list(self.session, kind, most=499).rows
        (figure,) = anomaly_figures(self.session, None, [kind])
        assert figure.files == len(rows), kind
        assert 0 <= figure.fresh <= figure.files
        return rows

    def listed(self, kind: AnomalyKind) -> list[int]:
        return sorted(row.customer_id for row in self.rows(kind))


def customers_of(accounts: Iterable[PortalAccount]) -> list[int]:
    """The customers of accounts, in order."""
    return sorted(account.customer_id for account in accounts)
