"""What a typed text may be: a number, a telephone, an address of e-mail, a name."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from backoffice.rules.identifiers import normalise
from backoffice.rules.names import spelling, words
from backoffice.rules.phones import email_key, phone_key, phone_prefix


class Shape(StrEnum):
    """A way to read the text; one text may be read in several."""

    NUMBER = "NUMBER"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    BARCODE = "BARCODE"
    NAME = "NAME"


SHAPE_LABELS = {
    Shape.NUMBER: "Numéro",
    Shape.PHONE: "Téléphone",
    Shape.EMAIL: "Courriel",
    Shape.BARCODE: "Code-barres d’avis",
    Shape.NAME: "Nom",
}
MINIMUM_PREFIX = 3
MOST_WORDS = 6

# What people write before a number: « client 1344 », « n° 1344 », « tél. : 07… ».
_LABEL = re.compile(
    r"^\s*(?:(?:client|locataire|dossier|contrat|bail|tiers|commande|transaction|avis|r[ée]f[ée]rence|r[ée]f"
    r"|num[ée]ro|num|no|t[ée]l[ée]phone|t[ée]l|portable|mobile|fixe|courriel|mail|e-mail)(?![^\W_])|n\s*[°o](?=[\s.:]*\d))"
    r"[\s.:#°]*",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^\s*(?:(?:(?:mme|mmes|mr|mlle|melle|madame|mademoiselle|monsieur)\b\.?|m(?:\.|(?=\s)))\s*(?:(?:et|ou)\s+)?)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """One reading of the text: its normalised key (several words for a name), exact or a beginning.

    ``spelling`` is a name as it was typed, accents and all: it tells equals apart.
    """

    shape: Shape
    keys: tuple[str, ...]
    exact: bool = True
    spelling: str = ""


def readings(text: str) -> tuple[Reading, ...]:
    """Every way to read ``text``, the most telling first; empty when nothing can be searched.

    What people write before a number (``client``, ``n°``, ``tél.``) and before a name (``Mme``) is left out;
    a name counts its first words, each once.
    """
    text = unlabelled(text)
    found: list[Reading] = []
    if "@" in text:
        found.append(Reading(Shape.EMAIL, (email_key(text),)))
        return tuple(found)
    phone, start = phone_key(text), phone_prefix(text)
    if phone:
        found.append(Reading(Shape.PHONE, (phone,)))
    elif start:
        found.append(Reading(Shape.PHONE, (start,), exact=False))
    if re.fullmatch(r"\d{16}", re.sub(r"\s", "", text)):
        found.append(Reading(Shape.BARCODE, (re.sub(r"\s", "", text),)))
    if any(char.isdigit() for char in text) and not text.strip().startswith("+"):
        found.append(Reading(Shape.NUMBER, (normalise(text),)))
    cut = name_words(text)
    if not any(char.isdigit() for char in text) and len("".join(cut)) > 1:
        found.append(Reading(Shape.NAME, cut, spelling=name_spelling(text)))
    return tuple(found)


def unlabelled(text: str) -> str:
    """``text`` with plain digits, without the words that announce a number: ``n° 1344`` → ``1344``."""
    plain = unicodedata.normalize("NFKC", text)
    if not any(char.isdigit() or char == "@" for char in plain):
        return plain
    while True:
        rest = _LABEL.sub("", plain)
        if rest == plain or not any(char.isdigit() or char == "@" for char in rest):
            return plain
        plain = rest


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name typed: titles aside, each word once, six at most."""
    cut = words(_TITLES.sub("", text)) or words(text)
    return tuple(dict.fromkeys(cut))[:MOST_WORDS]


def name_spelling(text: str) -> str:
    """A name as typed, without its title, ready to be compared with names spelt the same way."""
    return spelling(_TITLES.sub("", text))


def after(prefix: str) -> str:
    """The first key, byte by byte, that does not start with ``prefix``: the end of a prefix search."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
