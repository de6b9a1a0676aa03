"""By when a data subject must be answered (R5.21)."""

from datetime import date

from backoffice.errors import Refused
from backoffice.rules.dates import french_day
from backoffice.rules.retention.terms import ANSWER, EXTENSION, Rules

_SOON_DAYS = 7


def due_on(received_on: date, rules: Rules) -> date:
    """Last day to answer a request received on that day."""
    return rules[ANSWER].ends(received_on)


def extended_due(received_on: date, rules: Rules, told_on: date) -> date:
    """Last day to answer once the two more months were told.

    Raises ``Refused`` when they are told after the first month: they no longer count.
    """
    first = due_on(received_on, rules)
    if told_on > first:
        raise Refused(
            f"La prolongation devait être annoncée avant le {french_day(first)} : répondez sans attendre.",
            code="EXTENSION_TOO_LATE",
        )
    return rules[EXTENSION].ends(first)


def clock_words(due: date, today: date) -> tuple[str, str]:
    """What the list says of a request still open, and its tone: ``bad``, ``warn`` or ``ok``."""
    left = (due - today).days
    if left < 0:
        return f"En retard de {-left} jour{'s' if left < -1 else ''}", "bad"
    if left == 0:
        return "À répondre aujourd’hui", "warn"
    return f"{left} jour{'s' if left > 1 else ''}", "warn" if left <= _SOON_DAYS else "ok"
