"""Numbers as people type them (R4.30)."""

import pytest

from backoffice.rules.identifiers import normalise


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("L/2013936", "2013936"),
        ("l/2013936", "2013936"),
        ("L2013936", "2013936"),
        (" 2013936 ", "2013936"),
        ("00012345", "12345"),
        ("000 12 345", "12345"),
        ("994/0", "994/0"),
        ("0994/0", "994/0"),
        ("05441712", "5441712"),
        ("2019 00000001 05225497", "20190000000105225497"),
        ("v0048213a", "V0048213A"),
        ("0", "0"),
        ("１３４４", "1344"),
        ("LEGALL", "LEGALL"),
    ],
)
def test_every_spelling_of_a_number_has_one_form(typed: str, canonical: str) -> None:
    assert normalise(typed) == canonical


def test_vector_1_of_the_tenancy_rules() -> None:
    assert normalise("L/2013936") == normalise("2013936")
    assert normalise("00012345") == "12345"
    assert normalise("994/0").endswith("/0")


def test_normalising_twice_changes_nothing() -> None:
    for typed in ("L/2013936", "00012345", "994/0", "L00077", "00L123"):
        assert normalise(normalise(typed)) == normalise(typed)
