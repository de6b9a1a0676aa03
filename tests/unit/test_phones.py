"""Telephones in every notation, e-mails, and what is shown of them."""

import pytest

from backoffice.rules.phones import email_key, mask_email, mask_phone, phone_key, phone_prefix, show_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0756894100",
        "07 56 89 41 00",
        "07.56.89.41.00",
        "07-56-89-41-00",
        "07/56/89/41/00",
        "+33756894100",
        "+33 7 56 89 41 00",
        "+33 (0)7 56 89 41 00",
        "0033756894100",
        "00 33 7 56 89 41 00",
        "(07) 56 89 41 00",
        "07\N{NO-BREAK SPACE}56\N{NO-BREAK SPACE}89\N{NO-BREAK SPACE}41\N{NO-BREAK SPACE}00",
    ],
)
def test_every_notation_of_a_number_has_one_key(typed: str) -> None:
    assert phone_key(typed) == "+33756894100"


@pytest.mark.parametrize(
    "typed", ["1344", "00012345", "994/0", "L/2013936", "Martin", "", "07 56", "2013936"]
)
def test_what_is_no_telephone_has_no_key(typed: str) -> None:
    assert phone_key(typed) is None


def test_a_number_being_typed_is_already_searched() -> None:
    assert phone_prefix("07 56") == "+33756"
    assert phone_prefix("+33 7 56 8") == "+337568"
    assert phone_prefix("07") is None
    assert phone_prefix("1344") is None


def test_numbers_are_shown_as_the_country_writes_them() -> None:
    assert show_phone("+33756894100") == "07 56 89 41 00"
    assert show_phone("+3227770000").startswith("+32")


def test_a_masked_contact_can_be_recognised_but_not_learnt() -> None:
    assert mask_phone("+33756894100") == "07 •• •• •• 00"
    assert mask_phone("+262639980047") == "+262 •• •• •• 47"
    assert (mask_phone("+3227770012"), mask_phone("+12025550147")) == ("+32 •• •• •• 12", "+1 •• •• •• 47")
    assert mask_email("mon.adresse@mail.fr") == "m•••@mail.fr"
    assert email_key("  Mon.Adresse@Mail.FR ") == "mon.adresse@mail.fr"
