"""« Activité du portail »: a quiet life on the training landlords' portals while somebody works beside."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from backoffice.database.connect import DATABASE, OpenDatabase
from backoffice.database.engine import make_engine
from backoffice.demo.crowd.lives import Life, draw_outcome
from backoffice.demo.crowd.town import open_portal
from backoffice.demo.opening import Progress, open_demo
from backoffice.demo.portal.book import Stale
from backoffice.demo.portal.clock import ServerClock
from backoffice.demo.portal.portal import SimulatedPortal
from backoffice.models.landlord import Landlord
from backoffice.settings import Settings

PORTAL_LOGIN = "portail.demo"
TURN_SECONDS = 2.0
"""Errands of agents are looked for this often: an answer comes within five seconds."""
_TURNS_PER_DEED = 5
_PEOPLE = 8
_STAYS = 0.9
_DELAY = timedelta(seconds=4)
# The first clients of the set are those of the stories: nobody but the trainee touches them.
_ANYBODY = text(
    "SELECT id FROM customer WHERE landlord_id = :landlord AND id > :told ORDER BY id OFFSET :rank LIMIT 1"
)
_TOLD = text("SELECT coalesce(max(id), 0) FROM (SELECT id FROM customer ORDER BY id LIMIT 40) AS first")
_COUNT = text("SELECT count(*) FROM customer WHERE landlord_id = :landlord AND id > :told")

log = logging.getLogger(__name__)


@dataclass
class Street:
    """The portals of all landlords on one line, and a few tenants who come and go."""

    connection: Connection
    rng: Random
    portals: list[SimulatedPortal] = field(default_factory=list)
    people: dict[int, Life] = field(default_factory=dict)
    told: int = 0

    def open(self) -> None:
        """Open every landlord's portal."""
        clock = ServerClock(self.connection)
        codes = self.connection.scalars(select(Landlord.code).order_by(Landlord.id)).all()
        self.portals = [open_portal(self.connection, code, clock) for code in codes]
        self.told = self.connection.execute(_TOLD).scalar_one()
        self.connection.commit()

    def answer(self) -> int:
        """Answer what staff asked, hand over what has travelled long enough, end locks that ran out."""
        answered = 0
        for portal in self.portals:
            answered += portal.take_errands()
            now = portal.clock.now()
            for parcel in [one for one in portal.post.waiting if one.sent_at <= now - _DELAY]:
                found = portal.deliver(draw_outcome(self.rng), parcel.file.customer_id)
                life = self.people.get(parcel.file.customer_id)
                if life is not None:
                    life.visitor.received.extend(found)
            portal.sweep()
            self.connection.commit()
        return answered

    def deed(self) -> None:
        """One tenant does one thing: mostly somebody who was there already, so that what he began goes on."""
        if len(self.people) >= _PEOPLE and self.rng.random() > _STAYS:
            del self.people[self.rng.choice(list(self.people))]
        if len(self.people) < _PEOPLE:
            self._come()
        if self.people:
            self.people[self.rng.choice(list(self.people))].step()
        self.connection.commit()

    def _come(self) -> None:
        portal = self.rng.choice(self.portals)
        asked = {"landlord": portal.landlord_id, "told": self.told}
        count = self.connection.execute(_COUNT, asked).scalar_one()
        if not count:
            return
        rank = {"rank": self.rng.randrange(count)}
        customer_id = self.connection.execute(_ANYBODY, asked | rank).scalar_one()
        if customer_id not in self.people:
            visitor = portal.enrol(customer_id)
            self.people[customer_id] = Life(portal, visitor, self.rng, waits=True)


class Activity:
    """A thread with a line of its own; it stops when told, and whatever happens never stops the program."""

    def __init__(
        self,
        engine: Engine,
        seed: str | None = None,
        turn_seconds: float = TURN_SECONDS,
        on_turn: Callable[[], object] | None = None,
    ) -> None:
        self._engine, self._seconds, self._on_turn = engine, turn_seconds, on_turn
        self._rng = Random(seed)  # noqa: S311 -- a game of chance, not a secret
        self._told_to_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="portal activity", daemon=True)

    def start(self) -> None:
        """Open the portals and begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the turn under way, then let go of the line. May be called twice."""
        self._told_to_stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._engine.dispose()

    @property
    def is_alive(self) -> bool:
        """Whether it still turns."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._told_to_stop.is_set():
            try:
                with self._engine.connect() as connection:
                    self._turn_on(connection)
            except (SQLAlchemyError, Stale) as error:
                # Training goes on without its portal: it is opened again at the next turn.
                log.warning("The portal's activity was interrupted: %s", type(error).__name__)
                self._told_to_stop.wait(self._seconds)

    def _turn_on(self, connection: Connection) -> None:
        street = Street(connection, self._rng)
        street.open()
        turn = 0
        while not self._told_to_stop.is_set():
            street.answer()
            if turn % _TURNS_PER_DEED == 0:
                street.deed()
            turn += 1
            if self._on_turn is not None:
                self._on_turn()
            self._told_to_stop.wait(self._seconds)


@dataclass(frozen=True)
class BusyDatabase(OpenDatabase):
    """The training landlord with its portal at work; closing stops the portal first."""

    activity: Activity | None = None

    def close(self) -> None:
        """Stop the portal, then close as usual."""
        if self.activity is not None:
            self.activity.stop()
        super().close()


def open_busy_demo(
    settings: Settings, progress: Progress, *, tenants: int | None = None, replay: bool = False
) -> OpenDatabase:
    """The training database as ``open_demo`` opens it, the portal's activity beside. Raises the same."""
    database = open_demo(settings, progress, tenants=tenants, replay=replay)
    assert database.server is not None, "the training landlord has its own server"
    activity = Activity(make_engine(database.server.dsn(DATABASE, PORTAL_LOGIN)))
    activity.start()
    progress("Activité du portail : des locataires simulés s’y connectent pendant la formation.")
    return BusyDatabase(database.engine, database.server, activity)
