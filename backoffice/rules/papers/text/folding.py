"""Letters as a rule compares them: upper case, without accents, one sign for each kind of dash and blank."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("'ʼ`´‘’ʹ′＇", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("∕⁄／", "/"),
        **dict.fromkeys("º˚ᵒ", "°"),
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "№": "N°",
        "：": ":",
    }
)
# « assuré·e·s » is read « assuré ».
_INCLUSIVE = re.compile(
    r"(?<=\w)[·•‧](?:e[·•‧]?s?|s|ne[·•‧]?s?|rice[·•‧]?s?)(?!\w)|(?<=[a-zé])[:.]e[:.]s(?!\w)"
)
# Drawn boxes, and the letters that they become in the fonts of symbols of French papers.
_TICKED = frozenset("☑☒✓✔✗✘⊠■◼▣\uf0fe\uf0fd\uf052\uf078\uf0fc")
_EMPTY = frozenset("☐□◻▢❏❑◽\uf0a8\uf06f\uf071\uf0a3")
TICKED, EMPTY, DOUBTFUL = "\u2611", "\u2610", "\u25a8"


@lru_cache(maxsize=20_000)
def cleaned(text: str) -> str:
    """``text`` with its ligatures opened and without soft hyphens nor invisible signs."""
    signs = text.translate(_SIGNS)
    # Alone only: within a word the same sign stands for a letter that the font lacks.
    if len(signs.strip(" :.")) == 1:
        signs = "".join(TICKED if char in _TICKED else EMPTY if char in _EMPTY else char for char in signs)
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", signs))
    return " ".join("".join(char if char.isprintable() else " " for char in plain).split())


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """``cleaned`` in upper case without accents: ``Résidence d’été`` → ``RESIDENCE D'ETE``."""
    parts = unicodedata.normalize("NFKD", _INCLUSIVE.sub("", cleaned(text)))
    return "".join(char for char in parts if not unicodedata.combining(char)).upper().replace("’", "'")
