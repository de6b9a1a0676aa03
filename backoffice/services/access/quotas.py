"""Quotas on openings, searches and exports: what is left, and going past it with a reason."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Denied
from backoffice.rules.vocabulary.access import AccessKind, GlassReason
from backoffice.services.notes import NotePlace, checked_note

NEAR_END = 5
"""From so many left on, the person at the desk is told."""

_SPENT = {
    AccessKind.OPENING: "Vous avez ouvert beaucoup de dossiers : votre quota est atteint. "
    "Donnez une raison pour continuer, votre responsable en sera informé.",
    AccessKind.SEARCH: "Vous avez fait beaucoup de recherches : votre quota est atteint. "
    "Donnez une raison pour continuer, votre responsable en sera informé.",
    AccessKind.EXPORT: "Vous avez fait tous les exports que votre quota permet. "
    "Donnez une raison pour continuer, votre responsable en sera informé.",
}
_LEFT = {
    AccessKind.OPENING: ("dossier", "à ouvrir"),
    AccessKind.SEARCH: ("recherche", "à faire"),
    AccessKind.EXPORT: ("export", "à faire"),
}


@dataclass(frozen=True)
class Allowance:
    """What the person signed in may still take of one kind."""

    kind: AccessKind
    remaining: int
    extra: int
    """How many more a reason gives, for an hour."""
    times: int
    """How many reasons may still be given today."""


def allowances(session: Session) -> tuple[Allowance, ...]:
    """What is left now, for each kind; empty for a login that is nobody's."""
    rows = session.execute(select(func.my_allowances().table_valued("kind", "remaining", "extra", "times")))
    return tuple(Allowance(AccessKind(row.kind), row.remaining, row.extra, row.times) for row in rows)


def break_glass(
    session: Session, kind: AccessKind, reason: GlassReason, words: str, customer_id: int | None = None
) -> int:
    """Go past the quota of ``kind`` for an hour; answers how many more, 0 when some were left.

    A line goes to the trace and to the managers in the same transaction. The same request again, after a
    lost connection, adds nothing while some are left. Raises ``Refused``: ``GLASS_SPENT``, ``WORDS_MISSING``,
    ``Denied`` (``NOTE_BLOCKED``) for words that no file may hold (R5.17).
    """
    mine = session.scalars(select(func.my_landlords())).one()
    words = checked_note(session, words, NotePlace("access_glass", mine[0]), insist=True)
    given: int = session.execute(
        select(func.break_glass(kind.value, reason.value, words, customer_id))
    ).scalar_one()
    return given


def refuse_spent(session: Session, kind: AccessKind) -> None:
    """Raise the refusal that one more would meet; nothing is counted nor written. Raises ``Denied``."""
    if any(one.kind is kind and one.remaining <= 0 for one in allowances(session)):
        raise quota_spent(kind)


def quota_spent(kind: AccessKind) -> Denied:
    """The refusal of one more."""
    return Denied(_SPENT[kind], f"QUOTA_{kind.value}")


def kind_of_refusal(code: str | None) -> AccessKind | None:
    """Which quota a refusal is about, ``None`` when it is about something else."""
    return next((kind for kind in AccessKind if code == f"QUOTA_{kind.value}"), None)


def nearly_spent(kind: AccessKind, remaining: int | None) -> str | None:
    """A soft warning when few are left; ``None`` while there are enough, or nothing was counted."""
    if remaining is None or remaining > NEAR_END:
        return None
    noun, what = _LEFT[kind]
    if not remaining:
        return (
            f"C’était votre dernier {noun} de l’heure."
            if kind is not AccessKind.SEARCH
            else ("C’était votre dernière recherche de l’heure.")
        )
    return f"Encore {remaining} {noun}{'s' if remaining > 1 else ''} {what} avant votre quota."
