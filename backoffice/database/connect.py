"""From settings to a database that answers: the embedded server, or the shared one."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from backoffice.database.embedded import EmbeddedServer, start_embedded
from backoffice.database.engine import make_engine
from backoffice.errors import Misconfigured
from backoffice.settings import Settings

DATABASE = "guichet"


@dataclass(frozen=True)
class OpenDatabase:
    """An engine, and the embedded server behind it if there is one; closing lets go of both."""

    engine: Engine
    server: EmbeddedServer | None = None

    def close(self) -> None:
        """Close the sessions and let go of the server. May be called twice."""
        self.engine.dispose()
        if self.server is not None:
            self.server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_database(settings: Settings, password: str | None = None, user: str | None = None) -> OpenDatabase:
    """The database that the settings name; an embedded server is started and its database made.

    ``user`` wins over the profile's. The schema is not looked at. Raises ``Misconfigured``, ``Unavailable``.
    """
    user = user or settings.login
    if settings.dsn is not None:
        return OpenDatabase(make_engine(settings.dsn, user=user, password=password))
    profile = settings.profile
    if profile is None:
        raise Misconfigured(
            "Aucune base n’est choisie : donnez --profile NOM, --dsn DSN, ou lancez « backoffice » "
            "pour choisir une connexion."
        )
    if profile.kind != "embedded":
        engine = make_engine(profile.dsn, user=user or profile.user, password=password)
        return OpenDatabase(engine)
    server = start_embedded(profile.folder)
    try:
        server.ensure_database(DATABASE)
        login = user or profile.user
        engine = make_engine(server.dsn(DATABASE, login) if login else server.dsn(DATABASE))
    except BaseException:
        server.stop()
        raise
    return OpenDatabase(engine, server)
