"""Columns of « Mes rappels »."""

from dataclasses import dataclass

from backoffice.rules.dates import french_instant
from backoffice.services.contacts.promises import CallBackView
from backoffice.services.contacts.supervision import ToldView
from backoffice.views.tables.rows import Column

LISTENED = "masqué pendant l’appel"


@dataclass(frozen=True)
class Listed:
    """A call-back as the list shows it; ``hidden`` while somebody who may not hear of it is on the line."""

    row: CallBackView
    hidden: bool = False

    @property
    def who(self) -> str:
        """The name, or the number of the client alone."""
        if not self.hidden:
            return self.row.name
        return f"client {self.row.client_ref}" if self.row.client_ref else LISTENED


def _due(one: Listed) -> str:
    told = french_instant(one.row.due_at)
    return f"{told}, en retard" if one.row.is_late else told


def _late(one: Listed) -> str:
    return "bad" if one.row.is_late else ""


def _owner(one: Listed) -> str:
    return "Moi" if one.row.is_mine else one.row.owner


def _number(one: Listed) -> str:
    return LISTENED if one.hidden else one.row.number or "aucun utilisable"


def _soft(_row: Listed | ToldView) -> str:
    return "soft"


CALL_BACKS: tuple[Column[Listed], ...] = (
    Column("Pour le", _due, tone=_late, strong=True),
    Column("Qui", lambda one: LISTENED if one.hidden else one.row.name, weight=4, strong=True),
    Column("Client", lambda one: one.row.client_ref, tone=_soft),
    Column("Numéro au dossier", _number),
    Column("Motif", lambda one: LISTENED if one.hidden else one.row.reason.label, weight=3),
    Column("À rappeler par", _owner, weight=2),
    Column("Promis par", lambda one: one.row.promised_by, weight=2, tone=_soft),
)

TOLD: tuple[Column[ToldView], ...] = (
    Column("Depuis", lambda row: french_instant(row.told_at)),
    Column("Alerte", lambda row: row.kind.label, weight=3, strong=True, tone=lambda _row: "warn"),
    Column("Ce qui s’est passé", lambda row: row.sentence, weight=7),
    Column("Qui", lambda row: row.name, weight=3),
    Column("Client", lambda row: row.client_ref, tone=_soft),
)
