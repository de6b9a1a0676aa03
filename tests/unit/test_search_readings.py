"""Telephones in forty notations, birth dates, addresses, mandates, chips: what a text may be."""

from datetime import date

import pytest

from backoffice.rules.names import fold
from backoffice.rules.phones import phone_key, phone_keys, phone_prefix
from backoffice.rules.search.births import read_birth
from backoffice.rules.search.places import address_words, is_address, place_words, town_key
from backoffice.rules.search.resemblance import Slip, deletions, near_names, slip_between
from backoffice.rules.search.sounds import french_sound
from backoffice.rules.search_shapes import Shape, readings

MOBILE, OVERSEAS, BELGIAN = "+33756894100", "+262262123456", "+3227770000"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("0756894100", MOBILE),
        ("07 56 89 41 00", MOBILE),
        ("07.56.89.41.00", MOBILE),
        ("07-56-89-41-00", MOBILE),
        ("07/56/89/41/00", MOBILE),
        ("07,56,89,41,00", MOBILE),
        ("07_56_89_41_00", MOBILE),
        ("07|56|89|41|00", MOBILE),
        ("07·56·89·41·00", MOBILE),
        ("07 – 56 – 89 – 41 – 00", MOBILE),
        ("07\\56\\89\\41\\00", MOBILE),
        ("07 568 941 00", MOBILE),
        ("0 756 894 100", MOBILE),
        ("(07) 56 89 41 00", MOBILE),
        ("07 56 89 41 00.", MOBILE),
        ("07 56 89 41 00 (mobile)", MOBILE),
        ("07 56 89 41 00 poste 12", MOBILE),
        ("+33756894100", MOBILE),
        ("+33 7 56 89 41 00", MOBILE),
        ("+33.7.56.89.41.00", MOBILE),
        ("+33-7-56-89-41-00", MOBILE),
        ("+33 (0)7 56 89 41 00", MOBILE),
        ("+33(0)756894100", MOBILE),
        ("+33 ( 0 ) 7 56 89 41 00", MOBILE),
        ("+33 07 56 89 41 00", MOBILE),
        ("+330756894100", MOBILE),
        ("(+33) 7 56 89 41 00", MOBILE),
        ("(+33)756894100", MOBILE),
        ("0033756894100", MOBILE),
        ("00 33 7 56 89 41 00", MOBILE),
        ("0033 (0)7 56 89 41 00", MOBILE),
        ("33 7 56 89 41 00", MOBILE),
        ("33756894100", MOBILE),
        ("756894100", MOBILE),
        ("7 56 89 41 00", MOBILE),
        ("O756894100", MOBILE),
        ("07 56 89 41 OO", MOBILE),
        ("０７ ５６ ８９ ４１ ００", MOBILE),
        ("07\N{NO-BREAK SPACE}56\N{NARROW NO-BREAK SPACE}89 41 00", MOBILE),
        ("07\t56\t89\t41\t00", MOBILE),
        ("\N{LEFT-TO-RIGHT MARK}07 56 89 41 00", MOBILE),
        ("0262 12 34 56", OVERSEAS),
        ("+262 262 12 34 56", OVERSEAS),
        ("+262 (0)262 12 34 56", OVERSEAS),
        ("00262 262 12 34 56", OVERSEAS),
        ("+32 2 777 00 00", BELGIAN),
        ("0032 2 777 00 00", BELGIAN),
        ("+49 30 123456", "+4930123456"),
        ("+212 6 12 34 56 78", "+212612345678"),
    ],
)
def test_a_telephone_has_one_key_however_it_is_written(typed: str, key: str) -> None:
    assert phone_keys(typed)[0] == key


@pytest.mark.parametrize(
    "typed", ["tél : 07 56 89 41 00", "Tel.0756894100", "n° 07 56 89 41 00", "whatsapp +33756894100"]
)
def test_a_label_before_a_telephone_is_left_out(typed: str) -> None:
    assert {one.shape: one.keys for one in readings(typed)}[Shape.PHONE][0] == MOBILE


def test_an_overseas_number_is_also_looked_for_as_it_was_once_kept() -> None:
    assert "+33262123456" in phone_keys("0262 12 34 56")
    assert phone_key("0690 12 34 56") == "+590690123456"


