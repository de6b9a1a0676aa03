"""Which versions of the program may work on a database: the last two, kept in the database itself."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects.postgresql import insert

from backoffice.database.failures import translated
from backoffice.errors import Misconfigured, Refused
from backoffice.models.trace import DatabaseProperty

MIN_KEY, MAX_KEY = "client_min", "client_max"

_RELEASE = re.compile(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class ClientLimits:
    """The oldest and the newest version of the program that may connect, both included."""

    oldest: str
    newest: str

    def accept(self, version: str) -> bool:
        """Whether this version may connect."""
        return release(self.oldest) <= release(version) <= release(self.newest)


def release(version: str) -> tuple[int, ...]:
    """The release numbers of a PEP 440 version, without the zeros that end it: 1.2.0rc1 is (1, 2).

    Raises ``Misconfigured`` for what is no version.
    """
    found = _RELEASE.match(version.strip())
    if found is None:
        raise Misconfigured(f"« {version} » n’est pas une version de Guichet : écrivez par exemple 1.4.2.")
    numbers = [int(number) for number in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def limits_after_upgrade(kept: ClientLimits | None, program: str) -> ClientLimits:
    """The limits once ``program`` has upgraded: itself and the version that upgraded before it (N-1)."""
    if kept is None:
        return ClientLimits(program, program)
    if release(program) > release(kept.newest):
        return ClientLimits(kept.newest, program)
    return kept


def client_limits(connection: Connection) -> ClientLimits | None:
    """The limits kept in the database; None when there are none."""
    query = select(DatabaseProperty.key, DatabaseProperty.value).where(
        DatabaseProperty.key.in_((MIN_KEY, MAX_KEY))
    )
    kept = {row.key: str(row.value) for row in connection.execute(query)}
    return ClientLimits(kept[MIN_KEY], kept[MAX_KEY]) if len(kept) == len((MIN_KEY, MAX_KEY)) else None


def move_limits(connection: Connection, program: str) -> None:
    """Keep the limits that follow an upgrade by ``program``, in the caller's transaction; as the owner."""
    kept = client_limits(connection)
    wanted = limits_after_upgrade(kept, program)
    if wanted == kept:
        return
    for key, value in ((MIN_KEY, wanted.oldest), (MAX_KEY, wanted.newest)):
        connection.execute(
            insert(DatabaseProperty)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=["key"], set_={"value": value, "recorded_at": func.now()})
        )


def set_limits(engine: Engine, oldest: str | None, newest: str | None) -> ClientLimits:
    """Choose the limits by hand, one or both, as administrator or owner; the limits as they are then.

    Raises ``Misconfigured`` (no version), ``Refused`` (no right; the oldest is newer than the newest).
    """
    for version in (oldest, newest):
        if version is not None:
            release(version)
    with translated(), engine.begin() as connection:
        connection.execute(select(func.set_client_limits(oldest, newest)))
        kept = client_limits(connection)
    assert kept is not None, "both were just written"
    return kept


def refuse_other_client(engine: Engine, version: str) -> ClientLimits | None:
    """Refuse a program that the database no longer, or not yet, accepts; the limits otherwise.

    Raises ``Refused`` (``CLIENT_OLD``, ``CLIENT_NEW``), ``Unavailable``.
    """
    with translated(), engine.connect() as connection:
        limits = client_limits(connection)
    if limits is None or limits.accept(version):
        return limits
    if release(version) < release(limits.oldest):
        raise Refused(
            f"Ce Guichet (version {version}) est trop ancien pour cette base, qui demande la version "
            f"{limits.oldest} ou plus : installez la version {limits.newest}.",
            "CLIENT_OLD",
        )
    raise Refused(
        f"Ce Guichet (version {version}) est plus récent que cette base, qui accepte la version "
        f"{limits.newest} au plus : installez cette version, ou demandez à l’administrateur de lancer "
        f"« backoffice db upgrade » avec la version {version}.",
        "CLIENT_NEW",
    )


def accepts_older(connection: Connection, version: str) -> bool:
    """Whether a newer program made the schema and said that ``version`` may go on working on it."""
    limits = client_limits(connection)
    return limits is not None and limits.accept(version) and release(version) < release(limits.newest)
