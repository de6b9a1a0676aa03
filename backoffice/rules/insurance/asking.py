"""Asking a tenant for his insurance certificate: when, and how it is told (R2.1, R2.3, R2.12)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from backoffice.errors import Refused
from backoffice.rules.dates import french_day, french_instant, paris_day
from backoffice.rules.insurance.calendar import InsuranceCalendar
from backoffice.rules.vocabulary.service import InsuranceState

TEMPLATE = "INSURANCE_REQUESTED"
_ASKED = frozenset(
    {
        InsuranceState.EXPIRING,
        InsuranceState.REQUESTED,
        InsuranceState.REJECTED,
        InsuranceState.UNINSURED,
        InsuranceState.ON_BEHALF_ACTIVE,
    }
)
_IN_DEFAULT = (
    InsuranceState.FORMAL_NOTICE,
    InsuranceState.ON_BEHALF_ALLOWED,
    InsuranceState.TERMINATION_ROUTE,
)


def may_ask(state: InsuranceState) -> bool:
    """Whether a certificate is to be asked for: ending soon, refused, missing, or paid by us (R2.12)."""
    return state in _ASKED


def refuse_asking(states: Sequence[InsuranceState]) -> None:
    """Raise ``Refused`` (``NOTHING_TO_ASK``) when no contract of the tenant wants a certificate."""
    if any(may_ask(state) for state in states):
        return
    if InsuranceState.SUBMITTED in states:
        raise Refused(
            "Son attestation est arrivée et attend d’être validée : il n’y a rien à lui demander.",
            code="NOTHING_TO_ASK",
        )
    if any(state in _IN_DEFAULT for state in states):
        # A new delay would put off that of the formal notice.
        raise Refused(
            "Une mise en demeure court, ou le dossier est au contentieux : ne redonnez pas de délai, "
            "dites-lui de déposer son attestation sans attendre.",
            code="NOTHING_TO_ASK",
        )
    raise Refused("Aucun de ses contrats n’attend d’attestation.", code="NOTHING_TO_ASK")


def requested(
    state: InsuranceState,
    asked_at: datetime | None,
    answered_at: datetime | None,
    today: date,
    calendar: InsuranceCalendar,
) -> str | None:
    """``Demandée le 12/11/2026, attendue le 26/11/2026.`` while an answer is waited for (R2.12, R2.19).

    ``answered_at`` is when the last certificate came: it answers what was asked before. ``None`` when
    nothing is asked, or when the time to answer is over.
    """
    if asked_at is None or not may_ask(state) or (answered_at is not None and answered_at >= asked_at):
        return None
    first = paris_day(asked_at)
    due = calendar.answer_day(first)
    words = f"Demandée le {french_day(first)}, attendue le {french_day(due)}."
    return words if first <= today <= due else None


def asked_lately(asked_at: datetime | None, now: datetime, answer_days: int) -> str | None:
    """A sentence when the certificate was asked for and the time to answer is not over; else ``None``."""
    if asked_at is None or now - asked_at >= timedelta(days=answer_days):
        return None
    return f"Déjà demandée le {french_instant(asked_at)} : son délai de {answer_days} jours court encore."
