"""The two lines out, against real servers on this machine: what is taken, refused, unknown."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography import x509

from backoffice.rules.sending.words import BounceClass
from backoffice.services.sending.gateways import MailServer, Security, SmsGateway
from backoffice.services.sending.letter import compose
from backoffice.services.sending.mail import MailLine
from backoffice.services.sending.outbox import Ripe
from backoffice.services.sending.outcomes import Fate, NotTaken
from backoffice.services.sending.sms import SmsLine
from tests.certificates import Authority
from tests.postmen import Gateway, Mailbox, free_port, mail_server, sms_gateway

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BODY = "Bonjour,\n\nvotre attestation — reçue le 3 — est acceptée.\n.\n.fin\nFrom ici\n"
MESSAGE = Ripe(
    7, "6b1a2c3d-0000-4000-8000-000000000001", "LOGIREM", "Logirem Été", "ada@example.fr",
    "DECISION_INSURANCE_ACCEPTED", "Votre attestation d’assurance", BODY, 0, NOW, NOW,
)  # fmt: skip
SENDER = "ne-pas-repondre@bailleur.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(box: Mailbox, authority: Authority) -> Iterator[MailServer]:
    with mail_server(box, authority.server()) as port:
        yield settings(port, authority)


def settings(port: int, authority: Authority, **more: object) -> MailServer:
    made = MailServer("127.0.0.1", port, Security.STARTTLS, SENDER, ehlo="guichet", ca_file=authority.file)
    return replace(made, **more)  # type: ignore[arg-type]


def send(line: MailLine | SmsLine, message: Ripe = MESSAGE) -> str | None:
    line.offer(message, NOW)
    return line.give(message)


def refused(line: MailLine | SmsLine, message: Ripe = MESSAGE) -> NotTaken:
    with pytest.raises(NotTaken) as caught:
        send(line, message)
    return caught.value


def test_a_mail_says_who_writes_in_the_landlord_s_name(box: Mailbox, server: MailServer) -> None:
    named = replace(
        server, senders={"LOGIREM": "logirem@bailleur.example"}, return_path="retours@bailleur.example",
        reply_to="accueil@bailleur.example",
    )  # fmt: skip
    with closing(MailLine(named)) as line:
        send(line)
        send(line, replace(MESSAGE, key="6b1a2c3d-0000-4000-8000-000000000002", landlord_code="AUTRE"))
    mail, other = box.mails
    assert str(mail["From"]) == "Logirem Été <logirem@bailleur.example>"
    assert (mail["To"], mail["Reply-To"]) == ("ada@example.fr", "accueil@bailleur.example")
    assert mail["Subject"] == "Votre attestation d’assurance"
    assert mail["Date"] == format_datetime(NOW)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert mail["Message-ID"] == f"<{MESSAGE.key}@bailleur.example>"
    assert other["From"].addresses[0].addr_spec == SENDER
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == BODY, "dots and « From » included"
    assert b"\n.\r\n" not in box.contents[0].replace(b"\r\n.\r\n", b"\r\n=2E")
    assert max(map(len, box.contents[0].splitlines())) <= 78


def test_a_line_break_makes_no_header(server: MailServer) -> None:
    bent = replace(MESSAGE, subject="Bonjour\r\nBcc: eve@example.fr")
    for message in (bent, replace(MESSAGE, landlord_name="X\nBcc: eve@example.fr")):
        with pytest.raises(NotTaken) as caught:
            compose(message, server, NOW)
        assert (caught.value.fate, caught.value.code) == (Fate.GIVEN_UP, "BAD_HEADER")
    with closing(MailLine(server)) as line:
        assert refused(line, replace(MESSAGE, address="a@b.fr\nRCPT TO:<c@d.fr>")).code == "BAD_ADDRESS"


def test_a_text_that_cannot_be_written_is_that_message_s_end(server: MailServer) -> None:
    with pytest.raises(NotTaken) as caught:
        compose(replace(MESSAGE, body="\ud800"), server, NOW)
    assert (caught.value.fate, caught.value.code) == (Fate.GIVEN_UP, "BAD_TEXT")


def test_a_long_subject_stays_one(server: MailServer) -> None:
    subject = "Décision « assurance » : " + "à propos de votre logement, " * 10
    content = compose(replace(MESSAGE, subject=subject), server, NOW)
    assert max(map(len, content.splitlines())) <= 78
    assert b"Bcc" not in content


def test_one_line_serves_a_batch_and_is_opened_again_when_it_was_closed(
    box: Mailbox, server: MailServer
) -> None:
    """The server ends a line after two messages; the third is not the worse for it."""
    box.answer = lambda step, _: "421 4.7.0 too many" if (step, len(box.seen) % 7) == ("MAIL", 0) else None
    with closing(MailLine(server)) as line:
        for number in range(6):
            send(line, replace(MESSAGE, key=f"6b1a2c3d-0000-4000-8000-00000000001{number}"))
    assert len(set(box.names)) == len(box.names) == 6
    assert box.seen.count("MAIL") > 6


def test_implicit_tls_and_a_login(box: Mailbox, authority: Authority) -> None:
    closed = Security.TLS
    with (
        mail_server(box, authority.server(), implicit=True) as port,
        closing(MailLine(settings(port, authority, security=closed))) as line,
    ):
        send(line)
    login = ("guichet", "mot de passe d'essai")
    with mail_server(box, authority.server(), login=login) as port:
        mine = settings(port, authority, login="guichet", password=login[1])
        with closing(MailLine(mine)) as line:
            send(line)
        with closing(MailLine(replace(mine, password="un autre"))) as line:
            told = refused(line)
    assert (told.fate, told.stops, told.code) == (Fate.DOWN, True, "AUTH_535")
    assert len(box.contents) == 2
    assert "mot de passe" not in repr(mine)


def test_a_server_that_cannot_close_the_line_gets_nothing(box: Mailbox, authority: Authority) -> None:
    """No STARTTLS, another authority, another name: not one word of the message is said."""
    with mail_server(box, None) as port, closing(MailLine(settings(port, authority))) as line:
        assert (refused(line).fate, refused(line).code) == (Fate.DOWN, "TLS")
    stranger = Authority(authority.file.parent, "autre")
    other_name = authority.server([x509.DNSName("ailleurs.example")])
    for context in (stranger.server(), other_name):
        with mail_server(box, context) as port, closing(MailLine(settings(port, authority))) as line:
            told = refused(line)
            assert (told.fate, told.stops, told.code) == (Fate.DOWN, True, "CERTIFICATE")
    assert box.seen == []


def test_nobody_listens(authority: Authority) -> None:
    with closing(MailLine(settings(free_port(), authority))) as line:
        assert (refused(line).fate, refused(line).code) == (Fate.DOWN, "NO_CONNECTION")


@pytest.mark.parametrize(
    ("step", "reply", "fate", "bounce"),
    [
        ("RCPT", "550 5.1.1 <ada@example.fr> unknown", Fate.GIVEN_UP, BounceClass.NO_SUCH_ADDRESS),
        ("RCPT", "552 5.2.2 full", Fate.GIVEN_UP, BounceClass.FULL),
        ("RCPT", "450 4.2.1 later", Fate.AGAIN, None),
        ("DATA", "554 5.7.1 ada@example.fr refuses", Fate.GIVEN_UP, BounceClass.REFUSED),
        ("DATA", "452 4.3.1 no room", Fate.AGAIN, None),
        ("MAIL", "550 5.1.8 who are you", Fate.AGAIN, None),
        ("MAIL", "451 4.3.0 later", Fate.AGAIN, None),
        ("MAIL", "421 4.3.2 closing", Fate.DOWN, None),
        ("RCPT", "421 4.3.2 closing", Fate.DOWN, None),
        ("RCPT", "554 5.7.1 Relay access denied", Fate.DOWN, None),
        ("RCPT", "530 5.7.0 sign in first", Fate.DOWN, None),
        ("DATA", "421 4.3.2 closing", Fate.DOWN, None),
    ],
)
def test_what_a_refusal_means(
    box: Mailbox, server: MailServer, step: str, reply: str, fate: Fate, bounce: BounceClass | None
) -> None:
    """Of the message, or of the server; the address is in no code."""
    box.answer = lambda at, _: reply if at == step else None
    with closing(MailLine(server)) as line:
        told = refused(line)
        assert (told.fate, told.bounce) == (fate, bounce)
        assert told.stops is (fate is Fate.DOWN)
        assert told.code.startswith(f"SMTP_{reply[:3]}")
        assert "ada" not in told.code
        box.answer = lambda at, _: None
        send(line)
    assert len(box.contents) == 1


class _Rude:
    """A server without manners: it goes through a list of replies, then cuts; « . » reads a whole message."""

    def __init__(self, replies: list[bytes]) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._replies = replies
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as read:
                line.sendall(b"220 rude\r\n")
                for reply in self._replies:
                    if reply == b".":
                        while read.readline() not in (b".\r\n", b""):
                            pass
                        continue
                    read.readline()
                    line.sendall(reply)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)


OK = b"250 OK\r\n"


def test_a_cut_before_the_message_is_whole_is_no_doubt_after_it_is() -> None:
    """The second cut in a row is the server's trouble."""
    cases = {
        "before": ([OK, OK, OK, b"354 go\r\n"], Fate.AGAIN, Fate.DOWN),
        "after": ([OK, OK, OK, b"354 go\r\n", b"."], Fate.DOUBT, Fate.DOUBT),
        "at once": ([OK], Fate.AGAIN, Fate.DOWN),
        "no data": ([OK, OK, OK, OK], Fate.AGAIN, Fate.DOWN),
        "gibberish": ([OK, b"\xff\x00 what\r\n"], Fate.DOWN, Fate.DOWN),
    }
    for name, (replies, first, second) in cases.items():
        with closing(_Rude(replies)) as rude:
            server = MailServer("127.0.0.1", rude.port, Security.NONE, SENDER, ehlo="guichet")
            with closing(MailLine(server)) as line:
                # A message longer than what the network holds for the one who does not read.
                message = replace(MESSAGE, body="x" * 6_000_000) if name == "before" else MESSAGE
                told = refused(line, message)
                assert told.fate is first, name
                told = refused(line, message)
                assert (told.fate, told.stops) == (second, True), name


