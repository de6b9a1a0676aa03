"""One transaction per intention, with the driver's errors translated; carried through a lost line."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from backoffice.database.failures import committing, translated
from backoffice.errors import GuichetError, LineLost

# A promoted standby takes writes after some seconds; past half a minute a person decides.
_PAUSES = (1.0, 3.0, 8.0, 15.0)

Begin = Callable[[], AbstractContextManager[Session]]
T = TypeVar("T")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back on any error.

    A refusal which is itself recorded (``Denied``, ``Hidden``) is committed, then raised. Raises
    ``Unavailable``, ``Conflict`` or ``Refused`` in place of the driver's errors; what a rule of
    the block raises goes through unchanged, and so does a violated constraint, which is a bug. A line cut
    before the commit leaves nothing done; cut in the commit, it raises ``LineLost`` (``OUTCOME_UNKNOWN``).
    A refusal which is itself recorded (``Denied``, ``Hidden``) is committed, then raised.
    """
    denied: GuichetError | None = None
    with (
        translated(),
        Session(engine, expire_on_commit=False) as session,
        session.begin() as open_transaction,
    ):
        try:
            yield session
        except GuichetError as error:
            if not error.recorded:
                raise
            denied = error
        session.flush()
        with committing():
            open_transaction.commit()
    if denied is not None:
        raise denied


def carry_through(
    begin: Begin,
    intention: Callable[[Session], T],
    pauses: tuple[float, ...] = _PAUSES,
    wait: Callable[[float], None] = time.sleep,
) -> T:
    """Do the intention in a transaction, again as long as the line is lost; ``pauses`` are in seconds.

    The intention must carry the same command identifier each time, so that it is done once. Raises what
    the intention raises, and ``LineLost`` when the line does not come back: with ``OUTCOME_UNKNOWN`` as
    soon as one of the tries may have been committed.
    """
    doubt: LineLost | None = None
    for pause in (*pauses, None):
        try:
            with begin() as session:
                return intention(session)
        except LineLost as lost:
            doubt = lost if lost.code == "OUTCOME_UNKNOWN" else doubt
            if pause is None:
                raise doubt or lost from lost
        wait(pause)
    raise AssertionError("the last try returns or raises")


def server_now(session: Session) -> datetime:
    """The server's clock at the beginning of the transaction, with its time zone."""
    now: datetime = session.scalars(select(func.now())).one()
    return now
