"""The fields of a stamp, cut by the table of identifiers: a wrong length would shift all that follows."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backoffice.rules.stamps.container import GS, RS

_IDENTIFIER = re.compile(r"[A-Z0-9]{2}")
_END = re.compile(f"[{GS}{RS}]")
# The customs documents write these on seventeen characters without an end, whatever the table says.
_SEVENTEEN = frozenset({"DH", "DP", "DW"})


@dataclass(frozen=True)
class Identifier:
    """One line of the table: the longest value (``None``: no bound), how it is written, its French label."""

    code: str
    longest: int | None
    is_fixed: bool
    kind: str
    label: str


@dataclass(frozen=True)
class StampField:
    """One value as it is in the code, before anything is trimmed; ``is_cut``: its issuer shortened it."""

    code: str
    raw: str
    is_cut: bool = False
    is_known: bool = True


@dataclass(frozen=True)
class Message:
    """The fields in their order; ``odd`` are those that break the rules: twice, too short, nameless."""

    fields: tuple[StampField, ...]
    odd: tuple[str, ...]

    def only(self, code: str) -> StampField | None:
        """The field ``code`` when it is said once and is filled: blanks stand for nothing."""
        found = [one for one in self.fields if one.code == code]
        return found[0] if len(found) == 1 and code not in self.odd and found[0].raw.strip() else None


def read_message(text: str, table: Mapping[str, Identifier]) -> Message:
    """The fields of ``text``, each as long as ``table`` and its separators say."""
    odd: list[str] = []
    fields = tuple(_fields(text, table, odd))
    times = Counter(one.code for one in fields)
    odd += [code for code, many in times.items() if many > 1]
    return Message(fields, tuple(dict.fromkeys(odd)))


def _fields(text: str, table: Mapping[str, Identifier], odd: list[str]) -> Iterator[StampField]:
    at = 0
    while at < len(text):
        if text[at] in (GS, RS):
            odd.append("")
            at += 1
            continue
        code = text[at : at + 2]
        known = table.get(code)
        if not _IDENTIFIER.fullmatch(code):
            odd.append(code)
        start = at + 2
        end = _end(text, start, known, table)
        is_cut = text[end : end + 1] == RS
        if known is not None and known.is_fixed and (end - start != known.longest or is_cut):
            odd.append(code)
        yield StampField(code, text[start:end], is_cut=is_cut, is_known=known is not None)
        at = end + (text[end : end + 1] in (GS, RS))


def _end(text: str, start: int, known: Identifier | None, table: Mapping[str, Identifier]) -> int:
    """Where the value that begins at ``start`` is over: at its separator, its longest or the end."""
    found = _END.search(text, start)
    end = found.start() if found else len(text)
    if known is None or known.longest is None or end - start <= known.longest:
        return end
    if known.code in _SEVENTEEN and text[start + 17 : start + 19] in table:
        return start + 17
    return start + known.longest
