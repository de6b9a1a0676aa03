"""Connection profiles and what the command line or the environment puts above them."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict

from backoffice import paths
from backoffice.errors import Misconfigured

DEMO = "demo"
DSN_VARIABLE = "BACKOFFICE_DSN"

Kind = Literal["embedded", "server"]

_KEYS: dict[str, type] = {"kind": str, "dsn": str, "user": str, "landlord": str}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_SECRET_KEYS = ("password", "sslpassword", "oauth_client_secret")
_SECRET = re.compile(r"\b(ssl)?password\s*=|://[^/@\s]*:[^/@\s]+@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConnectionProfile:
    """Where the database is and who connects. ``dsn`` is empty for an embedded server."""

    name: str
    kind: Kind
    dsn: str = ""
    user: str | None = None
    landlord: str | None = None

    @property
    def is_demo(self) -> bool:
        """Whether this is the built-in training landlord."""
        return self.name == DEMO

    @property
    def folder(self) -> Path:
        """The data folder of an embedded server."""
        return paths.user_data() / "postgres" / self.name


@dataclass(frozen=True, slots=True)
class Settings:
    """What this run works with. ``profile`` is None when a DSN was given in its place, or nothing at all.

    ``as_of`` is the day to show the records as of; None for today. ``login`` wins over the profile's user.
    """

    profile: ConnectionProfile | None
    dsn: str | None = None
    landlord: str | None = None
    as_of: date | None = None
    login: str | None = None

    @property
    def is_connected_to_something(self) -> bool:
        """Whether there is a database to go to, or the agent must be asked."""
        return self.dsn is not None or self.profile is not None


@dataclass(frozen=True, slots=True)
class Connections:
    """The file of connection profiles, read; the built-in ``demo`` is among them."""

    profiles: Mapping[str, ConnectionProfile]
    default: str | None = None


DEMO_PROFILE = ConnectionProfile(DEMO, "embedded")


def load_settings(
    *,
    profile: str | None = None,
    dsn: str | None = None,
    landlord: str | None = None,
    as_of: date | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of this run: a DSN given, else a profile named, else the environment, else the default.

    Raises ``Misconfigured`` for an unknown profile or a file written wrongly.
    """
    environ = os.environ if environ is None else environ
    if dsn is None and profile is None:
        dsn = environ.get(DSN_VARIABLE) or None
    if dsn is not None:
        return Settings(None, dsn, landlord, as_of)
    if profile == DEMO:
        return Settings(DEMO_PROFILE, None, landlord, as_of)
    connections = load_connections()
    name = profile if profile is not None else connections.default
    if name is None:
        return Settings(None, None, landlord, as_of)
    chosen = connections.profiles.get(name)
    if chosen is None:
        known = ", ".join(sorted(connections.profiles))
        raise Misconfigured(
            f"Le profil « {name} » n’existe pas dans {connections_file()} ; profils connus : {known}."
        )
    return Settings(chosen, None, landlord or chosen.landlord, as_of)


def connections_file() -> Path:
    """The file of connection profiles of this user."""
    return paths.user_config() / "connections.toml"


def load_connections() -> Connections:
    """Every connection profile. Raises ``Misconfigured`` naming the file, the key and the reason."""
    path = connections_file()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Connections({DEMO: DEMO_PROFILE})
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Le fichier {path} est illisible : vérifiez ses droits d’accès.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"Le fichier {path} est mal écrit ({error}) : corrigez-le.") from error
    for key in document:
        if key not in ("default", "profile"):
            raise _wrong(key, "cette clé est inconnue")
    default = document.get("default")
    if default is not None and not isinstance(default, str):
        raise _wrong("default", "un nom de profil entre guillemets est attendu")
    tables = document.get("profile", {})
    if not isinstance(tables, dict):
        raise _wrong("profile", "des tables [profile.nom] sont attendues")
    profiles = {DEMO: DEMO_PROFILE} | {name: _profile(name, table) for name, table in tables.items()}
    if default is not None and default not in profiles:
        raise _wrong("default", f"le profil « {default} » n’existe pas")
    return Connections(profiles, default)


def save_profile(profile: ConnectionProfile, *, default: bool = False) -> None:
    """Add or replace a profile in the file, the others kept; readers see the old file or the new one.

    Raises ``Misconfigured`` for a wrong profile, or when the file in place or its folder is not usable.
    """
    fields = {key: value for key in _KEYS if (value := getattr(profile, key))}
    checked = _profile(profile.name, fields)
    before = load_connections()
    profiles = {name: known for name, known in before.profiles.items() if name != DEMO}
    profiles[checked.name] = checked
    _write(replace(before, profiles=profiles, default=checked.name if default else before.default))


def _profile(name: str, table: object) -> ConnectionProfile:
    where = f"profile.{name}"
    if not _NAME.fullmatch(name):
        raise _wrong(where, "un nom de profil s’écrit en lettres sans accent, chiffres, « - » et « _ »")
    if name == DEMO:
        raise _wrong(where, "le profil « demo » est fourni avec Guichet et ne se redéfinit pas")
    if not isinstance(table, dict):
        raise _wrong(where, "une table [profile.nom] est attendue")
    for key, value in table.items():
        if key not in _KEYS:
            raise _wrong(f"{where}.{key}", f"cette clé est inconnue ; clés possibles : {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]):
            raise _wrong(f"{where}.{key}", "un texte entre guillemets est attendu")
    return _checked(where, name, table)


def _checked(where: str, name: str, table: dict[str, Any]) -> ConnectionProfile:
    kind, dsn = table.get("kind", "server"), table.get("dsn", "")
    if kind not in ("embedded", "server"):
        raise _wrong(f"{where}.kind", "« embedded » ou « server » est attendu")
    if kind == "server" and not dsn:
        raise _wrong(f"{where}.dsn", "l’adresse de la base manque")
    if kind == "embedded" and dsn:
        raise _wrong(f"{where}.dsn", "une base embarquée n’a pas d’adresse")
    if _holds_secret(dsn):
        raise _wrong(
            f"{where}.dsn",
            "un mot de passe ne s’écrit pas dans ce fichier ; retirez-le, Guichet le demandera et le "
            "gardera dans le coffre du poste",
        )
    return ConnectionProfile(name, cast("Kind", kind), dsn, table.get("user"), table.get("landlord"))


def _holds_secret(dsn: str) -> bool:
    """Whether a secret is in the text as it reads, or once libpq has decoded its keys (``p%61ssword``)."""
    if _SECRET.search(dsn):
        return True
    try:
        values = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        # Not a connection text at all: it is refused, with its reason, when it is opened.
        return False
    return any(values.get(key) is not None for key in _SECRET_KEYS)


def _wrong(key: str, reason: str) -> Misconfigured:
    return Misconfigured(f"Fichier {connections_file()}, « {key} » : {reason}.")


def _write(connections: Connections) -> None:
    lines = ["# Connexions de Guichet. Les mots de passe sont dans le coffre du poste, jamais ici."]
    if connections.default is not None:
        lines.append(f"default = {_quoted(connections.default)}")
    for name, profile in connections.profiles.items():
        lines += ["", f"[profile.{name}]"]
        values = ((key, getattr(profile, key)) for key in _KEYS)
        lines += [f"{key} = {_quoted(value)}" for key, value in values if value]
    path = connections_file()
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Misconfigured(
            f"Le fichier {path} n’a pas pu être écrit : vérifiez ses droits d’accès."
        ) from error


def _quoted(value: str) -> str:
    """A TOML basic string."""
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found.group()):04x}", text) + '"'
