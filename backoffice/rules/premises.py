"""Dwellings and annexes in words, told apart everywhere (R2.4)."""

import re
from decimal import Decimal

from backoffice.rules.vocabulary.stock import PremisesKind


def premises_words(kind: PremisesKind, rooms: int | None, area: Decimal | None, door: str | None) -> str:
    """``logement T3, 65 m²`` or ``stationnement n° 12``; ``area`` in m²."""
    if kind is PremisesKind.DWELLING:
        words = f"logement T{rooms}"
        return f"{words}, {show_area(area)}" if area is not None else words
    return f"{kind.label.lower()} n° {door}" if door else kind.label.lower()


def contract_words(kind: PremisesKind, number: str) -> str:
    """``Logement 994/0`` or ``Stationnement 994/1``: a contract in a list or a total."""
    return f"{kind.label}\N{NO-BREAK SPACE}{number}"


def show_area(area: Decimal) -> str:
    """``65 m²`` or ``65,50 m²``."""
    shown = f"{area:f}".rstrip("0").rstrip(".") if "." in f"{area:f}" else f"{area:f}"
    return f"{shown.replace('.', ',')}\N{NO-BREAK SPACE}m²"


def floor_words(floor: int | None) -> str:
    """``RDC``, ``1er``, ``3e``, or nothing when unknown."""
    if floor is None:
        return ""
    if floor == 0:
        return "RDC"
    return "1er" if floor == 1 else f"{floor}e"


def full_address(
    street: str, postal_code: str, town: str, staircase: str | None, floor: int | None, door: str | None
) -> str:
    """``12 rue des Lices, 13007 Marseille, esc. B, 3e, porte 12``."""
    parts = [street, f"{postal_code} {town}"]
    if staircase:
        parts.append(f"esc. {staircase}")
    if floor is not None:
        parts.append(floor_words(floor))
    if door:
        parts.append(f"porte {door}")
    return ", ".join(parts)


def town_of(address: str) -> str:
    """``13007 Marseille``: what is left of an address not to be read aloud; empty without a town."""
    found = re.search(r"(?:^|, )(\d{5} [^,]+)", address)
    return found.group(1) if found else ""
