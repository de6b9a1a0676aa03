"""Papers made to harm: a part of the five hundred of ``bench/hostile``, all of them in ``bench hostile``."""

import time
from collections.abc import Iterator

import pytest

from backoffice.documents.limits import USUAL
from backoffice.documents.reader.answers import Examined
from backoffice.documents.reader.process import PaperReader
from backoffice.documents.refusals import CODES
from backoffice.errors import Refused
from bench.hostile.__main__ import read_through
from bench.hostile.papers import COUNT, Hostile, all_hostile
from bench.hostile.valid import text_pdf

EVERY = all_hostile()
# Seconds each: the whole run tries them, one of their family is tried here.
LONG = {"tiles.pdf", "own drawing.pdf", "text million.pdf", "flate twice.pdf", "deep q.pdf", "dash.pdf"}
CHOSEN = [one for one in EVERY if one.name not in LONG and (one.codes or one.flags)]
BROKEN = [one for one in EVERY if not one.codes and not one.flags and one.name not in LONG][::5]


@pytest.fixture(scope="module")
def papers() -> Iterator[PaperReader]:
    """A reader of this module's own."""
    made = PaperReader()
    yield made
    made.close()


def test_they_are_five_hundred_and_the_same_at_each_run() -> None:
    assert len(EVERY) == COUNT
    assert len({one.name for one in EVERY}) == COUNT
    assert [one.make() for one in EVERY[-5:]] == [one.make() for one in all_hostile()[-5:]]


def outcome(papers: PaperReader, content: bytes, name: str) -> tuple[Refused, Examined | None]:
    """The refusal, or what was found beside a refusal of nothing."""
    try:
        return Refused(""), papers.examine(content, name, USUAL)
    except Refused as refusal:
        return refusal, None


def judged(papers: PaperReader, paper: Hostile) -> None:
    """Read it as a window would; what the outcome must be, in under five seconds."""
    content = paper.make()
    start = time.monotonic()
    refusal, found = outcome(papers, content, paper.name)
    if found is not None:
        assert not paper.codes
        assert found.flags >= paper.flags
        papers.picture(content, 1, 400)
        read_through(papers, content)
    else:
        assert refusal.code in (paper.codes or CODES)
        assert refusal.sentence.endswith(".")
        assert not paper.flags
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("paper", CHOSEN, ids=lambda paper: repr(paper.name))
def test_each_is_refused_for_what_it_is_or_told(papers: PaperReader, paper: Hostile) -> None:
    judged(papers, paper)


def test_broken_papers_end_nothing(papers: PaperReader) -> None:
    for paper in BROKEN:
        judged(papers, paper)
    assert papers.examine(text_pdf(), "a.pdf", USUAL).pages == 1
