"""The words of an image read by ``tesseract`` where it is installed: never required, never given a file."""

import csv
import shutil
from functools import cache
from io import StringIO

from backoffice.documents.jail.confined import output_of
from backoffice.documents.pages import PagePicture
from backoffice.rules.papers.words import Box, Word

_SECONDS = 20.0


@cache
def _program() -> str | None:
    return shutil.which("tesseract")


def can_recognise() -> bool:
    """Whether a reader of images is installed."""
    return _program() is not None


def recognise_page(picture: PagePicture) -> tuple[Word, ...] | None:
    """The words of an upright page; ``None`` where no reader is installed, or when it gives up."""
    program = _program()
    if program is None:
        return None
    read = output_of([program, "stdin", "stdout", "-l", "fra", "tsv"], _portable(picture), _SECONDS)
    return (
        None
        if read is None
        else words_of_table(read.decode("utf-8", "replace"), picture.width, picture.height)
    )


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


def _portable(picture: PagePicture) -> bytes:
    """The picture in grey as a portable grey map, which needs no library to be written."""
    # Green alone is near enough to what an eye calls light.
    rows = (
        picture.pixels[row * picture.stride :][: picture.width * 4][1::4] for row in range(picture.height)
    )
    return b"P5 %d %d 255\n" % (picture.width, picture.height) + b"".join(rows)
