"""When to try again, what may not leave, why it came back."""

from datetime import UTC, datetime, timedelta

import pytest

from backoffice.rules.sending.backoff import GIVES_UP_AFTER, LEAST_TRIES, next_try, step
from backoffice.rules.sending.border import is_one_line, is_unfilled, mail_address, mobile_number
from backoffice.rules.sending.words import BounceClass, bounce_class, enhanced_code
from backoffice.services.sending.breaker import Breaker

KEY = "6b1a2c3d-0000-4000-8000-000000000001"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_pauses_grow_to_an_hour_and_stay_there() -> None:
    minutes = [step(failures) // timedelta(minutes=1) for failures in range(1, 11)]
    assert minutes == [1, 2, 4, 8, 15, 30, 60, 60, 60, 60]


def test_a_message_waits_a_tenth_more_or_less_always_the_same() -> None:
    for attempts in range(1, 12):
        pause = next_try(KEY, attempts, NOON, NOON)
        assert pause is not None
        assert step(attempts) * 0.9 <= pause <= step(attempts) * 1.1
        assert pause == next_try(KEY, attempts, NOON, NOON + timedelta(hours=3))
    others = {next_try(KEY[:-2] + f"{n:02}", 1, NOON, NOON) for n in range(50)}
    assert len(others) > 40, "they do not come back together"


def test_a_message_is_tried_for_two_days_from_its_first_departure() -> None:
    """About fifty tries, then none."""
    now, tries = NOON, 0
    while (pause := next_try(KEY, tries + 1, NOON, now)) is not None:
        now, tries = now + pause, tries + 1
    assert GIVES_UP_AFTER <= now - NOON < GIVES_UP_AFTER + timedelta(hours=1.2)
    assert 45 < tries < 60


def test_an_outage_longer_than_two_days_takes_no_try_away() -> None:
    """Down from Friday evening to Monday, then « later » to the first try: it is tried again, and again."""
    monday = NOON + timedelta(hours=62)
    now, tries = monday, 0
    while (pause := next_try(KEY, tries + 1, NOON, now)) is not None:
        now, tries = now + pause, tries + 1
    assert tries + 1 == LEAST_TRIES
    assert now - monday > timedelta(hours=5)


def test_what_the_server_asks_for_is_the_least_but_for_a_day() -> None:
    assert next_try(KEY, 1, NOON, NOON, timedelta(minutes=10)) == timedelta(minutes=10)
    assert next_try(KEY, 1, NOON, NOON, timedelta(days=400)) == timedelta(days=1)


def test_a_server_that_is_down_is_asked_once_a_step() -> None:
    """An hour of silence costs seven tries."""
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    tries = 0
    for second in range(0, 3700, 5):
        now[0] = float(second)
        if not breaker.is_open:
            tries += 1
            breaker.failed()
    assert tries == 7
    breaker.answered()
    assert not breaker.is_open
    assert breaker.failed() == timedelta(minutes=1), "the next trouble is the first"
    assert Breaker(lambda: 0.0).failed(timedelta(minutes=7)) == timedelta(minutes=7)


@pytest.mark.parametrize(
    "text",
    [
        "", "  \n", "Bonjour {nom},", "le {{date}}", "Madame [[nom]]", "« montant à compléter »",
        "« à\u00a0compléter »", "Bonjour None,", "Contrat : None, à Rennes", "Le\nNone\n",
        "le %(date)s", "Bonjour %s", "montant : ${total}",
        "Madame <<NOM>>", "Votre dossier }",
    ],
)  # fmt: skip
def test_what_was_left_unfilled_does_not_leave(text: str) -> None:
    assert is_unfilled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Votre attestation est acceptée.",
        "Merci de compléter votre dossier « assurance » avant le 3 décembre.",
        "Prime de 12,5 % de la garantie ; 100% remboursé",
        "Madame Nonette, [pièce jointe]",
        "Votre solde est nul.",
        "Bonjour Madame Claire None,\nvotre logement, 12 rue None, 29200 Brest",
        "5 < 6 et 7 > 6",
    ],
)
def test_what_is_filled_leaves(text: str) -> None:
    assert not is_unfilled(text)


def test_a_header_is_one_line() -> None:
    for text in ("a\nBcc: x@y.fr", "a\rb", "a\x00b", "a\u2028b", "a\x85b", "a\x0bb"):
        assert not is_one_line(text)
    assert is_one_line("Dossier n° 12 : l’« échéance » est\u202fpassée\u00a0!")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@example.fr", "ada@example.fr"),
        (" o'neil+a.b@sous.example.fr ", "o'neil+a.b@sous.example.fr"),
        ("ada@forêt.example", "ada@xn--fort-ipa.example"),
        ("ada", None),
        ("ada@", None),
        ("@example.fr", None),
        ("ada@example", None),
        ("ada@example.fr, eve@example.fr", None),
        ("ada@example.fr\r\nRCPT TO:<eve@example.fr>", None),
        ("Ada <ada@example.fr>", None),
        ("é@example.fr", None),
        ("a..b@example.fr", None),
        (".a@example.fr", None),
        ("a b@example.fr", None),
        ("a@-x.fr", None),
        ("a@exa mple.fr", None),
        ("a@.fr", None),
        ("x" * 65 + "@example.fr", None),
        ("a@" + "x" * 64 + ".fr", None),
        ("a@[127.0.0.1]", None),
    ],
)
def test_one_address_or_none(text: str, address: str | None) -> None:
    assert mail_address(text) == address


def test_one_number_or_none() -> None:
    assert mobile_number("+33 6 12 34 56 78") == "+33612345678"
    for text in ("0612345678", "+33", "+33612345678;+33700000000", "", "+0612345678", "+336123456789012345"):
        assert mobile_number(text) is None


@pytest.mark.parametrize(
    ("reply", "text", "why"),
    [
        (550, "5.1.1 <x@y.fr>: Recipient address rejected: User unknown", BounceClass.NO_SUCH_ADDRESS),
        (550, "No such user", BounceClass.NO_SUCH_ADDRESS),
        (552, "5.2.2 Mailbox full", BounceClass.FULL),
        (552, "quota", BounceClass.FULL),
        (550, "5.7.1 blocked", BounceClass.REFUSED),
        (554, "no", BounceClass.REFUSED),
        (550, "5.4.7 delivery time expired", BounceClass.OTHER),
        (599, "?", BounceClass.OTHER),
    ],
)
def test_why_it_came_back(reply: int, text: str, why: BounceClass) -> None:
    assert bounce_class(reply, enhanced_code(text)) is why