@pytest.mark.parametrize(
    "typed", ["1344", "00012345", "994/0", "L/2013936", "Martin", "", "+", "07 56 rue", "12 rue 45"]
)
def test_what_is_no_telephone_has_no_key(typed: str) -> None:
    assert phone_keys(typed) == ()


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("07 56", "+33756"),
        ("07/56/8", "+337568"),
        ("+33 7 56", "+33756"),
        ("0033 7 56", "+33756"),
        ("+32 2 77", "+32277"),
        ("0262 12", "+26226212"),
        ("07", None),
        ("00012345", None),
    ],
)
def test_a_telephone_being_typed_has_a_beginning(typed: str, start: str | None) -> None:
    assert phone_prefix(typed) == start


@pytest.mark.parametrize(
    "typed",
    [
        "03/05/1961", "3/5/1961", "3/5/61", "03.05.1961", "3.5.61", "03-05-1961", "03 05 1961", "3 mai 1961",
        "03 MAI 1961", "3 mai 61", "le 3 mai 1961", "03051961", "1961-05-03", "19610503", "né le 03/05/1961",
        "née le 3 mai 1961", "né(e) le 03/05/1961", "ddn 03/05/1961",
        "date de naissance : 03/05/1961", "(03/05/1961)",
    ],
)  # fmt: skip
def test_a_birth_date_is_read_in_every_notation(typed: str) -> None:
    birth = read_birth(typed)
    assert birth is not None
    assert birth.spans[0] == (date(1961, 5, 3), date(1961, 5, 4))
    assert birth.shown == "le 03/05/1961"
    assert any(one.shape is Shape.BIRTH for one in readings(typed))


@pytest.mark.parametrize(
    ("typed", "day"), [("1er mai 1961", 1), ("14 févr. 1961", 14), ("2 août 61", 2), ("9 déc 1961", 9)]
)
def test_months_are_read_in_words(typed: str, day: int) -> None:
    birth = read_birth(typed)
    assert birth is not None
    assert birth.spans[0][0].day == day


@pytest.mark.parametrize("typed", ["1344", "31/02/1961", "07 56 89", "994/0", "1961", "12 rue du 8 mai"])
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_birth(typed) is None


@pytest.mark.parametrize(
    ("typed", "name", "since"),
    [
        ("Dupont 1961", ("DUPONT",), date(1961, 1, 1)),
        ("dupont né en 1961", ("DUPONT",), date(1961, 1, 1)),
        ("dupont jean 03/05/1961", ("DUPONT", "JEAN"), date(1961, 5, 3)),
        ("3 mai 1961 dupont", ("DUPONT",), date(1961, 5, 3)),
        ("dupont mai 1961", ("DUPONT",), date(1961, 5, 1)),
    ],
)
def test_a_birth_beside_a_name_narrows_it_down(typed: str, name: tuple[str, ...], since: date) -> None:
    found = {one.shape: one for one in readings(typed)}
    assert found[Shape.NAME].keys == name
    assert found[Shape.BIRTH].beside
    assert found[Shape.BIRTH].spans[0][0] == since


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12 rue des Lices", ("12", "LICES")),
        ("12, rue des Lices 13007 Marseille", ("12", "LICES", "13007", "MARSEILLE")),
        ("12 bis av. du Général de Gaulle", ("12BIS", "GAL", "GAULLE")),
        ("bd St-Michel", ("ST", "MICHEL")),
        ("résidence Les Lices, bât. B, appt 34", ("LICES",)),
        ("rue de la République Marseille cedex 02", ("REPUBLIQUE", "MARSEILLE")),
    ],
)
def test_an_address_keeps_its_telling_words(typed: str, words: tuple[str, ...]) -> None:
    assert is_address(typed)
    assert address_words(typed) == words
    assert {one.shape: one.keys for one in readings(typed)}[Shape.ADDRESS] == words


def test_short_forms_are_one() -> None:
    assert place_words("avenue du Général-Leclerc") == place_words("av gal leclerc")
    assert town_key("Saint-Denis") == town_key("ST DENIS") == "STDENIS"


