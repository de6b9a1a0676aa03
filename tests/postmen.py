"""A real mail server and a real SMS gateway, on this machine, that answer what a test tells them."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_Answer = tuple[int, dict[str, str], bytes]
Answer = Callable[[str, Envelope], object]


class Mailbox:
    """What a mail server took. ``answer`` may give a text to reply to MAIL, RCPT or DATA."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.recipients: list[str] = []
        self.seen: list[str] = []
        """Each step reached, refused or not."""
        self.answer: Answer = lambda step, envelope: None
        self.after: Callable[[], object] = lambda: None
        """Called once a message is taken, before the server says so."""

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages taken, read."""
        return [message_from_bytes(one, policy=default) for one in self.contents]

    @property
    def names(self) -> list[str]:
        """Their Message-ID, in the order of their arrival."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note the sender."""
        envelope.mail_from = address
        return self._told("MAIL", envelope) or "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Note the reader."""
        told = self._told("RCPT", envelope, address)
        if told is None:
            envelope.rcpt_tos.append(address)
        return told or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message."""
        told = self._told("DATA", envelope)
        if told is not None:
            return told
        assert isinstance(envelope.content, bytes)
        self.contents.append(envelope.content)
        self.recipients.extend(envelope.rcpt_tos)
        self.after()
        return "250 OK"

    def _told(self, step: str, envelope: Envelope, address: str = "") -> str | None:
        self.seen.append(step)
        envelope.asked = address  # type: ignore[attr-defined]
        reply = self.answer(step, envelope)
        return reply if isinstance(reply, str) else None


@contextmanager
def mail_server(
    box: Mailbox,
    context: ssl.SSLContext | None,
    *,
    port: int = 0,
    implicit: bool = False,
    login: tuple[str, str] | None = None,
) -> Iterator[int]:
    """A mail server with STARTTLS, implicit TLS, or without a certificate; its port."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        mine = isinstance(data, LoginPassword) and login is not None
        good = mine and (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=good, handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=context if implicit else None,
        tls_context=None if implicit else context,
        require_starttls=context is not None and not implicit,
        auth_required=login is not None,
        authenticator=check if login else None,
    )
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Gateway:
    """What an SMS gateway was asked; ``answers`` are given in turn, then 200 with a number."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[_Answer] = []
        self.after: Callable[[], object] = lambda: None

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The messages, once each: the gateway knows them by their key."""
        return list({one["id"]: one for one in self.asked}.values())


@contextmanager
def sms_gateway(gateway: Gateway, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """An HTTP gateway; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Answer what the test told."""
            content = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.asked.append(json.loads(content))
            gateway.headers.append(dict(self.headers))
            gateway.after()
            known: _Answer = (200, {}, json.dumps({"id": f"p-{len(gateway.asked)}"}).encode())
            code, headers, body = gateway.answers.pop(0) if gateway.answers else known
            if code == 0:
                self.close_connection = True
                return
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/sms"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def failure_report(
    name: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <ada@example.fr> unknown",
    kind: str = "message/rfc822",
) -> bytes:
    """The report of a message of that Message-ID, as Postfix writes it."""
    text = f"""From: MAILER-DAEMON@mx.example
To: retours@bailleur.example
Subject: Undelivered Mail
Message-ID: <11111111-2222-4333-8444-555555555555@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Message-ID: <99999999-2222-4333-8444-555555555555@quoted.example>
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.fr
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: {kind}

From: ne-pas-repondre@bailleur.example
Message-ID: {name}
Subject: x

--b--
"""
    return text.replace("\n", "\r\n").encode("utf-8")
