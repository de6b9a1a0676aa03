"""Marks alone on a page, to be laid over a frozen document: duplicate, preview (R1.20)."""

from datetime import date

from backoffice.reports.fonts import BOLD
from backoffice.reports.paper import RIGHT, WATERMARK, Paper
from backoffice.rules.dates import french_day

_INK = "#b42318"
_TOP, _SIZE = 41.0, 11.0


def duplicate_mark(ordinal: int, made_on: date) -> bytes:
    """A transparent A4 page that bears « DUPLICATA n° … délivré le … », under the document's number."""
    words = f"DUPLICATA n° {ordinal} délivré le {french_day(made_on)}"
    paper = Paper(words, "", "", made_on)
    paper.rule(RIGHT - 82, _TOP - 5, 82, 0.9, _INK)
    paper.write_right(words, RIGHT, _TOP, _SIZE, BOLD, _INK)
    paper.rule(RIGHT - 82, _TOP + 2, 82, 0.9, _INK)
    return paper.content()


def preview_mark(made_on: date) -> bytes:
    """A transparent A4 page that bears « APERÇU » across: such a paper serves as nothing."""
    paper = Paper("Aperçu", "", "", made_on)
    paper.across("APERÇU", 110, WATERMARK)
    return paper.content()
