"""``courier.toml``: the mail server and the SMS gateway of this installation. No secret is written in it."""

import os
import stat
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backoffice import paths
from backoffice.errors import Misconfigured, Unavailable
from backoffice.rules.sending.border import mail_address
from backoffice.services.sending.gateways import MailServer, Security, SmsGateway
from backoffice.vault import read_password

MAIL_SECRETS, SMS_SECRETS = "courier:mail", "courier:sms"
_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_MAIL_KEYS = {
    "host", "port", "security", "sender", "senders", "return_path", "reply_to", "login", "password_file",
    "ehlo", "ca_file",
}  # fmt: skip
_SMS_KEYS = {"url", "token_file", "ca_file", "proxy"}
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_LONGEST_SECRET = 4096


def settings_file() -> Path:
    """Where the settings of the post are looked for, unless the command names a file."""
    return paths.user_config() / "courier.toml"


class _Table:
    """One table of the file; what is wrong in it is refused by its name."""

    def __init__(self, file: Path, name: str, values: Any, known: set[str]) -> None:
        self._file, self.name = file, name
        if not isinstance(values, dict):
            raise self.wrong(name, "une table est attendue")
        self._values = values
        for key in values:
            if key not in known:
                raise self.wrong(key, f"cette clé est inconnue ; clés possibles : {', '.join(sorted(known))}")

    def wrong(self, key: str, reason: str) -> Misconfigured:
        """The refusal that names the key."""
        return Misconfigured(f"Fichier {self._file}, [{self.name}], « {key} » : {reason}.")

    def text(self, key: str) -> str | None:
        """A text on one line, if it is there."""
        value = self._values.get(key)
        if value is not None and not (isinstance(value, str) and value.strip() and value.isprintable()):
            raise self.wrong(key, "un texte entre guillemets est attendu")
        return value

    def needed(self, key: str) -> str:
        """A text that cannot be missing."""
        value = self.text(key)
        if value is None:
            raise self.wrong(key, "cette valeur manque")
        return value

    def address(self, key: str, value: str | None) -> str | None:
        """One e-mail address, its domain in ASCII."""
        if value is None:
            return None
        address = mail_address(value)
        if address is None:
            raise self.wrong(key, "une adresse de courriel est attendue, sans nom")
        return address

    def port(self, usual: int) -> int:
        """A port, or the usual one."""
        value = self._values.get("port", usual)
        if type(value) is not int or not 0 < value < 65536:
            raise self.wrong("port", "un nombre entre 1 et 65535 est attendu")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """A table of addresses by code."""
        value = self._values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.wrong(key, 'des lignes CODE = "adresse" sont attendues')
        return {code: self.address(f"{key}.{code}", one) or "" for code, one in value.items()}

    def file(self, key: str) -> Path | None:
        """A file that is there."""
        value = self.text(key)
        if value is not None and not Path(value).is_file():
            raise self.wrong(key, "ce fichier n’existe pas")
        return Path(value) if value else None

    def secret(self, key: str, service: str, user: str) -> str:
        """A secret: from a file that its owner alone reads, else from this computer's credential store."""
        file = self.file(key)
        if file is not None:
            return self._secret_in(key, file)
        try:
            kept = read_password(service, user)
        except Unavailable:
            kept = None
        if kept is None:
            raise self.wrong(
                key,
                "le mot de passe n’est pas dans le coffre de ce poste ; lancez « backoffice courier --secret "
                f"{self.name} », ou nommez ici un fichier que seul ce compte peut lire",
            )
        return kept

    def _secret_in(self, key: str, file: Path) -> str:
        try:
            if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
                raise self.wrong(key, f"d’autres comptes peuvent lire {file} : faites « chmod 600 »")
            text = file.read_bytes()[: _LONGEST_SECRET + 1].decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self.wrong(key, f"{file} ne se lit pas") from error
        if not text or len(text) > _LONGEST_SECRET or not text.isprintable():
            raise self.wrong(key, f"{file} doit contenir le secret seul, sur une ligne")
        return text


def load_post(given: Path | None = None) -> tuple[MailServer | None, SmsGateway | None]:
    """The ways out that are set up; none without a file. Raises ``Misconfigured`` naming the key."""
    file = given or settings_file()
    tables = _tables(file, must_exist=given is not None)
    return _mail(tables.get("mail")), _sms(tables.get("sms"))


def secret_place(channel: str, given: Path | None = None) -> tuple[str, str]:
    """Where the credential store keeps the secret of ``mail`` or ``sms``: service and user.

    Raises ``Misconfigured`` when the channel is not set up.
    """
    file = given or settings_file()
    table = _tables(file, must_exist=True).get(channel)
    if table is None:
        raise Misconfigured(f"Fichier {file} : il n’a pas de table [{channel}].")
    if channel == "mail":
        return MAIL_SECRETS, f"{table.needed('login')}@{table.needed('host')}"
    return SMS_SECRETS, table.needed("url")


def _tables(file: Path, *, must_exist: bool) -> dict[str, _Table]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise Misconfigured(f"Le fichier {file} n’existe pas : écrivez-le (docs/courier.md).") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"Le fichier {file} est illisible : vérifiez ses droits d’accès.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"Le fichier {file} est mal écrit ({error}) : corrigez-le.") from error
    known = {"mail": _MAIL_KEYS, "sms": _SMS_KEYS}
    for name in document:
        if name not in known:
            raise Misconfigured(f"Fichier {file} : [{name}] est inconnu ; tables possibles : mail, sms.")
    return {name: _Table(file, name, values, known[name]) for name, values in document.items()}


def _mail(table: _Table | None) -> MailServer | None:
    if table is None:
        return None
    host, login = table.needed("host"), table.text("login")
    security = _security(table, host)
    if login is not None and security is Security.NONE:
        raise table.wrong("login", "un mot de passe ne passe pas sans TLS")
    password = table.secret("password_file", MAIL_SECRETS, f"{login}@{host}") if login is not None else None
    return MailServer(
        host,
        table.port(_PORTS[security]),
        security,
        table.address("sender", table.needed("sender")) or "",
        table.texts("senders"),
        table.address("return_path", table.text("return_path")),
        table.address("reply_to", table.text("reply_to")),
        login,
        password,
        table.text("ehlo"),
        table.file("ca_file"),
    )


def _security(table: _Table, host: str) -> Security:
    told = table.text("security") or Security.STARTTLS.value
    try:
        security = Security(told)
    except ValueError:
        raise table.wrong("security", "« starttls », « tls » ou « none » est attendu") from None
    if security is Security.NONE and host not in _THIS_MACHINE:
        raise table.wrong("security", "sans TLS, seul un relais de cette machine (localhost) est permis")
    return security


def _sms(table: _Table | None) -> SmsGateway | None:
    if table is None:
        return None
    url = table.needed("url")
    try:
        parts = urlsplit(url)
        allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        hidden = parts.username is not None or parts.password is not None
    except ValueError:
        allowed, hidden, parts = False, False, urlsplit("")
    if not allowed or hidden or not parts.hostname or not url.isascii() or " " in url:
        raise table.wrong("url", "une adresse « https:// » sans compte ni mot de passe est attendue")
    token = table.secret("token_file", SMS_SECRETS, url)
    if not token.isascii():
        raise table.wrong("token_file", "un jeton n’a que des lettres sans accent, chiffres et signes")
    return SmsGateway(url, token, table.file("ca_file"), table.text("proxy"))
