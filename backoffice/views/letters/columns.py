"""Columns of « Textes et motifs »."""

from backoffice.rules.dates import french_day, french_instant, paris_day
from backoffice.services.letters.reasons import ReasonShown
from backoffice.services.letters.texts import TextShown, TextVersion
from backoffice.views.tables.rows import Column

OURS = "programme"


def _since(row: TextShown | ReasonShown) -> str:
    return OURS if row.since is None else french_day(paris_day(row.since))


def written(row: TextShown | ReasonShown) -> str:
    """``Écrit le 03/12/2026 à 14 h 02 par Anne Martin.``, or that it is the program's."""
    if row.since is None:
        return "Texte du programme."
    return f"Écrit le {french_instant(row.since)} par {row.who or 'un auteur inconnu'}."


def _soft(_row: object) -> str:
    return "soft"


TEXTS: tuple[Column[TextShown], ...] = (
    Column("Texte", lambda row: row.code.label, weight=5, strong=True),
    Column("Par", lambda row: row.channel.label),
    Column("En vigueur", _since, tone=_soft),
)
REASONS: tuple[Column[ReasonShown], ...] = (
    Column("N°", lambda row: str(row.reason.rank), right=True),
    Column("Motif", lambda row: row.reason.label, weight=5, strong=True),
    Column(
        "État",
        lambda row: "proposé" if row.reason.active else "retiré",
        tone=lambda row: "ok" if row.reason.active else "warn",
    ),
    Column("En vigueur", _since, tone=_soft),
)
VERSIONS: tuple[Column[TextVersion], ...] = (
    Column("Du", lambda row: french_instant(row.since), strong=True),
    Column("Au", lambda row: french_instant(row.until) if row.until else "aujourd’hui"),
    Column("Par", lambda row: row.who or "auteur inconnu", weight=2, tone=_soft),
)
