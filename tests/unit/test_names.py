"""Names as people type them, whatever their accents, particles and order."""

import pytest

from backoffice.rules.names import (
    FIRST,
    SURNAME,
    WHOLE,
    display_name,
    fold,
    lease_name,
    letter_name,
    matching_surname,
    name_keys,
    name_ways,
    spelling,
    words,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Lefèvre", "LEFEVRE"),
        ("N’Diaye", "NDIAYE"),
        ("N'Diaye", "NDIAYE"),
        ("d’Almeida", "DALMEIDA"),
        ("Le Gall", "LEGALL"),
        ("Nguyễn", "NGUYEN"),
        ("Şahin", "SAHIN"),
        ("Łukasz", "LUKASZ"),
        ("Ștefan", "STEFAN"),
        ("Strauß", "STRAUSS"),
        ("Œuvrard", "OEUVRARD"),
        ("Søren Đorđević", "SORENDORDEVIC"),
        ("Işık", "ISIK"),
        ("İbrahim", "IBRAHIM"),
    ],
)
def test_a_name_folds_to_plain_capitals(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("birth", "usage", "first", "typed"),
    [
        ("d’Almeida", None, "Rosa", "dalmeida"),
        ("d’Almeida", None, "Rosa", "almeida"),
        ("Le Gall", None, "Yann", "legall"),
        ("Le Gall", None, "Yann", "gall"),
        ("De La Fontaine", None, "Luc", "lafontaine"),
        ("De La Fontaine", None, "Luc", "fontaine"),
        ("Nguyễn", "Lefèvre", "Thị Hồng", "lefevre"),
        ("Nguyễn", "Lefèvre", "Thị Hồng", "nguyen"),
        ("Martin-Dubois", None, "Anne", "dubois"),
        ("Martin-Dubois", None, "Anne", "martindubois"),
    ],
)
def test_a_person_is_found_by_every_piece_of_his_surnames(
    birth: str, usage: str | None, first: str, typed: str
) -> None:
    found = {key.key for key in name_keys(birth, usage, first) if key.part in (WHOLE, SURNAME)}
    assert fold(typed) in found


@pytest.mark.parametrize("typed", ["jeanpierre", "jean", "pierre", "eloi"])
def test_compound_first_names_are_found_whole_and_in_pieces(typed: str) -> None:
    found = {key.key for key in name_keys("Martin", None, "Jean-Pierre Éloi") if key.part == FIRST}
    assert fold(typed) in found


def test_a_particle_alone_is_no_key_but_a_one_letter_name_is() -> None:
    assert "LE" not in {key.key for key in name_keys("Le Gall", None, "Yann")}
    assert "O" in {key.key for key in name_keys("O", None, "Min")}


def test_words_are_cut_at_everything_that_is_no_letter() -> None:
    assert words("  lefèvre,  thị-hồng ") == ("LEFEVRE", "THI", "HONG")


def test_the_heading_names_the_birth_name_first() -> None:
    assert display_name("MME", "Nguyễn", "Lefèvre", "Thị Hồng") == "NGUYỄN Thị Hồng, épouse LEFÈVRE"
    assert display_name("M", "Martin", "Durand", "Luc") == "MARTIN Luc, époux DURAND"
    assert display_name("M", "Martin", "MARTIN", "Luc") == "MARTIN Luc"
    assert letter_name("MME", "Nguyễn", "Lefèvre", "Thị Hồng") == "Madame Thị Hồng Lefèvre"
    assert lease_name("MME", "Nguyễn", "Lefèvre", "Thị Hồng") == "Madame Thị Hồng Lefèvre, née Nguyễn"
    assert lease_name("M", "Martin", None, "Luc") == "Monsieur Luc Martin"


def test_the_surname_that_answers_is_the_one_told() -> None:
    assert matching_surname(("DUPON",), "Dupond", "García") == "Dupond"
    assert matching_surname(("ANNE", "GARCIA"), "Dupond", "García") == "García"
    assert matching_surname(("LE", "GALL"), "Le Gall", None) == "Le Gall"
    assert matching_surname(("LE", "GALL"), "Le Gall", "Lefebvre") == "Le Gall"
    assert matching_surname(("LEFEBVRE",), "Lefebvre", "Bernard-Lefebvre") == "Lefebvre"
    assert matching_surname(("ANNE",), "Dupond", "García") == "García"


def test_a_whole_surname_is_told_from_a_piece_of_one() -> None:
    parts = {(key.key, key.part) for key in name_keys("Bernard-Lefebvre", "N’Diaye", "Anne")}
    assert parts == {
        ("BERNARDLEFEBVRE", WHOLE),
        ("NDIAYE", WHOLE),
        ("BERNARD", SURNAME),
        ("LEFEBVRE", SURNAME),
        ("DIAYE", SURNAME),
        ("ANNE", FIRST),
    }


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        (("LE", "GALL", "YANN"), ("LEGALL", "YANN")),
        (("DE", "LA", "FONTAINE"), ("DELAFONTAINE",)),
        (("N", "DIAYE", "AMINATA"), ("NDIAYE", "AMINATA")),
        (("DA", "SILVA"), ("DASILVA",)),
        (("DUPONT", "J"), ("DUPONT",)),
    ],
)
def test_words_are_read_in_several_ways(typed: tuple[str, ...], way: tuple[str, ...]) -> None:
    assert name_ways(typed)[0] == typed
    assert way in name_ways(typed)


def test_a_spelling_keeps_accents_and_forgets_case_and_the_shape_of_apostrophes() -> None:
    assert spelling(" D'ALMEIDA ") == spelling("d’Almeida") != spelling("dalmeida")
    assert spelling("ŞAHIN") == spelling("Şahin") != spelling("Sahin")