def sms_line(url: str, authority: Authority | None = None) -> SmsLine:
    return SmsLine(SmsGateway(url, "jeton-secret", authority.file if authority else None))


SMS = replace(MESSAGE, address="+33 6 12 34 56 78", subject="")


def test_an_sms_is_one_request_that_can_be_repeated(authority: Authority) -> None:
    gateway = Gateway()
    with sms_gateway(gateway, authority.server()) as url:
        assert send(sms_line(url, authority), SMS) == "p-1"
        assert refused(sms_line(url), SMS).code == "CERTIFICATE"
    assert gateway.asked == [{"id": SMS.key, "to": "+33612345678", "text": BODY}]
    (headers,) = gateway.headers
    assert headers["Authorization"] == "Bearer jeton-secret"
    assert headers["Idempotency-Key"] == SMS.key
    assert "jeton" not in repr(SmsGateway(url, "jeton-secret"))


@pytest.mark.parametrize(
    ("code", "headers", "fate", "asked"),
    [
        (429, {"Retry-After": "120"}, Fate.AGAIN, timedelta(minutes=2)),
        (500, {}, Fate.AGAIN, None),
        (503, {"Retry-After": "n’importe quoi"}, Fate.AGAIN, None),
        (400, {}, Fate.GIVEN_UP, None),
        (422, {}, Fate.GIVEN_UP, None),
        (401, {}, Fate.DOWN, None),
        (404, {}, Fate.DOWN, None),
        (302, {"Location": "http://127.0.0.1:1/vol"}, Fate.DOWN, None),
        (0, {}, Fate.DOUBT, None),
    ],
)
def test_what_a_gateway_answers(
    code: int, headers: dict[str, str], fate: Fate, asked: timedelta | None
) -> None:
    gateway = Gateway()
    gateway.answers = [(code, {k: v.replace("’", "'") for k, v in headers.items()}, b"{}")]
    with sms_gateway(gateway) as url:
        told = refused(sms_line(url), SMS)
    assert (told.fate, told.asked) == (fate, asked)
    assert told.stops is (fate is Fate.DOWN or asked is not None)


