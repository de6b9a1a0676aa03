"""Columns of a caretaker's list."""

from backoffice.services.caretaker.buildings import BuildingTenant
from backoffice.views.tables.rows import Column


def _repairs(row: BuildingTenant) -> str:
    return " ; ".join(f"{repair.summary} ({repair.state.lower()})" for repair in row.repairs)


def _premises(row: BuildingTenant) -> str:
    # The title of the column says it already, and the door must be seen.
    words = row.premises.removeprefix("logement ")
    return words[:1].upper() + words[1:]


MY_BUILDINGS: tuple[Column[BuildingTenant], ...] = (
    Column("Immeuble", lambda row: row.street),
    Column("Logement", _premises),
    Column("Locataire", lambda row: ", ".join(row.holders), weight=5, strong=True),
    Column("Téléphone", lambda row: ", ".join(row.phones)),
    Column("Réparations en cours", _repairs, weight=5, tone=lambda row: "warn" if row.repairs else ""),
)
