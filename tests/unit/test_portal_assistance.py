"""An assistance form beside the file: verdicts, lit places, and nothing of the file."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.rules.portal.forms import (
    FiledPerson,
    FormAnswers,
    FormField,
    FormFile,
    FormLine,
    FormVerdict,
    agrees,
    compare,
    refuse_secrets,
)

LE_FEVRE = FormFile(
    number="V100002",
    person=FiledPerson("Nguyễn", "Lefèvre", "Thị Hồng"),
    birth_date=date(1971, 4, 9),
    emails=("hong.lefevre@mail.fr",),
    phones=("+33756894100",),
)
RIGHT = FormAnswers("V100002", "Lefèvre", "Thị Hồng", date(1971, 4, 9), "hong.lefevre@mail.fr", "0756894100")
SAME, ALIKE, DIFFERENT, NOT_GIVEN = FormVerdict


def line(field: FormField, **changes: object) -> FormLine:
    """One answer of the right form with some changed."""
    [found] = [
        one for one in compare(FormAnswers(**{**vars(RIGHT), **changes}), LE_FEVRE) if one.field is field
    ]
    return found


@pytest.mark.parametrize(
    ("field", "typed", "verdict"),
    [
        (FormField.NUMBER, "V100002", SAME),
        (FormField.NUMBER, " v 100 002 ", ALIKE),
        (FormField.NUMBER, "V100003", DIFFERENT),
        (FormField.NUMBER, "  ", NOT_GIVEN),
        (FormField.LAST_NAME, "Lefèvre", SAME),
        (FormField.LAST_NAME, "LE FEVRE", ALIKE),
        (FormField.LAST_NAME, "lefèvre-nguyen", ALIKE),
        (FormField.LAST_NAME, "nguyên", ALIKE),
        (FormField.LAST_NAME, "Lefebvre", DIFFERENT),
        (FormField.LAST_NAME, "-", DIFFERENT),
        (FormField.FIRST_NAMES, "thi-hong", ALIKE),
        (FormField.FIRST_NAMES, "Hong Thi", ALIKE),
        (FormField.FIRST_NAMES, "Thi", ALIKE),
        (FormField.FIRST_NAMES, "Hong", DIFFERENT),
        (FormField.BIRTH_DATE, date(1971, 4, 9), SAME),
        (FormField.BIRTH_DATE, date(1971, 9, 4), DIFFERENT),
        (FormField.BIRTH_DATE, None, NOT_GIVEN),
        (FormField.EMAIL, "Hong.Lefevre@Mail.fr ", ALIKE),
        (FormField.EMAIL, "hong.lefebvre@mail.fr", DIFFERENT),
        (FormField.PHONE, "07 56 89 41 00", ALIKE),
        (FormField.PHONE, "+33 7 56 89 41 00", ALIKE),
        (FormField.PHONE, "07 56 89 41 01", DIFFERENT),
    ],
)
def test_an_answer_is_folded_before_it_is_said_to_differ(
    field: FormField, typed: object, verdict: FormVerdict
) -> None:
    assert line(field, **{field.value.lower(): typed}).verdict is verdict


def test_names_in_each_other_s_place_are_alike() -> None:
    swapped = compare(
        FormAnswers(**{**vars(RIGHT), "last_name": "thi hong", "first_names": "LEFEVRE"}), LE_FEVRE
    )
    assert [one.verdict for one in swapped[1:3]] == [ALIKE, ALIKE]
    assert agrees(swapped)


@pytest.mark.parametrize(
    ("field", "typed", "lit"),
    [
        (FormField.LAST_NAME, "Lefebvre", ["b"]),
        (FormField.LAST_NAME, "Lefèv", ["v"]),
        (FormField.LAST_NAME, "Martin", ["Martin"]),
        (FormField.BIRTH_DATE, date(1971, 9, 4), ["04", "09"]),
        (FormField.BIRTH_DATE, date(1970, 4, 9), ["1970"]),
        (FormField.NUMBER, "V100012", ["1"]),
        (FormField.EMAIL, "hong.lefevre@mail.com", ["com"]),
    ],
)
def test_the_places_that_differ_are_those_of_the_form_s_own_text(
    field: FormField, typed: object, lit: list[str]
) -> None:
    found = line(field, **{field.value.lower(): typed})
    assert [found.given[start:end] for start, end in found.differing] == lit


@pytest.mark.parametrize("missing", ["number", "last_name", "first_names", "birth_date"])
def test_everything_that_proves_must_be_given(missing: str) -> None:
    assert agrees(compare(RIGHT, LE_FEVRE))
    assert not agrees(compare(FormAnswers(**{**vars(RIGHT), missing: None}), LE_FEVRE))


def test_a_wrong_contact_does_not_stop_a_release() -> None:
    """Where the holder is told is the file's contact, whatever the form says."""
    assert agrees(compare(FormAnswers(**{**vars(RIGHT), "email": "autre@mail.fr", "phone": None}), LE_FEVRE))


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=25)


@given(st.builds(FormAnswers, _TEXTS, _TEXTS, _TEXTS, st.dates() | st.none(), _TEXTS, _TEXTS))
def test_whatever_is_typed_nothing_of_the_file_comes_out(form: FormAnswers) -> None:
    """What a line holds is the form's own text, a word of a closed list and places in that text."""
    typed = [form.number, form.last_name, form.first_names, None, form.email, form.phone]
    for one, text in zip(compare(form, LE_FEVRE), typed, strict=True):
        if one.field is not FormField.BIRTH_DATE:
            assert one.given == (text if text and text.strip() else "")
        assert one.words in {verdict.label for verdict in FormVerdict}
        assert all(0 <= start < end <= len(one.given) for start, end in one.differing)
        assert bool(one.differing) == (one.verdict is DIFFERENT)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("last_name", "mot de passe : Azerty12!"),
        ("number", "mdp=Soleil57"),
        ("first_names", "code 898606 reçu par SMS"),
        ("number", "FR76 3000 6000 0112 3456 7890 189"),
    ],
)
def test_a_secret_is_refused_and_never_repeated(field: str, typed: str) -> None:
    with pytest.raises(Refused) as caught:
        refuse_secrets(FormAnswers(**{**vars(RIGHT), field: typed}))
    assert caught.value.code == "LOOKS_SECRET"
    assert not any(word in caught.value.sentence for word in ("Azerty", "Soleil", "898606", "3000"))


def test_every_file_and_form_of_names_is_judged_without_a_fault() -> None:
    odd = ("", " ", "D’", "O'Brien", "d ' O B R I E N", "Œuvrard", "oeuvrard", "Иванов", "-", "陈")
    for last, first, filed in product(odd, odd, odd[3:]):
        lines = compare(
            FormAnswers(last_name=last, first_names=first),
            FormFile("1", FiledPerson(filed, None, filed), None),
        )
        assert len(lines) == len(FormField)
