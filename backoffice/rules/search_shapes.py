"""What a typed text may be: a number, a telephone, an address of e-mail, a name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from backoffice.rules.identifiers import normalise
from backoffice.rules.names import words
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


@dataclass(frozen=True)
class Reading:
    """One reading of the text: its normalised key (several words for a name), exact or a beginning."""

    shape: Shape
    keys: tuple[str, ...]
    exact: bool = True


def readings(text: str) -> tuple[Reading, ...]:
    """Every way to read ``text``, the most telling first; empty when nothing can be searched."""
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
    cut = words(text)
    if cut and not any(char.isdigit() for char in text) and len("".join(cut)) > 1:
        found.append(Reading(Shape.NAME, cut))
    return tuple(found)


def after(prefix: str) -> str:
    """The first key, byte by byte, that does not start with ``prefix``: the end of a prefix search."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
