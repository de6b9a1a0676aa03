"""The line to the mail server: opened closed to others, one for a batch, every answer sorted."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from backoffice.rules.sending.words import bounce_class, enhanced_code
from backoffice.services.sending.gateways import MailServer, Security
from backoffice.services.sending.letter import compose, recipient_of
from backoffice.services.sending.outbox import Ripe
from backoffice.services.sending.outcomes import Fate, NotTaken

# All of a departure takes less than the two minutes for which a message is in a courier's hands.
_TIMEOUT, _LAST_TIMEOUT = 15.0, 60.0
_LEAST, _MOST, _GO_ON, _GOES_AWAY = 200, 599, 354, 421
_OUR_FAULT = {530, 534, 535, 538}
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)


class MailLine:
    """A mail server that takes messages one by one: ``offer`` its envelope, then ``give`` or ``drop`` it."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._content = b""
        self._cuts = 0
        """Lines cut in a row, with nothing taken in between."""

    def offer(self, message: Ripe, now: datetime) -> None:
        """Ask whether the server would take a message for its reader. Raises ``NotTaken``."""
        self._content = compose(message, self._server, now)
        to = recipient_of(message)
        sender = self._server.return_path or self._server.sender_of(message.landlord_code)
        if self._smtp is not None:
            # A line that has served may be closed since, for its age or its count: a new one is opened.
            try:
                self._envelope(self._smtp, sender, to)
            except (smtplib.SMTPException, OSError, ValueError, _Closing):
                self._lose()
            else:
                return
        smtp = self._smtp = self._open()
        with self._cut_is(Fate.AGAIN):
            self._envelope(smtp, sender, to)

    def give(self, message: Ripe) -> str | None:
        """Give the message offered. Raises ``NotTaken``; once all of it is given, silence is a doubt."""
        smtp = self._smtp
        assert smtp is not None
        assert smtp.sock is not None
        with self._cut_is(Fate.AGAIN):
            code, reply = smtp.docmd("DATA")
            if code != _GO_ON:
                self._refuse(code, reply, fatal=True)
                raise smtplib.SMTPServerDisconnected("no reply of this protocol")
            # The dot that ends the message is doubled where a line begins with one (RFC 5321, 4.5.2).
            # The last line goes with the rest: cut while it is written, the message was not whole.
            smtp.send(re.sub(rb"(?m)^\.", b"..", self._content) + b".\r\n")
        with self._cut_is(Fate.DOUBT):
            smtp.sock.settimeout(_LAST_TIMEOUT)
            code, reply = smtp.getreply()
            smtp.sock.settimeout(_TIMEOUT)
            if not _LEAST <= code <= _MOST:
                raise smtplib.SMTPServerDisconnected("no reply of this protocol")
        with self._cut_is(Fate.AGAIN):
            self._refuse(code, reply, fatal=True)
        self._cuts = 0
        return None

    def drop(self) -> None:
        """Take back what was offered and not given."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()

    def close(self) -> None:
        """End politely, if the line still is."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        try:
            return self._connected()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise NotTaken(Fate.DOWN, _why(error), stops=True) from None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context(cafile=server.ca_file)
        smtp = (
            smtplib.SMTP_SSL(server.host, server.port, server.ehlo, timeout=_TIMEOUT, context=context)
            if server.security is Security.TLS
            else smtplib.SMTP(server.host, server.port, server.ehlo, timeout=_TIMEOUT)
        )
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            assert smtp.sock is not None
            # A message is many writes and one answer: waiting to fill packets would cost 40 ms each time.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if server.login is not None:
                smtp.login(server.login, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _envelope(self, smtp: smtplib.SMTP, sender: str, to: str) -> None:
        self._refuse(*smtp.mail(sender), fatal=False)
        self._refuse(*smtp.rcpt(to), fatal=True)

    def _refuse(self, code: int, reply: bytes, *, fatal: bool) -> None:
        """Raise for an answer that is no yes; a 5xx is the message's end when ``fatal``."""
        if _LEAST <= code < 300:
            return
        text = reply.decode("utf-8", "replace")
        status = enhanced_code(text)
        told = f"SMTP_{code}" + (f" {status}" if status else "")
        # Not allowed to send at all: every message would be lost for a setting of ours.
        ours = code in _OUR_FAULT or (code >= 500 and _RELAYING.search(text) is not None)
        if ours or code == _GOES_AWAY or not 400 <= code < 600:
            raise _Closing(told)
        self.drop()
        if code >= 500 and fatal:
            raise NotTaken(Fate.GIVEN_UP, told, bounce_class(code, status))
        raise NotTaken(Fate.AGAIN, told)

    def _lose(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    @contextmanager
    def _cut_is(self, fate: Fate) -> Iterator[None]:
        """A line cut in this block is the message's trouble; the server's when the one before was cut too.

        A message that a server chokes on would otherwise stay the first for ever, and stop all the others.
        """
        try:
            yield
        except _Closing as closing:
            self._lose()
            raise NotTaken(Fate.DOWN, closing.told, stops=True) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._lose()
            self._cuts += 1
            again = self._cuts > 1
            down = again and fate is not Fate.DOUBT
            raise NotTaken(Fate.DOWN if down else fate, _why(error), stops=again) from None


class _Closing(Exception):
    """The server takes nothing from us now."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


def _why(error: Exception) -> str:
    """A code for the operator: never the server's words, which may hold an address."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "CERTIFICATE"
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return "TLS"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"AUTH_{error.smtp_code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"SMTP_{error.smtp_code}"
    if isinstance(error, TimeoutError):
        return "TIMEOUT"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "LINE_CUT"
    return "NO_CONNECTION"
