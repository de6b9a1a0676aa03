"""The words of an image read by ``tesseract`` where it is installed: never required, never given a file."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import StringIO

from PIL import Image, ImageChops, ImageFilter

from backoffice.documents.jail.confined import output_of
from backoffice.documents.pages import PagePicture
from backoffice.rules.names import fold
from backoffice.rules.papers.words import Box, Word

_SECONDS = 20.0
_ENOUGH = 25
"""Clear words from which a page is taken to be the right way up."""
_AGAIN = 0.75
"""How much smaller a page is read the second time."""
_SURE, _DOUBT, _GUESS = 0.9, 0.6, 0.35
_ACROSS, _DOWN = 150, 60
"""Pixels of a line of a table at 300 dots an inch: longer than the bar of a letter of a title."""
_DARK, _WHOLE, _BAND = 150, 220, 110
"""Of 255: darker than; dark almost all along; dark on the whole, as a band of colour."""
_LEAST_INK = 24
"""Of 255: the least difference between paper and ink."""


@cache
def _program() -> str | None:
    return shutil.which("tesseract")


def can_recognise() -> bool:
    """Whether a reader of images is installed."""
    return _program() is not None


def recognise_page(picture: PagePicture) -> tuple[Word, ...] | None:
    """The words of a page, whichever way up; ``None`` where no reader is installed, or when it gives up.

    Their boxes are those of the picture as it is given.
    """
    program = _program()
    if program is None:
        return None
    grey = without_rules(_grey(picture))
    turn, best = _upright(program, grey)
    if best is None:
        return None
    # Read again smaller: what both readings say is sure, what they do not is not.
    small = grey.resize((int(grey.width * _AGAIN), int(grey.height * _AGAIN)), Image.Resampling.BICUBIC)
    return agreed(best, _read(program, small, turn) or ())


def _upright(program: str, grey: Image.Image) -> tuple[int, tuple[Word, ...] | None]:
    """The turn at which a page reads best, and its words."""
    turn, best = 0, _read(program, grey, 0)
    if best is None or _clear(best) >= _ENOUGH:
        return turn, best
    for other in (90, 270, 180):
        found = _read(program, grey, other)
        if found is not None and _clear(found) > 2 * _clear(best) + 5:
            turn, best = other, found
            if _clear(best) >= _ENOUGH:
                break
    return turn, best


def agreed(words: Sequence[Word], again: Sequence[Word]) -> tuple[Word, ...]:
    """``words``, sure where a second reading says the same at the same place, and doubtful elsewhere."""
    if not again:
        return tuple(words)
    said: dict[str, list[Box]] = {}
    for word in again:
        said.setdefault(fold(word.text) or word.text, []).append(word.box)
    return tuple(
        replace(word, sure=_agreed(word.sure) if _is_said(word, said) else min(word.sure, _DOUBT))
        for word in words
    )


def _agreed(sure: float) -> float:
    """A word that the reader all but gives up twice alike stays in doubt."""
    return max(sure, _SURE if sure >= _GUESS else _DOUBT)


def _is_said(word: Word, said: dict[str, list[Box]]) -> bool:
    box = word.box
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(
        one.left <= across <= one.right and one.top <= down <= one.bottom
        for one in said.get(fold(word.text) or word.text, ())
    )


def without_rules(grey: Image.Image) -> Image.Image:
    """The picture without the lines of its tables, which hide the words between; bands of colour stay."""
    dark = grey.point(lambda value: 255 if value < _DARK else 0)
    # A band of colour with a title on it is dark too: it is left alone, with what surrounds it.
    bands = (
        dark.reduce(_DOWN).point(lambda value: 255 if value > _BAND else 0).filter(ImageFilter.MaxFilter(3))
    )
    kept = bands.resize(grey.size, Image.Resampling.NEAREST)
    clean = grey.copy()
    for strip in ((_ACROSS, 1), (1, _DOWN)):
        runs = dark.reduce(strip).point(lambda value: 255 if value > _WHOLE else 0)
        thin = runs.filter(ImageFilter.MaxFilter(3)).resize(grey.size, Image.Resampling.NEAREST)
        clean.paste(255, mask=ImageChops.subtract(thin, kept))
    return clean


def unseen_words(picture: PagePicture, words: Sequence[Word]) -> frozenset[int]:
    """The ranks of the words of a text layer under which nothing is drawn, white on white."""
    grey = _grey(picture)
    return frozenset(rank for rank, word in enumerate(words) if not _has_ink(grey, word.box))


def _has_ink(grey: Image.Image, box: Box) -> bool:
    wide, tall = grey.size
    edges = (
        int(box.left * wide), int(box.top * tall), max(int(box.right * wide) + 1, int(box.left * wide) + 2),
        max(int(box.bottom * tall) + 1, int(box.top * tall) + 2),
    )  # fmt: skip
    darkest, lightest = grey.crop(edges).getextrema()
    return bool(float(str(lightest)) - float(str(darkest)) >= _LEAST_INK)


def _grey(picture: PagePicture) -> Image.Image:
    size = (picture.width, picture.height)
    return Image.frombuffer("RGB", size, picture.pixels, "raw", "BGRX", picture.stride).convert("L")


def _clear(words: Sequence[Word]) -> int:
    """How many words were read without hesitation."""
    return sum(1 for word in words if word.sure > 0.6 and len(word.text) > 2)


def _read(program: str, grey: Image.Image, turn: int) -> tuple[Word, ...] | None:
    # Pillow turns the other way round.
    shown = grey.rotate(-turn, expand=True) if turn else grey
    command = [program, "stdin", "stdout", "-l", "fra", "--psm", "3", "tsv"]
    read = output_of(command, _portable(shown), _SECONDS)
    if read is None:
        return None
    words = words_of_table(read.decode("utf-8", "replace"), *shown.size)
    return tuple(Word(word.text, _turned_back(word.box, turn), word.sure) for word in words)


def _turned_back(box: Box, turn: int) -> Box:
    """A box of the page turned clockwise by ``turn``, on the page as it was."""
    if turn == 90:
        return Box(box.top, 1 - box.right, box.bottom, 1 - box.left)
    if turn == 180:
        return Box(1 - box.right, 1 - box.bottom, 1 - box.left, 1 - box.top)
    if turn == 270:
        return Box(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box


def words_of_table(table: str, width: int, height: int) -> tuple[Word, ...]:
    """The words in the table that tesseract writes of a picture ``width`` by ``height`` pixels."""
    rows = csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for row in rows:
        text = (row.get("text") or "").strip()
        if row.get("level") == "5" and text:
            left, top = int(row["left"]), int(row["top"])
            right, bottom = left + int(row["width"]), top + int(row["height"])
            box = Box(left / width, top / height, right / width, bottom / height)
            found.append(Word(text, box, max(0.0, float(row["conf"]) / 100)))
    return tuple(found)


def _portable(grey: Image.Image) -> bytes:
    """The picture as a portable grey map, the simplest that the reader takes."""
    return b"P5 %d %d 255\n" % grey.size + grey.tobytes()