@pytest.mark.parametrize(
    ("typed", "shape", "key"),
    [
        ("2019060105225497", Shape.BARCODE, "2019060105225497"),
        ("2019 0601 0522 5497", Shape.BARCODE, "2019060105225497"),
        ("*2019060105225497*", Shape.BARCODE, "2019060105225497"),
        ("2019 00000001 05225497", Shape.NUMBER, "20190000000105225497"),
        ("994 0", Shape.NUMBER, "994/0"),
        ("994-0", Shape.NUMBER, "994/0"),
        ("L[2013936", Shape.NUMBER, "2013936"),
        ("l 2013936", Shape.NUMBER, "2013936"),
        ("n° de client : 1344", Shape.NUMBER, "1344"),
        ("référence à rappeler 00012345", Shape.NUMBER, "12345"),
        ("RUM LOG-994/0-01", Shape.RUM, "LOG994001"),
        ("jean.dupont@", Shape.EMAIL, "jean.dupont@"),
        ("Jean Dupont <Jean.Dupont@Exemple.fr>", Shape.EMAIL, "jean.dupont@exemple.fr"),
    ],
)
def test_numbers_bar_codes_mandates_and_addresses(typed: str, shape: Shape, key: str) -> None:
    assert key in next(one.keys for one in readings(typed) if one.shape is shape)


@pytest.mark.parametrize(
    ("typed", "chips"),
    [
        ("lefèvre", ["Nom : LEFEVRE"]),
        ("lefèvre 03/05/1961", ["Nom : LEFEVRE", "Né(e) le 03/05/1961"]),
        ("lefèvre 13007", ["Nom : LEFEVRE", "Ville : 13007", "Adresse : LEFEVRE 13007"]),
        ("07 56 89 41 00", ["Téléphone : 07 56 89 41 00"]),
        ("0756894100", ["Téléphone : 07 56 89 41 00", "Numéro : 756894100"]),
    ],
)
def test_each_reading_is_a_chip_with_its_value(typed: str, chips: list[str]) -> None:
    assert [one.label for one in readings(typed)] == chips


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lefèvre", "Lefebvre"), ("Thibault", "Thibaud"), ("Philippe", "Filipe"), ("Rousseau", "Rousso"),
        ("Dupont", "Dupond"), ("Schmitt", "Shmit"), ("Quesnel", "Kesnel"), ("Gauthier", "Gautier"),
        ("Moussa", "Mousa"),
        ("Mohammed", "Mohamed"), ("Wagner", "Vagner"), ("Christophe", "Cristof"),
    ],
)  # fmt: skip
def test_names_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert french_sound(fold(one)) == french_sound(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Martin", "Martinez"), ("Petit", "Grand"), ("Morel", "Moreau"), ("Roux", "Roy")]
)
def test_names_that_do_not_sound_alike_have_two(one: str, other: str) -> None:
    assert french_sound(fold(one)) != french_sound(fold(other))


@pytest.mark.parametrize(
    ("typed", "name", "slip"),
    [
        ("DPUONT", "DUPONT", Slip.SWAPPED),
        ("DUPPONT", "DUPONT", Slip.DOUBLED),
        ("DUPNT", "DUPONT", Slip.DROPPED),
        ("DUOONT", "DUPONT", Slip.NEIGHBOUR),
        ("DUXONT", "DUPONT", Slip.WRONG),
        ("DUPXONT", "DUPONT", Slip.ADDED),
        ("MARTIN", "DUPONT", None),
    ],
)
def test_a_slip_is_named_and_its_names_share_a_deletion(typed: str, name: str, slip: Slip | None) -> None:
    assert slip_between(typed, name) is slip
    assert set(deletions(typed)).isdisjoint(deletions(name)) == (slip is None)


def test_the_likeliest_name_comes_first() -> None:
    known = {"DUPONT": ("DWP3", 12), "DUPOND": ("DWP3", 1), "DUMONT": ("DWM3", 12), "DUPONTEL": ("X", 1)}
    found = [one.key for one in near_names("DUPOMT", french_sound("DUPOMT"), known)]
    assert found[0] == "DUPONT"
    assert "DUPONTEL" not in found
