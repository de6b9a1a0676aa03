"""What an agent is told when he signs in to a database that is not quite as it should be."""

from collections.abc import Callable

from sqlalchemy import Engine

from backoffice.database.checks.fingerprint import refuse_changed_schema
from backoffice.database.checks.server import refuse_settings, refuse_skew
from backoffice.errors import Refused

_CHECKS: tuple[Callable[[Engine], str], ...] = (refuse_skew, refuse_settings, refuse_changed_schema)


def login_warnings(engine: Engine) -> tuple[str, ...]:
    """One sentence for each thing that is wrong and does not keep the agent from working.

    A clock, a setting, a schema changed by hand: the agent tells the administrator and goes on, since a
    caller is waiting; ``doctor`` fails on the same points. Raises ``Unavailable``.
    """
    told = []
    for check in _CHECKS:
        try:
            check(engine)
        except Refused as fault:
            told.append(fault.sentence)
    return tuple(told)
