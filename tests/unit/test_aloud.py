"""Sentences to be read aloud, and until when something is true."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from backoffice.rules.aloud.account import Told, balance_sentence, file_sentence
from backoffice.rules.aloud.hints import hint_words
from backoffice.rules.vocabulary.service import InsuranceState, rejection_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.desk.strip import HintView, next_change, true_at

DWELLING, PARKING = PremisesKind.DWELLING, PremisesKind.PARKING
NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def said(*owed: tuple[PremisesKind, str]) -> str:
    told = balance_sentence([(kind, Decimal(amount)) for kind, amount in owed])
    return told.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("owed", "sentence"),
    [
        ([(DWELLING, "27.74")], "Votre compte présente 27,74 € à régler pour le logement."),
        ([(DWELLING, "0"), (PARKING, "12")], "Votre compte présente 12,00 € à régler pour le stationnement."),
        (
            [(DWELLING, "27.74"), (PARKING, "10")],
            "Votre compte présente 37,74 € à régler : 27,74 € à régler pour le logement et "
            "10,00 € à régler pour le stationnement.",
        ),
        (
            [(DWELLING, "50"), (PARKING, "-20")],
            "Votre compte présente 30,00 € à régler : 50,00 € à régler pour le logement et "
            "20,00 € d’avance pour le stationnement.",
        ),
        ([(DWELLING, "-1234.5")], "Votre compte présente 1 234,50 € d’avance pour le logement."),
        ([(DWELLING, "0")], "Votre compte est à jour, rien n’est à régler."),
        ([], "Votre compte est à jour, rien n’est à régler."),
    ],
)
def test_a_balance_is_told_as_it_is(owed: list[tuple[PremisesKind, str]], sentence: str) -> None:
    assert said(*owed) == sentence


def test_two_shares_that_cancel_out_are_both_told() -> None:
    told = said((DWELLING, "30"), (PARKING, "-30"))
    assert told.startswith("Votre compte est à jour, rien n’est à régler :")
    assert "30,00 € à régler pour le logement" in told


def test_the_sentence_says_only_what_is_true() -> None:
    told = file_sentence(
        Told([(DWELLING, Decimal(0))], date(2026, 9, 1), 1, InsuranceState.EXPIRING, date(2026, 12, 3), 2)
    )
    assert told == (
        "Votre compte est à jour, rien n’est à régler. Le dernier mois réglé en entier est septembre 2026. "
        "Votre compte en ligne est bloqué encore 1 minute. Votre attestation d’assurance est valable "
        "jusqu’au 03/12/2026 : envoyez la suivante. 2 demandes sont en cours."
    )
    short = file_sentence(Told([], None, None, InsuranceState.NOT_REQUIRED, None, 0))
    assert short == "Votre compte est à jour, rien n’est à régler."


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (NOW + timedelta(hours=2, minutes=30), "Ascenseur en panne jusqu’à 18 h 00"),
        (NOW + timedelta(hours=20), "Ascenseur en panne jusqu’à demain 11 h 30"),
        (NOW + timedelta(days=12), "Ascenseur en panne jusqu’au 03/12/2026 à 15 h 30"),
        # Midnight in Paris is tomorrow, though the day in London is still the same.
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), "Ascenseur en panne jusqu’à demain 00 h 00"),
    ],
)
def test_an_end_is_told_as_one_says_it(until: datetime, words: str) -> None:
    assert hint_words("Ascenseur en panne", until, NOW) == words


def hint(since: int, until: int) -> HintView:
    minutes = (NOW + timedelta(minutes=since), NOW + timedelta(minutes=until))
    return HintView(since, 1, "Ascenseur", "En panne", "12 rue des Lices", *minutes)


def test_a_hint_is_true_from_its_first_minute_and_no_longer_at_its_last() -> None:
    hints = (hint(-60, 10), hint(5, 60))
    assert true_at(hints, NOW) == hints[:1]
    assert next_change(hints, NOW) == NOW + timedelta(minutes=5)
    assert true_at(hints, NOW + timedelta(minutes=5)) == hints
    assert true_at(hints, NOW + timedelta(minutes=10)) == hints[1:]
    assert next_change(hints, NOW + timedelta(minutes=10)) == NOW + timedelta(minutes=60)
    assert next_change(hints, NOW + timedelta(minutes=60)) is None


def test_a_refusal_is_told_in_words_that_accuse_nobody() -> None:
    assert rejection_words("EXPIRED") == "Attestation périmée"
    assert rejection_words("TO_BE_CONFIRMED_WITH_INSURER") == "À confirmer auprès de l’assureur"
    assert rejection_words("AN_OLD_CODE") == "AN_OLD_CODE"
    assert rejection_words(None) == ""
