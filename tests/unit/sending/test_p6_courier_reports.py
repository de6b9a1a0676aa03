"""Reports of non-delivery: read when they are some, refused otherwise, however twisted."""

import random
from contextlib import suppress
from uuid import UUID

import pytest

from backoffice.errors import Refused
from backoffice.rules.sending.words import BounceClass
from backoffice.services.sending.bounces import LONGEST_REPORT, Returned, read_report

KEY = "6b1a2c3d-0000-4000-8000-000000000001"


def report(
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <ada@example.fr> unknown",
    name: str = f"<{KEY}@bailleur.example>",
    kind: str = "message/rfc822",
) -> bytes:
    """A report as Postfix writes it."""
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


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_the_message_and_the_cause(kind: str) -> None:
    """Not its own name, nor one quoted in its text."""
    told = read_report(report(kind=kind))
    assert told == Returned(UUID(KEY), BounceClass.NO_SUCH_ADDRESS, "DSN_550 5.1.1")


def test_other_causes() -> None:
    full = read_report(report(status="5.2.2", diagnostic=""))
    assert full is not None
    assert (full.why, full.code) == (BounceClass.FULL, "DSN 5.2.2")
    late = read_report(report(status="4.4.1", diagnostic="x-unix; timed out"))
    assert late is not None
    assert late.why is BounceClass.OTHER


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_delay_is_no_return(action: str) -> None:
    assert read_report(report(action=action)) is None


def test_what_is_no_report_is_refused() -> None:
    nested = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
        for depth in range(5000)
    )
    many = b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 1000 + b"--b--"
    for content in (
        b"", b"\x00" * 1000, b"Subject: bonjour\r\n\r\nabsent", nested, many, b"x" * (LONGEST_REPORT + 1),
        report(name="<pas-une-cle@x>"), report(name=KEY), report(kind="application/pdf"),
        b"Content-Type: multipart/report; charset=xxx; boundary=\r\n\r\n",
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            read_report(content)
        assert caught.value.code == "NO_REPORT"


def test_bytes_changed_at_random_never_crash() -> None:
    """Read or refused."""
    chance = random.Random(7)
    for _ in range(400):
        content = bytearray(report())
        for _ in range(chance.randrange(1, 12)):
            where = chance.randrange(len(content))
            content[where : where + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        with suppress(Refused):
            read_report(bytes(content))
