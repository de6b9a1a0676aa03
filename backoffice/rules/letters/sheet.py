"""A letter as it is frozen: who writes to whom, about what, in which words."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.rules.vocabulary.labelled import Labelled

NO_FEE = "Aucun frais n’est demandé pour cette lettre ni pour son envoi."
"""Printed on every letter (R1.6)."""


class ParagraphKind(Labelled):
    """How a paragraph is set."""

    TEXT = "TEXT", "Texte"
    BULLET = "BULLET", "Liste"
    TABLE = "TABLE", "Tableau"
    SUM = "SUM", "Somme"
    LAW = "LAW", "Texte de loi"


@dataclass(frozen=True)
class Paragraph:
    """Words to print: one cell for a text, a bullet or a law; two for a sum; a row's cells for a table."""

    kind: ParagraphKind
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sender:
    """The landlord as it writes: its name, address, colour and logo (PNG or JPEG)."""

    name: str
    address: tuple[str, ...]
    siren: str
    phone: str
    colour: str
    """``#16324f``."""
    logo: bytes | None
    footer: str


@dataclass(frozen=True)
class LetterSheet:
    """Everything that a letter prints; the same sheet gives the same bytes."""

    code: str
    number: str
    landlord: Sender
    to: tuple[str, ...]
    """The lines behind the window of the envelope."""
    made_on: date
    place_and_day: str
    reference: tuple[tuple[str, str], ...]
    """Labels and values beside the window."""
    subject: str
    greeting: str
    paragraphs: tuple[Paragraph, ...]
    closing: str
    signatory: tuple[str, ...]
    enclosures: tuple[str, ...] = ()
    mentions: tuple[str, ...] = (NO_FEE,)
    registered: bool = False
    """Leaves with a receipt: said above the address."""
    preview: bool = False
    language: str = "fr"


def as_json(sheet: LetterSheet) -> dict[str, Any]:
    """``sheet`` in the types that JSON knows, as it is kept."""
    sender = sheet.landlord
    logo = b64encode(sender.logo).decode("ascii") if sender.logo else None
    return {
        "code": sheet.code,
        "number": sheet.number,
        "landlord": {
            "name": sender.name,
            "address": list(sender.address),
            "siren": sender.siren,
            "phone": sender.phone,
            "colour": sender.colour,
            "logo": logo,
            "footer": sender.footer,
        },
        "to": list(sheet.to),
        "made_on": sheet.made_on.isoformat(),
        "place_and_day": sheet.place_and_day,
        "reference": [list(pair) for pair in sheet.reference],
        "subject": sheet.subject,
        "greeting": sheet.greeting,
        "paragraphs": [[one.kind.value, *one.cells] for one in sheet.paragraphs],
        "closing": sheet.closing,
        "signatory": list(sheet.signatory),
        "enclosures": list(sheet.enclosures),
        "mentions": list(sheet.mentions),
        "registered": sheet.registered,
        "preview": sheet.preview,
        "language": sheet.language,
    }


def from_json(kept: Mapping[str, Any]) -> LetterSheet:
    """The sheet that ``as_json`` wrote."""
    sender = kept["landlord"]
    return LetterSheet(
        code=kept["code"],
        number=kept["number"],
        landlord=Sender(
            name=sender["name"],
            address=tuple(sender["address"]),
            siren=sender["siren"],
            phone=sender["phone"],
            colour=sender["colour"],
            logo=b64decode(sender["logo"]) if sender["logo"] else None,
            footer=sender["footer"],
        ),
        to=tuple(kept["to"]),
        made_on=date.fromisoformat(kept["made_on"]),
        place_and_day=kept["place_and_day"],
        reference=tuple((label, value) for label, value in kept["reference"]),
        subject=kept["subject"],
        greeting=kept["greeting"],
        paragraphs=tuple(Paragraph(ParagraphKind(kind), tuple(cells)) for kind, *cells in kept["paragraphs"]),
        closing=kept["closing"],
        signatory=tuple(kept["signatory"]),
        enclosures=tuple(kept["enclosures"]),
        mentions=tuple(kept["mentions"]),
        registered=kept["registered"],
        preview=kept["preview"],
        language=kept["language"],
    )
