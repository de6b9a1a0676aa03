"""How an alert and a hint are told: until when, as one says it."""

from datetime import datetime, timedelta

from backoffice.rules.dates import french_day, french_time, paris_day


def until_words(until: datetime, now: datetime) -> str:
    """``jusqu’à 18 h 00``, ``jusqu’à demain 8 h 00``, ``jusqu’au 03/12/2026 à 18 h 00``."""
    day, today = paris_day(until), paris_day(now)
    if day == today:
        return f"jusqu’à {french_time(until)}"
    if day == today + timedelta(days=1):
        return f"jusqu’à demain {french_time(until)}"
    return f"jusqu’au {french_day(day)} à {french_time(until)}"


def hint_words(sentence: str, until: datetime, now: datetime) -> str:
    """``Ascenseur en panne jusqu’à 18 h 00``."""
    return f"{sentence} {until_words(until, now)}"
