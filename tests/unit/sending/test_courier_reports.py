"""Reports of non-delivery: read when they are some, refused otherwise, however twisted."""

import random
from contextlib import suppress
from uuid import UUID

import pytest

from backoffice.errors import Refused
from backoffice.rules.sending.words import BounceClass
from backoffice.services.sending.bounces import LONGEST_REPORT, Returned, read_report
from tests.postmen import failure_report as report

KEY = "6b1a2c3d-0000-4000-8000-000000000001"
NAME = f"<{KEY}@bailleur.example>"


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_the_message_and_the_cause(kind: str) -> None:
    """Not its own name, nor one quoted in its text."""
    told = read_report(report(NAME, kind=kind))
    assert told == Returned(UUID(KEY), BounceClass.NO_SUCH_ADDRESS, "DSN_550 5.1.1")


def test_other_causes() -> None:
    full = read_report(report(NAME, status="5.2.2", diagnostic=""))
    assert full is not None
    assert (full.why, full.code) == (BounceClass.FULL, "DSN 5.2.2")
    late = read_report(report(NAME, status="4.4.1", diagnostic="x-unix; timed out"))
    assert late is not None
    assert late.why is BounceClass.OTHER


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_delay_is_no_return(action: str) -> None:
    assert read_report(report(NAME, action=action)) is None


def test_what_is_no_report_is_refused() -> None:
    nested = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
        for depth in range(5000)
    )
    many = b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 1000 + b"--b--"
    for content in (
        b"", b"\x00" * 1000, b"Subject: bonjour\r\n\r\nabsent", nested, many, b"x" * (LONGEST_REPORT + 1),
        report("<pas-une-cle@x>"), report(KEY), report(NAME, kind="application/pdf"),
        b"Content-Type: multipart/report; charset=xxx; boundary=\r\n\r\n",
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            read_report(content)
        assert caught.value.code == "NO_REPORT"


def test_bytes_changed_at_random_never_crash() -> None:
    """Read or refused."""
    chance = random.Random(7)
    for _ in range(400):
        content = bytearray(report(NAME))
        for _ in range(chance.randrange(1, 12)):
            where = chance.randrange(len(content))
            content[where : where + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        with suppress(Refused):
            read_report(bytes(content))
