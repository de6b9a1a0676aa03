"""Where messages leave by: the mail server and the SMS gateway, as their settings describe them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Security(StrEnum):
    """How the line to a mail server is closed to others; ``NONE`` is for a relay on this very machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """The mail server to hand messages to, and in whose name.

    ``senders`` are the addresses of landlords by their code, ``sender`` that of the others; ``return_path``
    is where what comes back is sent, the sender's address when there is none. ``ca_file`` replaces the
    authorities of the system.
    """

    host: str
    port: int
    security: Security
    sender: str
    senders: Mapping[str, str] = field(default_factory=dict)
    return_path: str | None = None
    reply_to: str | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    ehlo: str | None = None
    ca_file: Path | None = None

    def sender_of(self, landlord_code: str) -> str:
        """The address that a landlord writes from."""
        return self.senders.get(landlord_code, self.sender)


@dataclass(frozen=True)
class SmsGateway:
    """The HTTP gateway of docs/sms-gateway.md. ``proxy`` is the URL of the way out, if there must be one."""

    url: str
    token: str = field(repr=False)
    ca_file: Path | None = None
    proxy: str | None = None
