"""The server's clock: the one that dates what is written."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.dates import paris_day


def server_instant(session: Session) -> datetime:
    """The instant of the transaction, by the server's clock."""
    return session.execute(select(func.now())).scalar_one()


def server_day(session: Session) -> date:
    """The day in Paris, by the server's clock: a frozen document carries no other."""
    return paris_day(server_instant(session))
