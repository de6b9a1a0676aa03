"""Columns of the queue of assistance forms: what was typed, nothing of the file."""

from datetime import datetime

from backoffice.services.assistance.results import WaitingForm
from backoffice.views.tables.rows import Column

AgedForm = tuple[WaitingForm, datetime]
"""A form and the server's clock when the list was read."""
_HOUR, _DAY = 3600, 86_400


def age(since: datetime, now: datetime) -> str:
    """How long somebody waits: ``25 min``, ``3 h``, ``2 j``."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _HOUR:
        return f"{seconds // 60} min"
    return f"{seconds // _HOUR} h" if seconds < _DAY else f"{seconds // _DAY} j"


def _age(row: AgedForm) -> str:
    waited = age(row[0].received_at, row[1])
    return f"{waited}, en retard" if row[0].late else waited


def _holder(row: AgedForm) -> str:
    form = row[0]
    if form.mine or form.holder:
        return "vous" if form.mine else form.holder
    return "conseiller" if form.in_doubt else "libre"


def _holder_tone(row: AgedForm) -> str:
    if row[0].mine:
        return "accent"
    return "warn" if row[0].in_doubt and not row[0].holder else "soft"


FORMS: tuple[Column[AgedForm], ...] = (
    Column("Attend depuis", _age, tone=lambda row: "bad" if row[0].late else ""),
    Column("Nom donné", lambda row: row[0].given_name, weight=5, strong=True),
    Column("Numéro donné", lambda row: row[0].given_number, weight=3),
    Column("Pris par", _holder, weight=3, tone=_holder_tone),
)
