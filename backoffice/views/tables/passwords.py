"""Columns of « Mots de passe »: rules screen by screen, markings of profiles to be made again."""

from dataclasses import dataclass

from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.portal.passwords import Answer, PolicyReading, shown_bits
from backoffice.services.portal.passwords import LandlordPasswords
from backoffice.services.portal.recreation import RecreationRun
from backoffice.views.tables.rows import Column

_TONES = {Answer.YES: "ok", Answer.BORDERLINE: "warn", Answer.DEPENDS: "warn", Answer.NO: "bad"}


@dataclass(frozen=True)
class RuleRow:
    """One rule of one landlord."""

    landlord: LandlordPasswords
    policy: PolicyReading


def _soft(_row: object) -> str:
    return "soft"


RULES: tuple[Column[RuleRow], ...] = (
    Column("Bailleur", lambda row: row.landlord.name, weight=3, strong=True),
    Column("Écran", lambda row: row.policy.screen, weight=2),
    Column("Règle", lambda row: row.policy.words, weight=6),
    Column("Au plus court", lambda row: shown_bits(row.policy.bits), right=True),
    Column(
        "80 bits",
        lambda row: row.policy.alone.label,
        weight=2,
        tone=lambda row: _TONES.get(row.policy.alone, "soft"),
    ),
    Column(
        "50, si blocage",
        lambda row: row.policy.with_lock.label,
        weight=2,
        tone=lambda row: _TONES.get(row.policy.with_lock, "soft"),
    ),
    Column("Source", lambda row: row.policy.source, weight=4, tone=_soft),
)


def _state(row: RecreationRun) -> str:
    if row.undone_at is not None:
        return f"annulé le {french_instant(row.undone_at)}"
    return "fini" if row.is_finished else "interrompu"


MARKINGS: tuple[Column[RecreationRun], ...] = (
    Column("Bailleur", lambda row: row.landlord_name, weight=3, strong=True),
    Column("Comptes ouverts avant le", lambda row: french_day(row.opened_before)),
    Column("Marqués", lambda row: str(row.marked), right=True),
    Column("Encore à recréer", lambda row: str(row.waiting), right=True),
    Column("État", _state, weight=2, tone=lambda row: "warn" if not row.is_finished else "soft"),
    Column("Marqué", lambda row: f"{row.who}, {french_instant(row.marked_at)}", weight=3, tone=_soft),
)
