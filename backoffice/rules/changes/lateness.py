"""How late something is, in words."""

from datetime import date


def late_words(due_on: date, today: date) -> str:
    """``en retard d’un jour``, ``aujourd’hui``, ``demain``, ``dans 12 jours``."""
    days = (due_on - today).days
    if days == 0:
        return "aujourd’hui"
    if days == 1:
        return "demain"
    if days > 1:
        return f"dans {days} jours"
    return "en retard d’un jour" if days == -1 else f"en retard de {-days} jours"
