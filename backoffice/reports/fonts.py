"""The typeface of every document: Open Sans, embedded and subset, which knows all Latin letters."""

import re
from functools import cache
from importlib.resources import as_file, files
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "OpenSans"
BOLD = "OpenSans-SemiBold"
_FILES = {REGULAR: "OpenSans-Regular.ttf", BOLD: "OpenSans-SemiBold.ttf"}
_LOCK = Lock()


def load_fonts() -> None:
    """Make the two weights known to reportlab; each file is parsed once per process."""
    with _LOCK:
        _register()


@cache
def _register() -> None:
    folder = files("ttf_opensans") / "ttf"
    for name, file in _FILES.items():
        with as_file(folder / file) as path:
            # Without the readable ASCII table, only the letters used are embedded: half the size.
            pdfmetrics.registerFont(TTFont(name, str(path), asciiReadable=False))


def printable(text: str) -> str:
    """``text`` with the spaces that the typeface has: it lacks the narrow no-break space."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")


def text_width(text: str, font: str, size: float) -> float:
    """Width of ``text`` in points."""
    load_fonts()
    return float(pdfmetrics.stringWidth(printable(text), font, size))


_BETWEEN_WORDS = re.compile("(?<!«) (?![:;!?»])")


def wrapped(text: str, font: str, size: float, width: float) -> tuple[str, ...]:
    """``text`` cut into lines of at most ``width`` points, between words when it can be.

    No line begins with a sign that French sets after a blank, nor ends with an opening one.
    """
    if text_width(text, font, size) <= width:
        return (text,)
    lines = [""]
    for word in _BETWEEN_WORDS.split(text):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, font, size) <= width:
            lines[-1] = longer
            continue
        pieces = _broken(word, font, size, width)
        lines += pieces
    return tuple(line for line in lines if line) or ("",)


def _broken(word: str, font: str, size: float, width: float) -> list[str]:
    """A word longer than the line, cut where the line ends."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, font, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
