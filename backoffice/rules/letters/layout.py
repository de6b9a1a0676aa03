"""A letter's text cut into paragraphs.

A blank line parts them; ``- `` begins a point of a list, ``> `` a text of law; ``= label | sum`` is a sum,
``| a | b |`` a row of a table.
"""

import re

from backoffice.rules.letters.sheet import Paragraph, ParagraphKind

_LONGEST_ROW = 5
_KEPT_TOGETHER = re.compile(r"(?<=n°) (?=\S)| (?=[%€])")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a filled ``text``; lines of a plain paragraph are joined."""
    found: list[Paragraph] = []
    words: list[str] = []
    text = _KEPT_TOGETHER.sub("\N{NO-BREAK SPACE}", text)
    for line in (*text.replace("\r\n", "\n").split("\n"), ""):
        special = _special(line.strip())
        if special is None and line.strip():
            words.append(line.strip())
            continue
        if words:
            found.append(Paragraph(ParagraphKind.TEXT, (" ".join(words),)))
            words = []
        if special is not None:
            found.append(special)
    return tuple(found)


def _special(line: str) -> Paragraph | None:
    if line.startswith(("- ", "• ")):
        return Paragraph(ParagraphKind.BULLET, (line[2:].strip(),))
    if line.startswith("> "):
        return Paragraph(ParagraphKind.LAW, (line[2:].strip(),))
    if line.startswith("= ") and line.count("|") == 1:
        return Paragraph(ParagraphKind.SUM, _cells(line[2:]))
    if line.startswith("|") and line.endswith("|") and 3 <= line.count("|") <= _LONGEST_ROW + 1:
        return Paragraph(ParagraphKind.TABLE, _cells(line[1:-1]))
    return None


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("|"))
