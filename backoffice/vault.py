"""The credential store of this computer, through keyring; there is no other place for a password."""

import base64
import binascii
import secrets
import sys
from collections.abc import Callable
from typing import TypeVar, cast

import keyring
import keyring.errors
from keyring.backend import KeyringBackend

from backoffice.errors import Unavailable

_T = TypeVar("_T")

# Backends that keep nothing, or keep it readable: the same as no store at all.
_REFUSED_MODULES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")

_FOREIGN_ERRORS = (
    ("pywintypes", "error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
)

_KEY_BYTES = 32

_MISSING = (
    "Ce poste n’a pas de coffre pour les mots de passe : ouvrez une session Windows normale "
    "(ou installez GNOME Keyring ou KWallet sous Linux), ou tapez le mot de passe à chaque connexion."
)
_FAILING = (
    "Le coffre des mots de passe de ce poste ne répond pas : déverrouillez-le ou rouvrez votre session, "
    "puis réessayez."
)


def read_password(profile: str, user: str) -> str | None:
    """The password kept for this user of this profile; None when none is. Raises ``Unavailable``."""
    return _ask(lambda store: store.get_password(_service(profile), user))


def store_password(profile: str, user: str, password: str) -> None:
    """Keep this password, in place of the one before. Raises ``Unavailable``."""
    _ask(lambda store: store.set_password(_service(profile), user, password))


def forget_password(profile: str, user: str) -> None:
    """Forget the password, if one is kept. Raises ``Unavailable``."""

    def forget(store: KeyringBackend) -> None:
        if store.get_password(_service(profile), user) is not None:
            store.delete_password(_service(profile), user)

    _ask(forget)


def journal_key(profile: str, user: str) -> bytes:
    """The 32 bytes that seal what this user types on this profile; made the first time.

    A kept key that is none is replaced: what it may have sealed is lost anyway. Raises ``Unavailable``.
    """
    service = f"guichet-journal:{profile}"

    def read_or_make(store: KeyringBackend) -> bytes:
        if (known := _as_key(store.get_password(service, user))) is not None:
            return known
        made = base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")
        store.set_password(service, user, made)
        # Another window may have made one at the same moment: both take the one that stayed.
        known = _as_key(store.get_password(service, user))
        if known is None:
            raise Unavailable(_FAILING, "VAULT_FAILING")
        return known

    return _ask(read_or_make)


def describe() -> str:
    """The name of the credential store. Raises ``Unavailable`` when there is none."""
    return str(_store().name)


def _as_key(kept: str | None) -> bytes | None:
    try:
        key = base64.b64decode(kept or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None


def _service(profile: str) -> str:
    return f"guichet:{profile}"


def _ask(question: Callable[[KeyringBackend], _T]) -> _T:
    store = _store()
    try:
        return question(store)
    except _failures() as error:
        raise Unavailable(_FAILING, "VAULT_FAILING") from error


def _store() -> KeyringBackend:
    try:
        chosen = keyring.get_keyring()
    except _failures() as error:
        raise Unavailable(_MISSING, "VAULT_MISSING") from error
    # The chainer asks one store after the other, the readable ones too: the first real one is enough.
    stores = getattr(chosen, "backends", [chosen])
    for store in stores:
        if not type(store).__module__.startswith(_REFUSED_MODULES):
            return cast("KeyringBackend", store)
    raise Unavailable(_MISSING, "VAULT_MISSING")


def _failures() -> tuple[type[BaseException], ...]:
    """What a store may raise: keyring lets some errors of the system below it through."""
    families: list[type[BaseException]] = [keyring.errors.KeyringError, ImportError, OSError, RuntimeError]
    for module, name in _FOREIGN_ERRORS:
        if module in sys.modules:
            families.append(getattr(sys.modules[module], name))
    return tuple(families)
