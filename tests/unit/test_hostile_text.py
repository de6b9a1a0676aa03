"""Texts that nobody types: pasted by the megabyte, at the end of the characters, in a link of a stranger."""

from time import perf_counter

import pytest

from backoffice.cli.pop.verbs import as_verbs
from backoffice.errors import Misconfigured
from backoffice.rules.persons.ringing import ringing
from backoffice.rules.search_shapes import after, readings


@pytest.mark.parametrize(
    "piece", ["a", "1", "jean ", "-", "a1", "@", "Aa", "m. ", "client ", "n° ", "1/", "1 ", "l/", "\u0301"]
)
def test_a_megabyte_is_read_as_fast_as_a_line(piece: str) -> None:
    """A pasted book blocks no window: it took minutes."""
    begun = perf_counter()
    readings(piece * (1_000_000 // len(piece)) + "1")
    assert perf_counter() - begun < 1


def test_a_megabyte_is_no_number() -> None:
    with pytest.raises(Misconfigured) as refused:
        ringing("x1" * 500_000)
    assert len(refused.value.sentence) < 200


@pytest.mark.parametrize("prefix", ["a", "é", "a@\U0010ffff", "\U0010ffff", "z\ud7ff", "😀"])
def test_what_follows_a_prefix_is_a_text_of_the_base(prefix: str) -> None:
    following = after(prefix)
    assert following.encode("utf-8") > prefix.encode("utf-8")
    assert prefix == "\U0010ffff" or not following.startswith(prefix)


@pytest.mark.parametrize(
    "more", [["--dsn=host=ailleurs"], ["--dsn", "host=ailleurs"], ["--login=x"], ["stop"]]
)
def test_a_link_brings_no_option_with_it(more: list[str]) -> None:
    """A link with a quote in it must not open the window on another database."""
    assert as_verbs(["backoffice:call?number=0756894100", *more]) == [
        "open",
        "backoffice:call?number=0756894100",
    ]
    own = ["--profile", "prod", "backoffice:call?number=0756894100"]
    assert as_verbs([*own, *more]) == ["--profile", "prod", "open", own[-1]]
