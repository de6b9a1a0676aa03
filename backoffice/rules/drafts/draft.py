"""A draft: what an agent was typing and had not yet sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.rules.dates import french_instant

KEPT_FOR = timedelta(days=7)
LONGEST_TEXT = 20_000
"""Characters; the fields of the desk take far fewer."""
MOST_DRAFTS = 50


@dataclass(frozen=True)
class Draft:
    """A text, where it was being typed, and when, by the clock of the desk: the server may be away."""

    place: str
    """The field, for the program: ``call-summary:41``."""
    what: str
    """The field, for the agent, as it follows « Vous écriviez »."""
    text: str
    customer_id: int | None
    typed_at: datetime


@dataclass(frozen=True)
class KeptDrafts:
    """What an earlier run has left, the latest first, and a sentence about what could not be read."""

    drafts: tuple[Draft, ...] = ()
    notice: str | None = None


def call_summary_place(call_id: int) -> str:
    """The place of the summary of a call."""
    return f"call-summary:{call_id}"


def shortened(text: str) -> str:
    """What is kept of a text."""
    return text[:LONGEST_TEXT]


def still_kept(typed_at: datetime, now: datetime) -> bool:
    """Whether a draft is recent enough; a clock that was put back makes none old."""
    return now - typed_at < KEPT_FOR


def latest_first(drafts: Iterable[Draft], now: datetime) -> tuple[Draft, ...]:
    """The drafts that are still kept, the latest first, no more than the most."""
    kept = sorted((one for one in drafts if still_kept(one.typed_at, now)), key=lambda one: one.typed_at)
    return tuple(reversed(kept))[:MOST_DRAFTS]


def sentence(draft: Draft) -> str:
    """« Vous écriviez le résumé de l’appel de Mme X le 21/11/2026 à 14 h 32. »."""
    return f"Vous écriviez {draft.what} le {french_instant(draft.typed_at)}."


def short_sentence(draft: Draft) -> str:
    """The same where one sees what was being written: « Vous écriviez ceci le 21/11/2026 à 14 h 32 : »."""
    return f"Vous écriviez ceci le {french_instant(draft.typed_at)} :"
