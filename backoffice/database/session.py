"""One transaction per intention, with the driver's errors translated."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from backoffice.database.failures import translated
from backoffice.errors import GuichetError


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back on any error.

    A refusal which is itself recorded (``Denied``, ``Hidden``) is committed, then raised. Raises
    ``Unavailable``, ``Conflict`` or ``Refused`` in place of the driver's errors; what a rule of the block
    raises goes through unchanged, and so does a violated constraint, which is a bug.
    """
    denied: GuichetError | None = None
    with translated(), Session(engine, expire_on_commit=False) as session, session.begin():
        try:
            yield session
        except GuichetError as error:
            if not error.recorded:
                raise
            denied = error
    if denied is not None:
        raise denied


def server_now(session: Session) -> datetime:
    """The server's clock at the beginning of the transaction, with its time zone."""
    now: datetime = session.scalars(select(func.now())).one()
    return now
