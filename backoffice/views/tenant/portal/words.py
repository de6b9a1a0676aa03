"""The words of acts on an access, and the key of each: the same everywhere."""

from datetime import datetime
from math import ceil

from backoffice.rules.dates import french_time
from backoffice.rules.portal.refusals import SENDING
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.orders import DoneAct

ACTS_KEY, UNDO_KEY = "Ctrl+U", "Ctrl+Maj+Z"
UNDO_SHORTCUT = "Ctrl+Shift+Z"
DIGITS = dict(zip(PortalAct, "1234567890", strict=True))
"""An act keeps its key in every state: hands learn it."""
_WAITS = frozenset({PortalAct.SEND_ACTIVATION, PortalAct.SEND_RESET, PortalAct.SEND_INVITATION})
"""What the portal is asked for; every other act takes effect at once and only its messages wait."""

_SENT = {
    PortalAct.SEND_ACTIVATION: "Le portail enverra lui-même le lien ou le code",
    PortalAct.SEND_RESET: "Le portail enverra lui-même le lien",
    PortalAct.SEND_INVITATION: "Le portail enverra lui-même le courrier",
}
UNSEEN = "Personne ici ne le voit ni ne le choisit."


def sending_words(act: PortalAct, masked: str | None) -> str:
    """Where the portal will write by itself; empty when ``act`` makes it send nothing (R4.5)."""
    if act not in _SENT or masked is None:
        return ""
    where = f"à {masked}" if act in SENDING else f"à l’{masked}"
    return f"{_SENT[act]} {where}. {UNSEEN}"


def undo_words(act: PortalAct, minutes: int) -> str:
    """How long nothing leaves, said before the act."""
    if not minutes:
        return "L’acte ne s’annule pas : les messages partent aussitôt."
    if act in _WAITS:
        return f"Rien ne part avant {minutes} min : jusque-là, {UNDO_KEY} annule tout."
    return f"Effet immédiat, messages dans {minutes} min : jusque-là, {UNDO_KEY} annule tout."


def minutes_to(instant: datetime, now: datetime) -> int:
    """Minutes from ``now`` to ``instant``, rounded up; 0 when it is past."""
    return max(0, ceil((instant - now).total_seconds() / 60))


def standing_words(done: DoneAct, now: datetime) -> str:
    """Where an act of before stands: ``annulable encore 8 min``, ``annulé à 14 h 05``…"""
    if done.undone_at is not None:
        return f"annulé à {french_time(done.undone_at)}"
    if done.leaves_at <= now:
        return "les messages sont partis"
    left = minutes_to(done.leaves_at, now)
    return f"annulable encore {left} min" if done.can_undo else f"messages dans {left} min, non annulable ici"
