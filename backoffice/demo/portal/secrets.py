"""Passwords, links and codes of the simulated portal: hashed, in this process's memory alone (R4.5)."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from backoffice.rules.vocabulary.portal import PortalMessage

_CODE_DIGITS = 6


@dataclass(frozen=True)
class Hashed:
    """A secret that can be recognised and not read."""

    salt: bytes
    digest: bytes

    def is_of(self, typed: str) -> bool:
        """Whether ``typed`` is the secret."""
        return hmac.compare_digest(self.digest, _digest(typed, self.salt))


@dataclass
class Kept:
    """A link or a code sent: for whom, for what, until when, and what became of it."""

    customer_id: int
    message: PortalMessage
    hashed: Hashed
    expires_at: datetime
    is_code: bool
    used: bool = False
    replaced: bool = False
    late_told: bool = False


@dataclass
class Secrets:
    """All secrets of one portal; nothing of them is ever written anywhere."""

    witness: Callable[[str], object] | None = None
    """Told of each secret made, for the test that looks for them in the database."""
    _passwords: dict[int, Hashed] = field(default_factory=dict)
    _links: dict[str, Kept] = field(default_factory=dict)
    _sent: dict[tuple[int, PortalMessage], list[Kept]] = field(default_factory=dict)

    def choose_password(self, customer_id: int, password: str) -> None:
        """Keep what the tenant has chosen in place of the one before."""
        self._tell(password)
        self._passwords[customer_id] = _hashed(password)

    def is_password(self, customer_id: int, typed: str) -> bool:
        """Whether ``typed`` is the tenant's password; never, when he has none here."""
        kept = self._passwords.get(customer_id)
        return kept is not None and kept.is_of(typed)

    def forget_password(self, customer_id: int) -> None:
        """The tenant starts again without one."""
        self._passwords.pop(customer_id, None)

    def make_links(
        self, customer_id: int, message: PortalMessage, expires_at: datetime, count: int
    ) -> tuple[str, ...]:
        """So many links of one message; those sent before stop working."""
        self.replace(customer_id, message)
        made = []
        for _ in range(count):
            name, secret = secrets.token_hex(8), secrets.token_urlsafe(24)
            kept = Kept(customer_id, message, _hashed(secret), expires_at, is_code=False)
            self._links[name] = kept
            self._sent.setdefault((customer_id, message), []).append(kept)
            made.append(f"{name}.{secret}")
            self._tell(made[-1])
        return tuple(made)

    def make_code(self, customer_id: int, message: PortalMessage, expires_at: datetime) -> str:
        """A code of six digits; the one sent before stops working."""
        self.replace(customer_id, message)
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
        kept = Kept(customer_id, message, _hashed(code), expires_at, is_code=True)
        self._sent.setdefault((customer_id, message), []).append(kept)
        self._tell(code)
        return code

    def link(self, typed: str) -> Kept | None:
        """What a link stands for; ``None`` for one that was never made."""
        name, _, secret = typed.partition(".")
        kept = self._links.get(name)
        return kept if kept is not None and kept.hashed.is_of(secret) else None

    def code(self, customer_id: int, message: PortalMessage, typed: str) -> Kept | None:
        """The last code of this kind sent to the tenant, if it is what he typed."""
        sent = [one for one in self._sent.get((customer_id, message), ()) if one.is_code]
        return next((one for one in reversed(sent) if one.hashed.is_of(typed)), None)

    def last(self, customer_id: int, message: PortalMessage) -> Kept | None:
        """The last link or code of this kind sent to the tenant."""
        sent = self._sent.get((customer_id, message))
        return sent[-1] if sent else None

    def waiting(self, message: PortalMessage) -> tuple[Kept, ...]:
        """The last of each tenant that is neither used nor replaced."""
        lasts = (sent[-1] for (_, kind), sent in self._sent.items() if kind is message and sent)
        return tuple(one for one in lasts if not one.used and not one.replaced)

    def use(self, kept: Kept) -> None:
        """A link or a code serves once; the one for the site ends the one for the application too."""
        for one in self._sent.get((kept.customer_id, kept.message), ()):
            one.used = one.used or not one.replaced

    def replace(self, customer_id: int, message: PortalMessage) -> None:
        """Nothing sent so far works any more."""
        for one in self._sent.get((customer_id, message), ()):
            one.replaced = one.replaced or not one.used

    def _tell(self, secret: str) -> None:
        if self.witness is not None:
            self.witness(secret)


def _hashed(secret: str) -> Hashed:
    salt = secrets.token_bytes(16)
    return Hashed(salt, _digest(secret, salt))


def _digest(secret: str, salt: bytes) -> bytes:
    return blake2b(secret.encode(), salt=salt).digest()
