"""The credential store: one place for passwords, or a sentence."""

from collections.abc import Callable

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringLocked

from backoffice import vault
from backoffice.errors import Unavailable
from tests.fakes import MemoryKeyring


class Locked(MemoryKeyring):
    """A store whose owner did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse, as GNOME Keyring does."""
        raise KeyringLocked("locked")


class Readable(MemoryKeyring):
    """A store that keeps passwords as plain text."""


Readable.__module__ = "keyrings.alt.file"


class Chain(MemoryKeyring):
    """Several stores, one after the other."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = list(backends)


def test_a_password_is_kept_by_profile_and_user(keyring_store: MemoryKeyring) -> None:
    """Two profiles may have the same user with two passwords."""
    assert vault.read_password("production", "c.moreau") is None
    vault.store_password("production", "c.moreau", "one")
    vault.store_password("recette", "c.moreau", "two")
    vault.store_password("production", "c.moreau", "changed")
    assert vault.read_password("production", "c.moreau") == "changed"
    assert vault.read_password("recette", "c.moreau") == "two"
    assert set(keyring_store.entries) == {
        ("guichet:production", "c.moreau"),
        ("guichet:recette", "c.moreau"),
    }


def test_forgetting(keyring_store: MemoryKeyring) -> None:
    """Twice is as good as once."""
    vault.store_password("production", "c.moreau", "one")
    vault.forget_password("production", "c.moreau")
    vault.forget_password("production", "c.moreau")
    assert vault.read_password("production", "c.moreau") is None
    assert not keyring_store.entries


def test_the_store_says_its_name(keyring_store: MemoryKeyring) -> None:
    """For `backoffice doctor`."""
    assert "MemoryKeyring" in vault.describe()


@pytest.mark.parametrize("make", [fail.Keyring, null.Keyring, Readable, Chain, lambda: Chain(Readable())])
def test_a_missing_store(keyring_store: MemoryKeyring, make: Callable[[], KeyringBackend]) -> None:
    """One that keeps nothing, or keeps it readable, counts as none."""
    keyring.set_keyring(make())
    with pytest.raises(Unavailable, match="pas de coffre"):
        vault.describe()
    with pytest.raises(Unavailable, match="pas de coffre"):
        vault.store_password("production", "c.moreau", "secret")


def test_the_first_real_store_of_a_chain(keyring_store: MemoryKeyring) -> None:
    """A readable one is passed over, for reading as for writing."""
    readable, real = Readable(), MemoryKeyring()
    keyring.set_keyring(Chain(readable, real))
    vault.store_password("production", "c.moreau", "secret")
    assert not readable.entries
    assert vault.read_password("production", "c.moreau") == "secret"


def test_a_failing_store(keyring_store: MemoryKeyring) -> None:
    """The sentence says what to do; nothing falls back elsewhere."""
    keyring.set_keyring(Locked())
    with pytest.raises(Unavailable, match="déverrouillez") as caught:
        vault.read_password("production", "c.moreau")
    assert caught.value.exit_code == 3


def test_a_store_that_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """keyring itself may fail to find one."""

    def broken() -> KeyringBackend:
        raise InitError("no D-Bus")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    with pytest.raises(Unavailable, match="pas de coffre"):
        vault.describe()
