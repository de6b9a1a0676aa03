"""The words of a paper and where they stand on its pages."""

from dataclasses import dataclass

from backoffice.rules.vocabulary.labelled import Labelled


class TextSource(Labelled):
    """Where the words of a page were found."""

    TEXT_LAYER = "TEXT_LAYER", "texte du fichier"
    OCR = "OCR", "lecture de l’image"
    NONE = "NONE", "aucun texte"


@dataclass(frozen=True)
class Box:
    """A rectangle of an upright page, in fractions of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Word:
    """A word as it is written, with its place."""

    text: str
    box: Box
    sure: float = 1.0
    """From 0 to 1, as the reader of images says; 1 for a text layer."""


@dataclass(frozen=True)
class PageText:
    """The words of one page in reading order."""

    number: int
    """1 for the first page."""
    width: float
    """In points (1/72 inch); only its ratio to ``height`` counts."""
    height: float
    words: tuple[Word, ...]
    source: TextSource


@dataclass(frozen=True)
class PaperText:
    """The words of all the pages."""

    pages: tuple[PageText, ...]


@dataclass(frozen=True)
class Zone:
    """A place on a page that a screen lights."""

    page: int
    box: Box
