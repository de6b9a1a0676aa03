"""Columns of the tenants found, the best answers first, and where each quality of answer begins."""

from collections.abc import Sequence

from backoffice.services.search.results import Quality, TenantRow
from backoffice.views.tables.rows import Column

_QUALITIES = {
    Quality.EXACT: "",
    Quality.PREFIX: "commence ainsi : ",
    Quality.SOUND: "sonne comme : ",
    Quality.MISSPELT: "orthographe proche : ",
}
_TONES = {Quality.SOUND: "accent", Quality.MISSPELT: "warn"}
_COUNTED = {
    Quality.EXACT: ("exact", "exacts"),
    Quality.PREFIX: ("commence ainsi", "commencent ainsi"),
    Quality.SOUND: ("sonne comme", "sonnent comme"),
    Quality.MISSPELT: ("d’orthographe proche", "d’orthographe proche"),
}


def found_by(row: TenantRow) -> str:
    """How well and by what a row answers, the first word telling how well: ``sonne comme : nom LEFÈVRE``."""
    quality = _QUALITIES[row.quality]
    # A name found by its sound or its letters alone says so by itself: once is enough.
    return row.why if quality and row.why.startswith(quality.rstrip(" :")) else f"{quality}{row.why}"


def begins_group(before: TenantRow | None, row: TenantRow) -> bool:
    """Whether a row is the first of its quality, or of those who have left, and not the first of all."""
    return before is not None and (before.quality, before.is_former) != (row.quality, row.is_former)


def counted(rows: Sequence[TenantRow]) -> str:
    """How many of each quality, when there are several: ``3 exacts, 2 sonnent comme``; empty otherwise."""
    counts = {quality: sum(row.quality is quality for row in rows) for quality in Quality}
    told = [f"{count} {_COUNTED[kind][count > 1]}" for kind, count in counts.items() if count]
    return ", ".join(told) if len(told) > 1 else ""


def _name(row: TenantRow) -> str:
    if row.is_former:
        return f"{row.name} (ancien occupant)"
    return row.name if row.is_current else f"{row.name} (ancien locataire)"


def _tone(row: TenantRow) -> str:
    return "" if row.is_current and not row.is_former else "soft"


def _former(row: TenantRow) -> str:
    return "soft" if row.is_former else ""


def _soft(_row: TenantRow) -> str:
    return "soft"


def _why_tone(row: TenantRow) -> str:
    return "soft" if row.is_former else _TONES.get(row.quality, "soft")


FOUND: tuple[Column[TenantRow], ...] = (
    Column("Locataire", _name, weight=6, strong=True, tone=_tone),
    Column("Client", lambda row: row.client_ref, tone=_former),
    Column("Contrats", lambda row: ", ".join(row.leases), tone=_former),
    Column("Logement", lambda row: row.premises, tone=_former),
    Column("Adresse", lambda row: row.address, weight=4, tone=_former),
    Column("Bailleur", lambda row: row.landlord_name, weight=2, tone=_soft),
    Column("Trouvé par", found_by, weight=6, tone=_why_tone),
)
