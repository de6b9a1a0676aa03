"""``db`` and ``doctor``: the schema, the rights, and whether this desk is fit for work."""

import platform
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import TypeAlias

from sqlalchemy import Engine

from backoffice import __version__, paths, vault
from backoffice.cli.arguments import options_of
from backoffice.cli.desk import settings_of, stored_password
from backoffice.cli.output import say, tell
from backoffice.database.checks.clients import client_limits, refuse_other_client, set_limits
from backoffice.database.checks.fingerprint import refuse_changed_schema
from backoffice.database.checks.server import refuse_settings, refuse_skew
from backoffice.database.connect import OpenDatabase, open_database
from backoffice.database.engine import server_version
from backoffice.database.failures import translated
from backoffice.database.rights.apply import apply_roles
from backoffice.database.rights.check import gaps_in_short, role_gaps
from backoffice.database.session import transaction
from backoffice.database.upgrade import current, head, refuse_other_schema, refuse_unfit_schema, upgrade
from backoffice.errors import GuichetError, Refused
from backoffice.services.audit.sealing import prepare_months
from backoffice.services.landlords import load_landlord_files
from backoffice.services.notes import load_note_terms
from backoffice.services.retention.rules import load_retention_file
from backoffice.services.staff import current_staff
from backoffice.settings import Settings

_Points: TypeAlias = tuple[tuple[str, Callable[[Engine], str]], ...]

LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "psycopg")


def upgrade_schema(parsed: Namespace) -> None:
    """Bring the schema to this program's version, then load what the files of the product add."""
    settings = settings_of(options_of(parsed))
    with open_database(settings, stored_password(settings)) as database:
        revision = upgrade(database.engine)
        with transaction(database.engine) as session:
            prepare_months(session)
            codes = load_landlord_files(session, paths.resources() / "landlords")
            terms = load_note_terms(session, paths.resources() / "notes" / "vocabulary.toml")
            load_retention_file(session, paths.resources() / "retention" / "rules.toml")
    tell(f"Schéma à la version {revision}.")
    tell(f"Bailleurs : {', '.join(codes)}.")
    tell(f"Vocabulaire des notes : {terms} terme(s) ajouté(s).")


def current_schema(parsed: Namespace) -> None:
    """Print the schema's version and the one that this program needs. Raises ``Refused`` if they differ."""
    settings = settings_of(options_of(parsed))
    with open_database(settings, stored_password(settings)) as database:
        revision = current(database.engine)
        tell(f"Base : {revision or 'vide'}. Programme : {head()}.")
        refuse_other_schema(database.engine)


def roles(parsed: Namespace) -> None:
    """Create or mend the roles of the database, then check them."""
    settings = settings_of(options_of(parsed))
    with open_database(settings, stored_password(settings)) as database:
        # Only its own program knows which rights a schema asks for.
        refuse_other_schema(database.engine)
        _tell_changed_schema(database.engine)
        gaps = apply_roles(database.engine)
    for gap in gaps:
        say(gap.sentence)
    if gaps:
        raise Refused("Les droits ne sont pas ceux que ce programme demande.")
    tell("Droits posés et vérifiés.")


def _tell_changed_schema(engine: Engine) -> None:
    """What the rights are posed on becomes the reference: a change made by hand is said while it shows."""
    try:
        refuse_changed_schema(engine)
    except Refused as refusal:
        if refusal.code == "SCHEMA_CHANGED":
            say("Le schéma avait été changé à la main : son état présent devient la référence.")


def clients(parsed: Namespace) -> None:
    """Print which versions of the program may connect, after changing them if asked.

    Raises ``Refused`` for whoever is neither administrator nor owner, or limits in the wrong order.
    """
    settings = settings_of(options_of(parsed))
    with open_database(settings, stored_password(settings)) as database:
        refuse_other_schema(database.engine)
        if parsed.oldest is not None or parsed.newest is not None:
            set_limits(database.engine, parsed.oldest, parsed.newest)
        with translated(), database.engine.connect() as connection:
            limits = client_limits(connection)
    if limits is None:
        raise Refused("Cette base n’a pas de limites de version : lancez « backoffice db upgrade ».")
    tell(f"Versions de Guichet acceptées : de {limits.oldest} à {limits.newest}. Ce poste : {__version__}.")


def doctor(parsed: Namespace) -> int:
    """One line for each point; exit code 1 if one fails, 3 if the database cannot be reached."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    tell(f"versions : Guichet {__version__}, Python {platform.python_version()}, {libraries} — OK")
    settings = settings_of(options_of(parsed))
    results = [_line("coffre", lambda: _vault(settings))]
    try:
        with _opened_as_it_is(settings) as database:
            tell(f"connexion : {_connection(database.engine)} — OK")
            results += _points(database.engine)
    except GuichetError as error:
        tell(f"connexion : ÉCHEC — {error.sentence}")
        return error.exit_code
    return 0 if all(results) else 1


def _opened_as_it_is(settings: Settings) -> OpenDatabase:
    """The database whatever its schema: the lines to come will say what is wrong with it."""
    if settings.profile is not None and settings.profile.is_demo:
        from backoffice.demo.opening import AGENT_LOGIN, open_demo

        try:
            return open_demo(settings, progress=say)
        except Refused:
            return open_database(settings, user=AGENT_LOGIN)
    return open_database(settings, stored_password(settings))


def _points(engine: Engine) -> list[bool]:
    always: _Points = (("horloge", refuse_skew), ("réglages", refuse_settings), ("schéma", _schema))
    results = [_line(name, partial(point, engine)) for name, point in always]
    fits = results[-1]
    with_schema: _Points = (
        ("empreinte", refuse_changed_schema),
        ("programme", _program),
        ("droits", _rights),
        ("agent", _staff),
    )
    for name, point in with_schema:
        if fits:
            results.append(_line(name, partial(point, engine)))
        else:
            tell(f"{name} : ÉCHEC — à vérifier quand le schéma sera celui de ce programme.")
    return results


def _line(name: str, point: Callable[[], str]) -> bool:
    try:
        tell(f"{name} : {point()} — OK")
    except GuichetError as error:
        tell(f"{name} : ÉCHEC — {error.sentence}")
        return False
    return True


def _vault(settings: Settings) -> str:
    profile = settings.profile
    if profile is None or profile.kind == "embedded" or profile.user is None:
        return "non requis"
    return vault.describe()


def _connection(engine: Engine) -> str:
    return f"PostgreSQL {server_version(engine)} répond"


def _schema(engine: Engine) -> str:
    refuse_unfit_schema(engine)
    return f"version {head()}"


def _program(engine: Engine) -> str:
    limits = refuse_other_client(engine, __version__)
    if limits is None:
        raise Refused("La base ne dit pas quelles versions elle accepte : lancez « backoffice db upgrade ».")
    return f"version {__version__}, acceptées de {limits.oldest} à {limits.newest}"


def _rights(engine: Engine) -> str:
    gaps = role_gaps(engine)
    if gaps:
        raise Refused(gaps_in_short(gaps))
    return "ceux que ce programme demande"


def _staff(engine: Engine) -> str:
    with transaction(engine) as session:
        staff = current_staff(session)
    return f"{staff.full_name}, {staff.role.label.lower()} ({', '.join(staff.landlord_codes)})"
