"""Slips counted by the library are those that their definition counts, and proposals keep their order."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.rules.persons.closeness import slips, within
from backoffice.rules.search import resemblance
from backoffice.rules.search.resemblance import Slip, deletions, near_names, slip_between
from backoffice.rules.search.sounds import french_sound

LETTERS = st.text("ABDEINORT", max_size=9)


def counted_by_hand(one: str, other: str) -> int:
    """Optimal alignment as it is defined, a table of prefixes."""
    table = {(row, 0): row for row in range(len(one) + 1)} | {(0, col): col for col in range(len(other) + 1)}
    for row, col in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        wrong = one[row - 1] != other[col - 1]
        table[row, col] = min(
            table[row - 1, col] + 1, table[row, col - 1] + 1, table[row - 1, col - 1] + int(wrong)
        )
        if row > 1 and col > 1 and one[row - 1] == other[col - 2] and one[row - 2] == other[col - 1]:
            table[row, col] = min(table[row, col], table[row - 2, col - 2] + 1)
    return table[len(one), len(other)]


def slip_by_hand(typed: str, name: str) -> Slip | None:
    """The slip as it is defined: what is left once both ends are taken off, else a letter out of each."""
    start = 0
    while start < min(len(typed), len(name)) and typed[start] == name[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(name)) - start and typed[-1 - end] == name[-1 - end]:
        end += 1
    said, meant = typed[start : len(typed) - end], name[start : len(name) - end]
    if (len(said), len(meant)) == (0, 1):
        return Slip.DROPPED
    if (len(said), len(meant)) == (1, 0):
        beside = (typed[start - 1 : start], typed[start + 1 : start + 2])
        return Slip.DOUBLED if said in beside else Slip.ADDED
    if (len(said), len(meant)) == (1, 1):
        return Slip.NEIGHBOUR if resemblance._touching(said, meant) else Slip.WRONG
    if len(said) == len(meant) == 2 and said == meant[::-1]:
        return Slip.SWAPPED
    meet = not set(deletions(typed)).isdisjoint(deletions(name))
    return Slip.TWICE if min(len(typed), len(name)) >= 7 and meet else None


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same after up to three letters were left out, put in, changed or swapped."""
    name = draw(st.text("ABDEINORT", min_size=1, max_size=9))
    typed = name
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(typed)))
        head, tail = typed[:place], typed[place:]
        letter = draw(st.sampled_from("ABDEINORT"))
        swapped = head + tail[1::-1] + tail[2:]
        ways = (head + tail[1:], head + letter + tail, head + letter + tail[1:], swapped)
        typed = draw(st.sampled_from(ways))
    return typed, name


@given(st.one_of(slipped(), st.tuples(LETTERS, LETTERS)), st.integers(0, 3))
def test_slips_are_counted_as_they_are_defined(pair: tuple[str, str], allowed: int) -> None:
    one, other = pair
    assert slips(one, other) == counted_by_hand(one, other)
    assert within(one, other, allowed) == (counted_by_hand(one, other) <= allowed)


@given(st.one_of(slipped(), st.tuples(LETTERS, LETTERS)))
def test_a_slip_is_what_is_left_between_the_ends(pair: tuple[str, str]) -> None:
    assert slip_between(*pair) is slip_by_hand(*pair)


@given(slipped(), st.lists(st.tuples(slipped(), st.integers(1, 900)), max_size=6))
def test_names_are_proposed_in_the_order_of_the_definition(
    typed: tuple[str, str], others: list[tuple[tuple[str, str], int]]
) -> None:
    names = {typed[1]: 1} | {name: bearers for pair, bearers in others for name in pair if name}
    known = {name: (french_sound(name), bearers) for name, bearers in names.items()}
    asked = typed[0] or "A"
    found = near_names(asked, french_sound(asked), known)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resemblance, "slip_between", slip_by_hand)
        assert near_names(asked, french_sound(asked), known) == found
