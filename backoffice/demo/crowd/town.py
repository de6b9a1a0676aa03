"""Thousands of tenants at their landlords' portals, staff in between, and every state compared."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from backoffice.demo.crowd.agreement import LATER, Disagreement, disagreements, read_as_staff
from backoffice.demo.crowd.lives import Life
from backoffice.demo.crowd.staff import Colleague
from backoffice.demo.portal.clock import Clock, HandClock
from backoffice.demo.portal.locks import Idea
from backoffice.demo.portal.portal import SimulatedPortal
from backoffice.demo.portal.screens import Visitor
from backoffice.demo.portal.secrets import Secrets
from backoffice.models.landlord import Landlord
from backoffice.rules.dates import paris_day
from backoffice.services.landlords import landlord_parameters

_ACTED_ONE_IN = 12
_CUSTOMERS = text("SELECT id FROM customer WHERE landlord_id = :landlord ORDER BY id LIMIT :most")
_NOW = text("SELECT clock_timestamp()")


@dataclass
class Report:
    """What was lived and compared."""

    tenants: int = 0
    tries: int = 0
    acts: int = 0
    compared: int = 0
    states: dict[str, int] = field(default_factory=dict)
    differences: list[Disagreement] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Town:
    """The portals of all landlords on one database, a manager beside them."""

    portal: Engine
    manager: Engine
    seed: str
    witness: Callable[[str], object] | None = None
    report: Report = field(default_factory=Report)

    def run(self, most: int = 100_000) -> Report:
        """Let at most ``most`` tenants of each landlord live, act on some, compare all, let them go on."""
        started = time.perf_counter()
        with self.portal.connect() as connection:
            for code in connection.scalars(select(Landlord.code).order_by(Landlord.id)).all():
                self._landlord(connection, code, most)
        self.report.seconds = time.perf_counter() - started
        return self.report

    def _landlord(self, connection: Connection, code: str, most: int) -> None:
        now: datetime = connection.execute(_NOW).scalar_one()
        clock = HandClock(now)
        portal = open_portal(connection, code, clock, Secrets(self.witness))
        asked = {"landlord": portal.landlord_id, "most": most}
        ids = connection.scalars(_CUSTOMERS, asked).all()
        rng = Random(f"{self.seed} {code}")  # noqa: S311 -- a game of chance, not a secret
        with portal.holding(ids):
            visitors = [portal.enrol(customer_id) for customer_id in ids]
            self._live(portal, clock, visitors, rng, now)
            portal.flush()
            connection.commit()
            self._compare(portal, visitors, now)
            self._staff(portal, visitors, rng, now)
            self._try_doors(portal, clock, visitors)
        connection.commit()
        with portal.holding(ids):
            later = self._server_now()
            self._live(portal, clock, visitors[:: _ACTED_ONE_IN // 2], rng, later)
            portal.flush()
            connection.commit()
            self._compare(portal, visitors, later)
        connection.commit()
        self.report.tenants += len(visitors)

    def _live(
        self,
        portal: SimulatedPortal,
        clock: HandClock,
        visitors: Iterable[Visitor],
        rng: Random,
        until: datetime,
    ) -> None:
        for visitor in visitors:
            file = portal.file(visitor.customer_id)
            self.report.tries += Life(portal, visitor, rng).live(file, clock, until)
        clock.at = until

    def _compare(self, portal: SimulatedPortal, visitors: list[Visitor], now: datetime) -> None:
        with Session(self.manager) as session:
            for visitor in visitors:
                read = read_as_staff(session, visitor.customer_id)
                if read is None:
                    continue
                for step in LATER:
                    idea = portal.idea(visitor.customer_id, now + step)
                    found = disagreements(visitor.customer_id, read, idea, now + step)
                    self.report.differences.extend(found)
                    self.report.compared += 1
                state = portal.idea(visitor.customer_id, now).state
                name = state.value if state else "NONE"
                self.report.states[name] = self.report.states.get(name, 0) + 1

    def _staff(self, portal: SimulatedPortal, visitors: list[Visitor], rng: Random, now: datetime) -> None:
        with Session(self.manager) as session, session.begin():
            colleague = Colleague(session, rng)
            chosen = [one for one in visitors if _is_acted_on(portal.idea(one.customer_id, now), rng)]
            for visitor in chosen:
                idea = portal.idea(visitor.customer_id, now)
                self.report.acts += colleague.act(portal.file(visitor.customer_id), idea)
        self._compare(portal, chosen, self._server_now())

    def _try_doors(self, portal: SimulatedPortal, clock: HandClock, visitors: list[Visitor]) -> None:
        """The idea is worth what happens: each one tries his right password, and nothing is written."""
        for visitor in visitors:
            lets_in = portal.idea(visitor.customer_id).lets_in
            login = portal.login_of(visitor.customer_id) or visitor.login
            opened = portal.sign_in(login, visitor.password).went_on
            if opened is not lets_in:
                told = Disagreement(visitor.customer_id, clock.now(), "the door", lets_in, opened)
                self.report.differences.append(told)
        portal.forget()

    def _server_now(self) -> datetime:
        with self.manager.connect() as connection:
            now: datetime = connection.execute(_NOW).scalar_one()
        return now


def _is_acted_on(idea: Idea, rng: Random) -> bool:
    """Staff act on those whom they can open, and on a few others."""
    return idea.blocked or idea.until is not None or rng.randrange(_ACTED_ONE_IN) == 0


def open_portal(
    connection: Connection, code: str, clock: Clock, secrets: Secrets | None = None
) -> SimulatedPortal:
    """The portal of a landlord, with the profile in force on the day of ``clock``."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        landlord_id = session.scalars(select(Landlord.id).where(Landlord.code == code)).one()
        profile = landlord_parameters(session, landlord_id, paris_day(clock.now()))
    return SimulatedPortal(connection, profile, clock, secrets)
