"""What may be proposed: contacts, account numbers, titles (R3.43, R3.53, R3.54)."""

from datetime import date

import pytest

from backoffice.errors import Refused
from backoffice.rules.changes.iban import iban_key
from backoffice.rules.changes.proposals import new_bank_details, new_contact, new_title
from backoffice.rules.vocabulary.changes import ChangeKind, TitleChange

IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "written",
    ["FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "DE89 3704 0044 0532 0130 00",
     "MT84MALT011000012345MTLCAST001S", "NO93 8601 1117 947"],
)  # fmt: skip
def test_an_account_number_is_right_by_its_length_and_its_remainder(written: str) -> None:
    assert iban_key(written) == "".join(written.split()).upper()


@pytest.mark.parametrize(
    "written",
    ["", "FR", f"{IBAN[:-1]}8", IBAN[:-1], f"{IBAN}0", "ZZ7630006000011234567890189", "FR76-3000", "É" * 27],
)
def test_a_wrong_account_number_is_none(written: str) -> None:
    assert iban_key(written) is None


def test_any_single_digit_changed_is_seen() -> None:
    for place in range(4, len(IBAN)):
        changed = str((int(IBAN[place]) + 1) % 10)
        assert iban_key(IBAN[:place] + changed + IBAN[place + 1 :]) is None


def test_a_contact_is_a_mobile_or_an_address() -> None:
    assert new_contact("06 98 76 54 32").details == {
        "channel": "MOBILE", "value": "06 98 76 54 32", "value_key": "+33698765432",
    }  # fmt: skip
    mail = new_contact(" Nom@Exemple.FR ", replaces_id=7).details
    assert (mail["value_key"], mail["replaces"]) == ("nom@exemple.fr", 7)
    with pytest.raises(Refused) as caught:
        new_contact("bonjour")
    assert caught.value.code == "WRONG_CONTACT"


def test_the_account_is_a_holder_s_or_a_third_party_s_with_his_mandate() -> None:
    holders = ("Nguyễn", "Lefèvre")
    assert new_bank_details(IBAN, "MME LEFEVRE THI HONG", holders).kind is ChangeKind.BANK_DETAILS
    with pytest.raises(Refused) as caught:
        new_bank_details(IBAN, "M. Durand", holders)
    assert caught.value.code == "NOT_HOLDERS_ACCOUNT"
    third = new_bank_details(IBAN, "M. Durand", holders, "RUM-42")
    assert third.details["mandate_reference"] == "RUM-42"
    with pytest.raises(Refused) as caught:
        new_bank_details("FR00", "Lefèvre", holders)
    assert caught.value.code == "WRONG_IBAN"


def test_a_title_names_lease_person_and_day() -> None:
    details = new_title(3, 5, TitleChange.NONE, date(2026, 12, 1)).details
    assert details == {"lease_id": 3, "person_id": 5, "title": "NONE", "from": "2026-12-01"}
