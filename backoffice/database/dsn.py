"""A connection text (DSN) read by libpq's own parser, checked and completed."""

import os
import re
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from backoffice.errors import Misconfigured, Unavailable

_FORM = "Forme attendue : « host=serveur dbname=guichet » ou « postgresql://serveur/guichet »."
_WORDS = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "gssencmode": ("disable", "prefer", "require"),
    "channel_binding": ("disable", "prefer", "require"),
    "load_balance_hosts": ("disable", "random"),
    "sslnegotiation": ("postgres", "direct"),
    "sslcertmode": ("disable", "allow", "require"),
}
_NUMBERS = {
    "connect_timeout": "secondes",
    "keepalives": "0 ou 1",
    "keepalives_idle": "secondes",
    "keepalives_interval": "secondes",
    "keepalives_count": "essais",
    "tcp_user_timeout": "millisecondes",
}
_MOST = 2**31 - 1
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")

UNREADABLE_HOST = (
    "Le nom du serveur de la base ne se lit pas (une partie vide ou de plus de 63 caractères) : corrigez-le."
)
_LOCAL = re.compile(r"(localhost|127(\.\d{1,3}){3}|::1|[/@].*|[A-Za-z]:[\\/].*)?", re.IGNORECASE)


def parse_dsn(text: str) -> dict[str, str]:
    """The parameters of a libpq connection text, URI or key=value, several hosts allowed.

    Raises ``Misconfigured`` with the reason and the expected form; the text itself, which may
    hold a password, is never repeated.
    """
    if not text.strip():
        raise _wrong("elle est vide")
    if re.match(r"\s*[\w.+-]+://", text) and not re.match(r"postgres(ql)?://", text):
        raise _wrong("une adresse commence par « postgresql:// », sans espace devant")
    try:
        values = {key: str(value) for key, value in conninfo_to_dict(text).items() if value is not None}
    except psycopg.ProgrammingError as error:
        raise _wrong(_reason(str(error), text)) from None
    _check(values)
    return values


def require_tls(values: dict[str, str]) -> dict[str, str]:
    """The same parameters with ``sslmode=verify-full`` unless every host is this machine.

    Raises ``Misconfigured`` when the text asks for less than that towards another machine.
    """
    if is_local(values):
        return values
    if values.get("sslmode", "verify-full") != "verify-full":
        raise Misconfigured(
            f"« sslmode={values['sslmode']} » ne protège pas la liaison vers un serveur distant : "
            "écrivez « sslmode=verify-full », ou retirez ce réglage."
        )
    return {**values, "sslmode": "verify-full"}


def aim_at_primary(values: dict[str, str]) -> dict[str, str]:
    """The same parameters with ``target_session_attrs=read-write`` when several servers are named.

    After a failover the first one named may be the copy; what the text itself asks for is left as it is.
    """
    several = any("," in values.get(key, "") for key in ("host", "hostaddr"))
    if several and "PGTARGETSESSIONATTRS" not in os.environ:
        return {"target_session_attrs": "read-write", **values}
    return values


def is_local(values: dict[str, str]) -> bool:
    """Whether every host is this machine: a socket, localhost, 127.* or ::1."""
    if "service" in values or "PGSERVICE" in os.environ:
        return False
    hosts = values.get("host", os.environ.get("PGHOST", ""))
    addresses = values.get("hostaddr", os.environ.get("PGHOSTADDR", ""))
    return all(_LOCAL.fullmatch(host.strip()) for text in (hosts, addresses) for host in text.split(","))


def refuse_missing_files(values: dict[str, str]) -> None:
    """Refuse a text that names a certificate or key file which is not on this machine.

    Raises ``Unavailable`` with the setting and the file.
    """
    for key in _FILES:
        name = values.get(key, "")
        if name and (key, name) != ("sslrootcert", "system") and not _is_file(name):
            raise Unavailable(
                f"Le fichier « {name} » du réglage « {key} » n’est pas lisible sur ce poste : "
                "faites-le installer, ou corrigez le profil de connexion."
            )


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _wrong(reason: str) -> Misconfigured:
    return Misconfigured(f"L’adresse de la base est mal écrite : {reason}. {_FORM}")


def _reason(message: str, text: str) -> str:
    """libpq quotes the faulty word, which may be a piece of a password: only option names are repeated."""
    option = re.search(r"(?:invalid connection option|invalid URI query parameter:?) \"(\w+)\"", message)
    if option and "password" not in text.lower():
        return f"le réglage « {option.group(1)} » est inconnu"
    if option:
        return "elle contient un réglage inconnu"
    if 'missing "="' in message:
        return "un réglage est écrit sans signe « = »"
    if "quoted" in message:
        return "une apostrophe n’est pas refermée"
    return "elle ne se lit pas"


def _check(values: dict[str, str]) -> None:
    ports = values.get("port", "").split(",")
    if any(port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536) for port in ports):
        raise _wrong("« port » doit être un nombre entre 1 et 65535")
    hosts = max(len(values.get(key, "").split(",")) for key in ("host", "hostaddr"))
    if len(ports) not in (1, hosts):
        raise _wrong("il faut un seul port, ou autant de ports que de serveurs")
    for host in values.get("host", "").split(","):
        if not _is_readable(host):
            raise _wrong("« host » a une partie vide ou de plus de 63 caractères")
    for key, allowed in _WORDS.items():
        if values.get(key, allowed[0]) not in allowed:
            raise _wrong(f"« {key} » doit être l’un de : {', '.join(allowed)}")
    for key, unit in _NUMBERS.items():
        number = values.get(key, "0")
        if not (number.isascii() and number.isdigit() and int(number) <= _MOST):
            raise _wrong(f"« {key} » doit être un nombre ({unit})")


def _is_readable(host: str) -> bool:
    if _LOCAL.fullmatch(host.strip()):
        return True
    try:
        host.strip().encode("idna")
    except UnicodeError:
        return False
    return True
