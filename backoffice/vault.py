"""The credential store of this computer, through keyring; there is no other place for a password."""

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


def describe() -> str:
    """The name of the credential store. Raises ``Unavailable`` when there is none."""
    return str(_store().name)


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
