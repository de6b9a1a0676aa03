"""Columns of the tenants found."""

from backoffice.services.search.results import TenantRow
from backoffice.views.tables.rows import Column


def _name(row: TenantRow) -> str:
    return row.name if row.is_current else f"{row.name} (ancien locataire)"


def _tone(row: TenantRow) -> str:
    return "" if row.is_current else "soft"


FOUND: tuple[Column[TenantRow], ...] = (
    Column("Locataire", _name, weight=6, strong=True, tone=_tone),
    Column("Client", lambda row: row.client_ref),
    Column("Contrats", lambda row: ", ".join(row.leases)),
    Column("Logement", lambda row: row.premises),
    Column("Adresse", lambda row: row.address, weight=5),
    Column("Bailleur", lambda row: row.landlord_name, weight=3, tone=lambda _row: "soft"),
    Column("Trouvé par", lambda row: row.why, weight=4, tone=lambda _row: "soft"),
)
