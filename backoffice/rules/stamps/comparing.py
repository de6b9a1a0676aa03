"""What a tax notice's code says beside what its page shows: any difference is told, none is settled here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from backoffice.rules.names import words as folded
from backoffice.rules.papers.words import PageText, PaperText, Zone
from backoffice.rules.stamps.notice import NoticeField, NoticeProposal, TaxNotice
from backoffice.rules.vocabulary.labelled import Labelled


class Agreement(Labelled):
    """How a value of the code stands to the page."""

    SAME = "SAME", "Comme sur la page"
    DIFFERENT = "DIFFERENT", "Différent de la page"
    NOT_SEEN = "NOT_SEEN", "Non retrouvé sur la page"


@dataclass(frozen=True)
class Comparison:
    """One value: whether the page agrees, what it shows where it does not, and where."""

    field: NoticeField
    agreement: Agreement
    seen: str | None = None
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True)
class _Line:
    """The folded words of a page as one text, and the place of each."""

    text: str
    starts: tuple[int, ...]
    zones: tuple[Zone, ...]

    def places(self, start: int, end: int) -> tuple[Zone, ...]:
        """Where the text from ``start`` to ``end`` stands."""
        return tuple(
            zone
            for at, zone in zip(self.starts, self.zones, strict=True)
            if start <= at < max(end, start + 1)
        )


_Seen = tuple[str, tuple[Zone, ...]]
_AMOUNT = r"((?:[0-9]{1,3}(?: [0-9]{3}){1,3}|[0-9]{1,9}))(?![0-9])"
# Between a label and its value there may be a note number, an euro sign, a colon.
_LABELS = {
    NoticeField.REFERENCE_INCOME: re.compile(rf"\bREVENU FISCAL DE REFERENCE (?:[A-Z]+ ){{0,6}}{_AMOUNT}"),
    NoticeField.INCOME_YEAR: re.compile(r"\bREVENUS? (?:[A-Z]+ ){0,4}((?:19|20)[0-9]{2})\b"),
    NoticeField.SHARES: re.compile(
        r"\bNOMBRE DE PARTS (?:[A-Z]+ ){0,4}([0-9]{1,2}(?: (?:0|00|25|5|50|75))?)(?![0-9])"
    ),
    NoticeField.REFERENCE: re.compile(
        r"\bREFERENCE (?:DE L )?AVIS (?:D IMPOT )?(?:[A-Z]+ ){0,2}"
        r"((?=[0-9])[0-9A-Z]+(?: [0-9][0-9A-Z]*){0,5})"
    ),
}
_NUMBERS = (NoticeField.TAX_NUMBER_1, NoticeField.TAX_NUMBER_2)
_NAMES = (NoticeField.DECLARANT_1, NoticeField.DECLARANT_2)
_COMPARED = (*_LABELS, *_NUMBERS, *_NAMES)


def compare(notice: TaxNotice, text: PaperText) -> tuple[Comparison, ...]:
    """Each value of ``notice`` that a page of ``text`` can show, in the order of the notice.

    Names are compared word by word, whatever their order; a name cut by the issuer by what is left of it.
    """
    lines = [_line(page) for page in text.pages]
    return tuple(_compared(one, lines) for one in notice.proposals if one.field in _COMPARED)


def _compared(one: NoticeProposal, lines: list[_Line]) -> Comparison:
    if one.field in _NAMES:
        return _of_name(one, lines)
    if one.field in _NUMBERS or one.field is NoticeField.REFERENCE:
        found = _written(one.value, lines)
        if found:
            return Comparison(one.field, Agreement.SAME, one.shown, found)
    pattern = _LABELS.get(one.field)
    seen = list(_beside(pattern, lines)) if pattern else []
    agrees = _READERS.get(one.field, _same_text)
    same = next((place for place in seen if agrees(one.value, place[0])), None)
    if same is not None:
        return Comparison(one.field, Agreement.SAME, one.shown, same[1])
    if not seen:
        return Comparison(one.field, Agreement.NOT_SEEN)
    return Comparison(one.field, Agreement.DIFFERENT, seen[0][0], seen[0][1])


def _beside(pattern: re.Pattern[str], lines: list[_Line]) -> Iterator[_Seen]:
    for line in lines:
        for match in pattern.finditer(line.text):
            yield match[1], line.places(match.start(1), match.end(1))


def _written(value: str, lines: list[_Line]) -> tuple[Zone, ...]:
    """Where ``value`` stands, cut or not by blanks."""
    pattern = re.compile(r"(?<![0-9A-Z])" + " ?".join(map(re.escape, value.upper())) + r"(?![0-9A-Z])")
    for line in lines:
        if match := pattern.search(line.text):
            return line.places(match.start(), match.end())
    return ()


def _of_name(one: NoticeProposal, lines: list[_Line]) -> Comparison:
    wanted = [word for word in folded(one.value) if len(word) > 1]
    if one.is_cut:
        # The last word may have lost its end.
        wanted = wanted[:-1]
    pages = [(line, set(line.text.split())) for line in lines if line.text]
    if not wanted or not pages:
        return Comparison(one.field, Agreement.NOT_SEEN)
    line, words = max(pages, key=lambda page: sum(word in page[1] for word in wanted))
    if not all(word in words for word in wanted):
        return Comparison(one.field, Agreement.DIFFERENT)
    places = [f" {line.text} ".index(f" {word} ") for word in wanted]
    zones = tuple(zone for at in places for zone in line.places(at, at + 1))
    return Comparison(one.field, Agreement.SAME, one.shown, zones)


def _same_number(value: str, seen: str) -> bool:
    return Decimal(value) == Decimal(seen.replace(" ", ""))


def _same_shares(value: str, seen: str) -> bool:
    return Decimal(value) == Decimal(seen.replace(" ", "."))


def _same_text(value: str, seen: str) -> bool:
    return value == seen.replace(" ", "")


_READERS: dict[NoticeField, Callable[[str, str], bool]] = {
    NoticeField.REFERENCE_INCOME: _same_number,
    NoticeField.SHARES: _same_shares,
}


def _line(page: PageText) -> _Line:
    pieces: list[str] = []
    starts: list[int] = []
    zones: list[Zone] = []
    at = 0
    for word in page.words:
        for piece in folded(word.text):
            pieces.append(piece)
            starts.append(at)
            zones.append(Zone(page.number, word.box))
            at += len(piece) + 1
    return _Line(" ".join(pieces), tuple(starts), tuple(zones))
