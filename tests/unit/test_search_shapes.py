"""How a typed text is read: numbers with their label, telephones, names without titles."""

import pytest

from backoffice.rules.search_shapes import MOST_WORDS, Shape, name_words, readings


def read(text: str) -> dict[Shape, tuple[str, ...]]:
    return {reading.shape: reading.keys for reading in readings(text)}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1344", "1344"),
        ("client 1344", "1344"),
        ("Client n° 1344", "1344"),
        ("n°1344", "1344"),
        ("N° : 1344", "1344"),
        ("nº 1344", "1344"),
        ("numéro 1344", "1344"),
        ("contrat 994/0", "994/0"),
        ("tiers 1970223", "1970223"),
        ("commande 05441712", "5441712"),
        ("avis 2019 00000001 05225497", "20190000000105225497"),
        ("réf. L/2013936", "2013936"),
        ("l2013936", "2013936"),
        ("１３４４", "1344"),
    ],
)
def test_a_number_is_read_with_or_without_its_label(typed: str, key: str) -> None:
    assert read(typed)[Shape.NUMBER] == (key,)
    assert Shape.NAME not in read(typed)


@pytest.mark.parametrize(
    "typed", ["tel:+33756894100", "tél. 07 56 89 41 00", "Tél : 0756894100", "portable 07.56.89.41.00"]
)
def test_a_telephone_is_read_with_its_label(typed: str) -> None:
    assert read(typed)[Shape.PHONE] == ("+33756894100",)


def test_an_address_is_read_with_its_label() -> None:
    assert read("courriel : Jean@Exemple.fr") == {Shape.EMAIL: ("jean@exemple.fr",)}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mme lefevre", ("LEFEVRE",)),
        ("M. et Mme Lefèvre", ("LEFEVRE",)),
        ("m. dupont", ("DUPONT",)),
        ("mr dupont", ("DUPONT",)),
        ("Madame Thị Hồng Lefèvre", ("THI", "HONG", "LEFEVRE")),
        ("monsieur", ("MONSIEUR",)),
        ("mlle N'Diaye", ("N", "DIAYE")),
        ("M'Barek", ("M", "BAREK")),
        ("Mrad", ("MRAD",)),
        ("client", ("CLIENT",)),
        ("Noël", ("NOEL",)),
        ("anne anne martin", ("ANNE", "MARTIN")),
    ],
)
def test_titles_are_no_part_of_a_name_and_words_count_once(typed: str, words: tuple[str, ...]) -> None:
    assert name_words(typed) == words
    assert read(typed)[Shape.NAME] == words


def test_a_name_has_six_words_at_most() -> None:
    assert len(name_words("un deux trois quatre cinq six sept huit")) == MOST_WORDS


@pytest.mark.parametrize("typed", ["", " ", "é", "%", "m."])
def test_nothing_to_search_is_no_reading(typed: str) -> None:
    assert readings(typed) == ()
