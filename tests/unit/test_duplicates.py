"""Who may be whom: the score and its reasons; a machine never decides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.rules.persons.closeness import slips, within
from backoffice.rules.persons.duplicates import CERTAIN, LIKELY, POSSIBLE, Known, likeness, swapped

BORN = date(1961, 5, 3)


def known(
    name: str, first: str, usage: str | None = None, born: date | None = BORN, **more: set[object]
) -> Known:
    return Known(name, first, usage, born, **{key: frozenset(value) for key, value in more.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (known("Lefèvre", "Marie"), known("LEFEVRE", "marie"), "même nom de naissance"),
        (known("Lefèvre", "Marie"), known("Lefebvre", "Marie"), "nom qui se prononce pareil"),
        (
            known("Nguyễn", "Thị Hồng"),
            known("Lefèvre", "Thi Hong", "Nguyen"),
            "nom de naissance et d’usage croisés",
        ),
        (known("Dupont", "Marie"), known("Dupond", "Marie"), "nom qui se prononce pareil"),
        (known("Kowalski", "Anna"), known("Kowlaski", "Anna"), "nom à une faute près"),
        (
            known("Martin", "Paul"),
            known("Martin", "Paul", born=date(1961, 3, 5)),
            "jour et mois de naissance inversés",
        ),
        (known("Martin", "Jean-Pierre"), known("Martin", "Jean Pierre"), "mêmes prénoms"),
        (known("N’Diaye", "Awa"), known("NDIAYE", "Awa"), "même nom de naissance"),
        (known("Martin", "Philippe"), known("Martin", "Filippe"), "prénom qui se prononce pareil"),
    ],
)
def test_the_same_person_written_otherwise_is_likely(one: Known, other: Known, reason: str) -> None:
    found = likeness(one, other)
    assert found.score >= LIKELY, found
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (known("Martin", "Paul", dwellings={1}), known("Martin", "Pierre", dwellings={1})),
        (known("Martin", "Paul"), known("Martin", "Paul", born=date(1990, 1, 1))),
        (known("Durand", "Anne", phones={"+33"}), known("Martin", "Luc", phones={"+33"})),
        (known("Durand", "Anne"), known("Martin", "Anne")),
    ],
    ids=["twins", "father and son", "a telephone shared", "born the same day"],
)
def test_two_persons_are_not_likely(one: Known, other: Known) -> None:
    assert likeness(one, other).score < LIKELY


def test_one_fact_more_makes_it_certain() -> None:
    one, other = known("Martin", "Paul", phones={"+33"}), known("Martin", "Paul", phones={"+33"})
    assert likeness(one, other).score >= CERTAIN
    assert likeness(one, other).words == "très probable"
    bare = likeness(known("Martin", "Paul", born=None), known("Martin", "Paul", born=None))
    assert POSSIBLE <= bare.score < LIKELY


_NAMES = st.text(alphabet="abcdeéèîœz’- ", min_size=1, max_size=12)
_PEOPLE = st.builds(
    Known,
    birth_name=_NAMES,
    first_names=_NAMES,
    usage_name=st.none() | _NAMES,
    birth_date=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    phones=st.frozensets(st.sampled_from(["+331", "+332"]), max_size=2),
)


@given(_PEOPLE, _PEOPLE)
def test_it_is_symmetrical_and_bounded(one: Known, other: Known) -> None:
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert 0 <= found.score <= 100


@given(_PEOPLE)
def test_everybody_is_like_himself(one: Known) -> None:
    found = likeness(one, one)
    assert not any("différent" in reason for reason in found.reasons)


@given(st.text(max_size=8), st.text(max_size=8))
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


def test_one_slip_of_each_sort() -> None:
    for wrong in ("DUPOMT", "DUPNT", "DUPPONT", "DUOPNT"):
        assert within("DUPONT", wrong, 1)
    assert not within("DUPONT", "DURANT", 1)


def test_a_date_is_swapped_only_when_that_is_another_date() -> None:
    assert swapped(date(1961, 5, 3)) == date(1961, 3, 5)
    assert swapped(date(1961, 5, 5)) is None
    assert swapped(date(1961, 5, 13)) is None
