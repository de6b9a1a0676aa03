"""Queues of a training landlord and those who work there, for the tests of the desk."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.rules.dates import paris_day
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.rules.work.filters import QueueFilter
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.services.work.following import (
    Together,
    claim_following,
)
from tests.conftest import Server
from tests.queues import fill_queue

T = TypeVar("T")
REQUESTS = QueueFilter((WorkKind.REQUEST,))
SURVEYS = QueueFilter((WorkKind.SURVEY,))
LOGIREM = "SELECT id FROM landlord WHERE code = 'logirem'"
SARAH, MARC, ANNE = "accueil.logirem", "conseil.logirem", "responsable.logirem"


class Land:
    """A training landlord of this module's own, and its desks."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self.name = server, name
        self._engines: dict[str, Engine] = {}
        self.owner = make_engine(server.dsn(name))

    def engine(self, login: str) -> Engine:
        """The desk of somebody."""
        if login not in self._engines:
            self._engines[login] = make_engine(self._server.dsn(self.name, login))
        return self._engines[login]

    def ask(self, who: str, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """A use-case in a transaction of its own, as somebody."""
        with transaction(self.engine(who)) as session:
            return function(session, *given, **named)

    def run(self, sql: str, **given: Any) -> None:
        """As the owner."""
        with self.owner.begin() as connection:
            connection.execute(text(sql), given)

    def value(self, sql: str, **given: Any) -> Any:
        """One value, as the owner."""
        with self.owner.connect() as connection:
            return connection.execute(text(sql), given).scalar_one()

    def close(self) -> None:
        """Leave."""
        for engine in (self.owner, *self._engines.values()):
            engine.dispose()


def requests(land: Land, count: int = 6) -> None:
    """Requests of a landlord, due one second after the other."""
    fill_queue(land.owner, count, WorkKind.REQUEST)


def take(land: Land, who: str, asked: QueueFilter = REQUESTS, **named: Any) -> Together:
    """The next one, that there must be."""
    found = land.ask(who, claim_following, asked, **named)
    assert found is not None
    return found


def accept(land: Land, who: str, item: int, version: int = 1) -> None:
    """Accept an item that is held."""
    order = DecisionOrder(item, version, WorkDecision.ACCEPTED, str(uuid4()))
    land.ask(who, decide_item, order)


def refusal(land: Land, who: str, function: Callable[..., object], *given: Any, **named: Any) -> GuichetError:
    """What somebody is told."""
    with pytest.raises((Refused, Conflict)) as caught:
        land.ask(who, function, *given, **named)
    return caught.value


def today(land: Land) -> date:
    """The day in Paris by the server's clock."""
    now: datetime = land.value("SELECT now()")
    return paris_day(now)
