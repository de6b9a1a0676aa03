"""A note as the checker reads it: folded words, where they stand, what they may be in disguise (R5.19)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

# Letters of other alphabets that look like ours, and ours that Unicode does not decompose.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕкмнтвԁɡһӏαοεικνρτυηωσıøłđɑАЕОРСУХІЈЅКМНТВΑΟΕΙΚΝΡΤΥΗΒΖΜ",
    "aeopcyxijskmhtbdghlaoeikvptunwsioldaAEOPCYXIJSKMHTBAOEIKNPTYHBZM",
) | {ord("œ"): "oe", ord("Œ"): "OE", ord("æ"): "ae", ord("Æ"): "AE", ord("ß"): "ss"}
_APOSTROPHES = frozenset("'’ʼ`´‘ʻ′")
_DIGITS_AS_LETTERS = str.maketrans("013457@$", "oieastas")
_INSIDE = frozenset("@$")
# Blanks, quotation marks, stars: they part two words and do not end a sentence.
_MERE_SPACE = re.compile(r"[\s\"«»“”*_~]*")
_ADDRESS = re.compile(r"\S+@\S+\.\w{2,}|https?://\S+|www\.\S+", re.IGNORECASE)
_STRETCHED = re.compile(r"(.)\1{2,}")
_LETTERS_IN_A_ROW = 3


class Gap(Enum):
    """What stands before a word."""

    GLUED = "no blank: a hyphen, an apostrophe, a point inside a word"
    SPACE = "blanks"
    STOP = "a sign that ends a group of words"


@dataclass(frozen=True)
class Word:
    """A word in small letters without accents, and its place in the text."""

    text: str
    start: int
    end: int
    gap: Gap
    capital: bool

    @property
    def variants(self) -> frozenset[str]:
        """The word, without letters held down (``connnard``) nor digits for letters (``c0n``)."""
        if not _is_mixed(self.text) and not _STRETCHED.search(self.text):
            return frozenset((self.text,))
        plain = self.text.translate(_DIGITS_AS_LETTERS) if _is_mixed(self.text) else self.text
        return frozenset({self.text, plain, _STRETCHED.sub(r"\1", plain), _STRETCHED.sub(r"\1\1", plain)})


def _is_mixed(text: str) -> bool:
    return any(char.isalpha() for char in text) and not text.isalpha()


def visible(text: str) -> str:
    """``text`` without invisible characters, its wide and decomposed letters made plain."""
    return unicodedata.normalize("NFKC", "".join(char for char in text if unicodedata.category(char) != "Cf"))


def read_words(text: str) -> tuple[Word, ...]:
    """The words of ``text``; e-mail and web addresses are not read."""
    text = _ADDRESS.sub(lambda match: "." * len(match[0]), text)
    found: list[Word] = []
    letters, start, last = "", 0, 0
    for place, char in enumerate([*text, " "]):
        folded = _fold(char)
        if char in _INSIDE and letters and text[place + 1 : place + 2].isalpha():
            folded = char
        if folded is None and letters:
            found.append(_word(text, letters, (start, place), last))
            letters, last = "", place
        elif folded:
            start = start if letters else place
            letters += folded
    return tuple(found)


def _word(text: str, letters: str, span: tuple[int, int], last: int) -> Word:
    start, end = span
    between = visible(text[last:start])
    if not between:
        gap = Gap.STOP
    elif not any(char.isspace() for char in between):
        gap = Gap.GLUED if len(between) <= _LETTERS_IN_A_ROW else Gap.STOP
    else:
        gap = Gap.SPACE if _MERE_SPACE.fullmatch(between) else Gap.STOP
    return Word(letters, start, end, gap, text[start].isupper())


def _fold(char: str) -> str | None:
    """The plain letters of a character: empty for an accent or an invisible one, None for a separator."""
    if char in _APOSTROPHES:
        return None
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return ""
    plain = unicodedata.normalize("NFKD", char.translate(_LOOKALIKES)).casefold().translate(_LOOKALIKES)
    kept = "".join(one for one in plain if one.isalnum())
    return kept or None


def spelt_out(words: tuple[Word, ...]) -> tuple[tuple[str, int, int], ...]:
    """Words written in pieces: ``can-cer``, ``c.a.n.c.e.r``, ``c a n c e r``; with first and last word."""
    found = []
    for first in range(len(words)):
        joined = words[first].text
        all_single, glued = len(joined) == 1, True
        for last in range(first + 1, len(words)):
            word = words[last]
            glued = glued and word.gap is Gap.GLUED
            all_single = all_single and len(word.text) == 1
            if not glued and not all_single:
                break
            joined += word.text
            if glued or last - first + 1 >= _LETTERS_IN_A_ROW:
                found.append((joined, first, last))
    return tuple(found)
