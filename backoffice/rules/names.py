"""Names as people type them: folded keys for search, one way to show them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# Letters that Unicode does not decompose, as French keyboards replace them.
_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ə": "e",
    }
)
# Some of them count as letters for Unicode: a name is cut at each all the same.
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`´‘ʻʹˈ′＇ꞌ", "’"))
PARTICLES = frozenset(
    {"D", "DE", "DU", "DES", "L", "LA", "LE", "LES", "N", "M", "O", "VAN", "VON", "EL", "AL", "BEN"}
)
_ASCII_WORDS = re.compile(r"[A-Z0-9]+")
WHOLE = "WHOLE"
SURNAME = "SURNAME"
FIRST = "FIRST"


@dataclass(frozen=True)
class NameKey:
    """A searchable piece of a name: ``WHOLE`` surname, ``SURNAME`` for a piece of one, or ``FIRST``."""

    key: str
    part: str


def fold(text: str) -> str:
    """Letters and digits of ``text`` alone, upper case, without accents: ``d’Almeida`` → ``DALMEIDA``."""
    return "".join(words(text))


def words(text: str) -> tuple[str, ...]:
    """The folded words of ``text``, cut at everything that is neither letter nor digit."""
    if text.isascii():
        return tuple(_ASCII_WORDS.findall(text.upper()))
    seen = "".join(char for char in text.lower() if unicodedata.category(char) != "Cf")
    plain = unicodedata.normalize("NFKD", seen.translate(_APOSTROPHES).translate(_PLAIN))
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return tuple("".join(letters).upper().split())


def _pieces(name: str) -> set[str]:
    """The whole name, its words and its ends, particles aside: ``N’Diaye`` → ``NDIAYE``, ``DIAYE``."""
    cut = words(name)
    found = {"".join(cut[start:]) for start in range(len(cut))}
    found.update(word for word in cut if word not in PARTICLES)
    return {piece for piece in found if len(piece) > 1 or len(cut) == 1}


def name_keys(birth_name: str, usage_name: str | None, first_names: str) -> tuple[NameKey, ...]:
    """Every key under which a person is found, sorted; birth and usage names count alike (R3.23)."""
    wholes = {whole for whole in map(fold, filter(None, (birth_name, usage_name))) if whole}
    surnames = (_pieces(birth_name) | (_pieces(usage_name) if usage_name else set())) - wholes
    firsts = _pieces(first_names).union(*(_pieces(name) for name in first_names.split()))
    keys = {NameKey(key, WHOLE) for key in wholes} | {NameKey(key, SURNAME) for key in surnames}
    keys |= {NameKey(key, FIRST) for key in firsts}
    return tuple(sorted(keys, key=lambda one: (one.part, one.key)))


def name_ways(typed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The ways to read folded words as names: as typed, particles stuck to what follows, all in one.

    A last letter alone is a word being typed: one way leaves it out.
    """
    glued: list[str] = []
    start = ""
    for word in typed:
        start += word
        if word not in PARTICLES:
            glued.append(start)
            start = ""
    glued += [start] if start else []
    ways = [typed, tuple(glued), ("".join(typed),)]
    if len(typed) > 1 and len(typed[-1]) == 1:
        ways.append(typed[:-1])
    return tuple(dict.fromkeys(ways))


def spelling(text: str) -> str:
    """``text`` as typed, but for case and the shape of the apostrophe: ``D'ALMEIDA`` → ``d’almeida``."""
    return unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES).strip()


@lru_cache(maxsize=4096)
def matching_surname(typed: tuple[str, ...], birth_name: str, usage_name: str | None) -> str:
    """Which of a person's surnames answers to the folded words typed; the one in use if both or none do."""
    names = [name for name in (usage_name, birth_name) if name]
    ways = [word for way in name_ways(typed) for word in way]
    starts = tuple(word for word in ways if len(word) > 1) or typed
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: fold(name) in ways,
        lambda name: not _pieces(name).isdisjoint(ways),
        lambda name: any(key.startswith(starts) for key in _pieces(name)),
    )
    return next((name for test in tests for name in names if test(name)), names[0])


def display_name(civility: str, birth_name: str, usage_name: str | None, first_names: str) -> str:
    """``NGUYỄN Thị Hồng, épouse LEFÈVRE``: the name of the file's heading."""
    name = f"{birth_name.upper()} {first_names}"
    if usage_name and fold(usage_name) != fold(birth_name):
        link = "épouse" if civility == "MME" else "époux"
        name += f", {link} {usage_name.upper()}"
    return name


def letter_name(civility: str, birth_name: str, usage_name: str | None, first_names: str) -> str:
    """``Madame Thị Hồng Lefèvre``: the name of a letter's address (current usage name, R3.23)."""
    greeting = "Madame" if civility == "MME" else "Monsieur"
    return f"{greeting} {first_names} {usage_name or birth_name}"


def lease_name(civility: str, birth_name: str, usage_name: str | None, first_names: str) -> str:
    """``Madame Thị Hồng Lefèvre, née Nguyễn``: a holder as a lease names him, both names written out."""
    name = letter_name(civility, birth_name, usage_name, first_names)
    if usage_name is None or fold(usage_name) == fold(birth_name):
        return name
    return f"{name}, {'née' if civility == 'MME' else 'né'} {birth_name}"
