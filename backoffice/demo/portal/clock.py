"""The portal's clock: the server's, or one moved by hand that lives in the past up to now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, text


class Clock(Protocol):
    """Says what time it is on the portal."""

    def now(self) -> datetime:
        """An aware instant."""
        ...


@dataclass(frozen=True)
class ServerClock:
    """The database's clock, that of staff."""

    connection: Connection

    def now(self) -> datetime:
        """The instant, even within a long transaction."""
        told: datetime = self.connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return told


@dataclass
class HandClock:
    """A clock that a test or a simulated life moves."""

    at: datetime

    def now(self) -> datetime:
        """Where the hand stands."""
        return self.at

    def advance(self, **step: float) -> datetime:
        """Move on by ``timedelta(**step)`` and say the new instant."""
        self.at += timedelta(**step)
        return self.at