def test_what_the_gateway_has_already_is_sent() -> None:
    gateway = Gateway()
    gateway.answers = [(409, {}, b""), (200, {}, b"[" * 70_000), (202, {}, b'{"id": "a\\nb"}')]
    with sms_gateway(gateway) as url:
        assert [send(sms_line(url), SMS) for _ in range(3)] == [None, None, None]


def test_a_number_that_is_none_asks_nothing() -> None:
    told = refused(sms_line(f"http://127.0.0.1:{free_port()}/"), replace(SMS, address="0612"))
    assert (told.fate, told.code) == (Fate.GIVEN_UP, "BAD_ADDRESS")
    told = refused(sms_line(f"http://127.0.0.1:{free_port()}/"), SMS)
    assert (told.fate, told.code, told.stops) == (Fate.DOWN, "NO_CONNECTION", True)


def test_a_date_to_come_back_at_is_read() -> None:
    gateway = Gateway()
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    gateway.answers = [(503, {"Retry-After": soon}, b"")]
    with sms_gateway(gateway) as url:
        told = refused(sms_line(url), SMS)
    assert told.asked is not None
    assert timedelta(minutes=4) < told.asked <= timedelta(minutes=5)


def test_the_lines_trust_the_authorities_of_the_system_otherwise() -> None:
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
    assert Path(ssl.get_default_verify_paths().openssl_cafile or "/").is_absolute()
