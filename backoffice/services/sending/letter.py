"""An e-mail as it goes on the line: headers in UTF-8, a stable Message-ID, plain text."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from backoffice.rules.sending.border import is_one_line, mail_address
from backoffice.services.sending.gateways import MailServer
from backoffice.services.sending.outbox import Ripe
from backoffice.services.sending.outcomes import Fate, NotTaken


def recipient_of(message: Ripe) -> str:
    """The address on the envelope. Raises ``NotTaken`` when it is not one address."""
    address = mail_address(message.address)
    if address is None:
        raise NotTaken(Fate.GIVEN_UP, "BAD_ADDRESS")
    return address


def compose(message: Ripe, server: MailServer, now: datetime) -> bytes:
    """The e-mail, lines ended by CR LF. Raises ``NotTaken`` for what no header or text can hold."""
    if not (is_one_line(message.subject) and is_one_line(message.landlord_name)):
        raise NotTaken(Fate.GIVEN_UP, "BAD_HEADER")
    try:
        return _written(message, server, now).as_bytes()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        # The library stumbles on some texts; one of them must not stop all the others.
        raise NotTaken(Fate.GIVEN_UP, "BAD_TEXT") from None


def _written(message: Ripe, server: MailServer, now: datetime) -> EmailMessage:
    sender = server.sender_of(message.landlord_code)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(message.landlord_name, addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient_of(message))
    if server.reply_to:
        mail["Reply-To"] = Address(addr_spec=server.reply_to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    # No holiday answers to what nobody reads (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    return mail
