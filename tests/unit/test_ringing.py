"""What exchanges and operating systems hand over."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Misconfigured
from backoffice.rules.persons.ringing import Asked, asked, read_link, read_written, ringing, written

KEY = "+33756894100"


@pytest.mark.parametrize(
    "typed",
    ["0756894100", "07 56 89 41 00", "07/56/89/41/00", "07.56.89.41.00", "07-56-89-41-00", "+33756894100",
     "+33 7 56 89 41 00", "+33 (0)7 56 89 41 00", "0033756894100", "0033 7 56 89 41 00", "(07) 56 89 41 00",
     "tel:+33756894100", "sip:+33756894100@pabx.logirem.example", "0756894100;ext=12", "  0756894100  ",
     "07\u00a056\u00a089\u00a041\u00a000"],
)  # fmt: skip
def test_a_number_in_any_notation(typed: str) -> None:
    assert ringing(typed).key == KEY
    assert ringing(typed).shown == "07 56 89 41 00"


@pytest.mark.parametrize(
    "typed", ["anonymous", "Anonyme", "masqué", "MASQUÉ", "Numéro masqué", "unknown", "privé", "", "  ",
              "sip:anonymous@anonymous.invalid"]
)  # fmt: skip
def test_a_hidden_number_is_said_to_be(typed: str) -> None:
    assert ringing(typed).key is None
    assert ringing(typed).shown == "numéro masqué"


@pytest.mark.parametrize(
    "typed", ["07 56", "bonjour", "12345678901234567890123", "07x56894100", "\u202e0756"]
)
def test_what_is_no_number_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        ringing(typed)
    assert refusal.value.exit_code == 2
    assert refusal.value.sentence.endswith(".")
    assert "\u202e" not in refusal.value.sentence


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("backoffice:call?number=0756894100", Asked("call", KEY)),
        ("backoffice:call?number=+33756894100", Asked("call", KEY)),
        ("backoffice:call?number=%2B33756894100", Asked("call", KEY)),
        ("backoffice:call?number=07%2056%2089%2041%2000", Asked("call", KEY)),
        ("backoffice://call?number=07%2F56%2F89%2F41%2F00", Asked("call", KEY)),
        ("backoffice://call/?number=0756894100", Asked("call", KEY)),
        ("BACKOFFICE:Call?Number=0756894100", Asked("call", KEY)),
        ("backoffice:call?number=anonymous", Asked("call", "")),
        ("backoffice:call?number=num%C3%A9ro%20masqu%C3%A9", Asked("call", "")),
        ("backoffice:call?number=", Asked("call", "")),
        ("backoffice:tenant?number=1344", Asked("tenant", "1344")),
        ("backoffice://tenant?number=L%2F2013936", Asked("tenant", "L/2013936")),
    ],
)
def test_a_link_as_the_system_hands_it_over(link: str, expected: Asked) -> None:
    assert read_link(link) == expected


@pytest.mark.parametrize(
    "link",
    ["backoffice:", "backoffice:call", "backoffice:call?", "backoffice:call?num=07", "http://call?number=07",
     "backoffice:call?number=0756894100&number=0612345678", "backoffice:call?number=0756894100&x=1",
     "backoffice:erase?number=1344", "backoffice:tenant?number=", "backoffice:tenant?number=%00%01",
     "backoffice:call?number=%FF%FE", "backoffice:call?number=" + "0" * 5000, "",
     "backoffice:show?number=12"],
)  # fmt: skip
def test_a_bad_link_is_refused_in_one_sentence(link: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        read_link(link)
    assert refusal.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "demand", [Asked("call", KEY), Asked("call"), Asked("tenant", "L/2013936"), Asked("show")]
)
def test_what_is_written_for_another_start_reads_the_same(demand: Asked) -> None:
    assert read_written(written(demand)) == demand


@given(st.text(max_size=200))
def test_nothing_written_by_anybody_breaks(line: str) -> None:
    """A demand, or ``Misconfigured``; never another error."""
    for told in (line, json.dumps({"verb": line, "number": line}), f'{{"verb": "call", "number": {line}}}'):
        with suppress(Misconfigured):
            assert isinstance(read_written(told), Asked)
        with suppress(Misconfigured):
            assert isinstance(read_link(f"backoffice:{line}"), Asked)


@pytest.mark.parametrize("line", ["[" * 5000, "1", "null", '{"verb": "call"}', '{"verb": 1, "number": []}'])
def test_a_line_that_is_no_demand_is_refused(line: str) -> None:
    with pytest.raises(Misconfigured):
        read_written(line)


def test_an_unknown_verb_is_refused() -> None:
    with pytest.raises(Misconfigured):
        asked("erase", "1344")
