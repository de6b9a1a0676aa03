"""The signed codes of a paper: looked for in the reading process, judged, compared with the page."""

from collections.abc import Callable
from dataclasses import dataclass

from backoffice.documents.reader.process import reader
from backoffice.documents.refusals import TOO_SLOW
from backoffice.errors import Refused
from backoffice.rules.papers.words import PaperText
from backoffice.rules.stamps.comparing import Agreement, Comparison, compare
from backoffice.rules.stamps.envelopes import joined
from backoffice.services.stamps.reading import ReadStamp

MOST_PAGES = 10
"""Pages looked at: a code stands on the first page of its document, and a file may hold several documents."""
_DIFFERS = "Le code et la page ne disent pas la même chose ({fields}) : comparez-les avant de décider."


@dataclass(frozen=True)
class PaperCode:
    """A code and its page, from 1."""

    page: int
    content: bytes


@dataclass(frozen=True)
class PaperStamp:
    """One code of a paper: what it says and proves, and how the page stands to it.

    ``refusal`` is the sentence of a code that cannot be read; the rest is then empty.
    """

    page: int
    read: ReadStamp | None
    comparisons: tuple[Comparison, ...]
    refusal: str | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an agent is told beside the values."""
        if self.read is None:
            return (self.refusal or "",)
        lit = [one.field.label for one in self.comparisons if one.agreement is Agreement.DIFFERENT]
        told = (_DIFFERS.format(fields=", ".join(lit).lower()),) if lit else ()
        return (*told, *(self.read.notice.remarks if self.read.notice else ()))


def paper_codes(content: bytes) -> tuple[PaperCode, ...]:
    """The codes of a paper, each once, those in several symbols put together.

    Raises ``Refused`` with a code of ``documents/refusals.py``, ``Unavailable``.
    """
    found: list[PaperCode] = []
    for page in range(1, min(reader().pages(content), MOST_PAGES) + 1):
        found += [PaperCode(page, code) for code in joined(_symbols(content, page))]
    return tuple(dict.fromkeys(found))


def _symbols(content: bytes, page: int) -> tuple[bytes, ...]:
    try:
        return reader().symbols(content, page)
    except Refused as refusal:
        # A picture too long to search is still shown to whoever reads it.
        if refusal.code == TOO_SLOW:
            return ()
        raise


def paper_stamps(
    codes: tuple[PaperCode, ...], text: PaperText, reads: Callable[[bytes], ReadStamp]
) -> tuple[PaperStamp, ...]:
    """What ``codes`` say, each judged by ``reads`` and compared with the words of its own page."""
    return tuple(_stamp(one, text, reads) for one in codes)


def _stamp(code: PaperCode, text: PaperText, reads: Callable[[bytes], ReadStamp]) -> PaperStamp:
    try:
        read = reads(code.content)
    except Refused as refusal:
        return PaperStamp(code.page, None, (), refusal.sentence)
    page = PaperText(tuple(one for one in text.pages if one.number == code.page))
    return PaperStamp(code.page, read, compare(read.notice, page) if read.notice else ())
