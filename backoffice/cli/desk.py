"""What most commands need: the database of the settings, opened and checked, and one transaction."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from backoffice.cli.arguments import Options
from backoffice.cli.output import say
from backoffice.database.connect import OpenDatabase, open_database
from backoffice.database.engine import check_schema
from backoffice.database.session import carry_through, server_now, transaction
from backoffice.errors import Refused, Unavailable
from backoffice.rules.dates import paris_day
from backoffice.services.staff import current_staff
from backoffice.settings import DEMO_PROFILE, Settings, load_settings
from backoffice.vault import read_password

T = TypeVar("T")


def settings_of(options: Options) -> Settings:
    """The settings of a command; with no connection at all, the training landlord.

    Raises ``Misconfigured``.
    """
    settings = load_settings(
        profile=options.profile, dsn=options.dsn, landlord=options.landlord, as_of=options.as_of
    )
    settings = replace(settings, login=options.login)
    if settings.is_connected_to_something:
        return settings
    say("Aucune connexion n’est réglée : la base de formation « demo » est utilisée (--profile, --dsn).")
    return replace(settings, profile=DEMO_PROFILE)


def stored_password(settings: Settings) -> str | None:
    """The password kept for the profile, if it has a user and a store can be read."""
    profile = settings.profile
    if profile is None or profile.kind == "embedded":
        return None
    user = settings.login or profile.user
    if user is None:
        return None
    try:
        return read_password(profile.name, user)
    except Unavailable:
        return None


@contextmanager
def opened(settings: Settings) -> Iterator[OpenDatabase]:
    """The database, its schema checked; the training landlord is made when missing.

    Raises ``Misconfigured``, ``Unavailable``, ``Refused``.
    """
    if settings.profile is not None and settings.profile.is_demo:
        from backoffice.demo.opening import open_demo

        with open_demo(settings, progress=say) as database:
            yield database
        return
    with open_database(settings, stored_password(settings)) as database:
        check_schema(database.engine)
        yield database


@contextmanager
def desk(options: Options) -> Iterator[tuple[Session, Settings]]:
    """One transaction for one command."""
    settings = settings_of(options)
    with opened(settings) as database, transaction(database.engine) as session:
        yield session, settings


def carry_out(options: Options, act: Callable[[Session, Settings], T]) -> T:
    """One act in one transaction, tried again for half a minute if the line is lost in the middle.

    The act must carry the same command identifier each time. Raises what it raises, and ``LineLost``.
    """
    settings = settings_of(options)
    with opened(settings) as database:
        begin = partial(transaction, database.engine)
        return carry_through(begin, lambda session: act(session, settings), wait=_wait)


def _wait(seconds: float) -> None:
    say("La liaison avec la base est coupée : nouvel essai…")
    time.sleep(seconds)


def landlord_of(session: Session, settings: Settings) -> str | None:
    """The landlord to look at, None for all those of the person signed in.

    Raises ``Refused`` when the login is nobody's, or when he does not work for that landlord.
    """
    codes = current_staff(session).landlord_codes
    if settings.landlord is not None and settings.landlord not in codes:
        known = ", ".join(codes) or "aucun"
        raise Refused(
            f"« {settings.landlord} » n’est pas un bailleur pour lequel vous travaillez : "
            f"choisissez parmi {known}.",
            code="NOT_MY_LANDLORD",
        )
    return settings.landlord


def today_of(session: Session, settings: Settings) -> date:
    """The day to read as of: the one asked, else today by the server's clock, in Paris."""
    return settings.as_of or paris_day(server_now(session))
