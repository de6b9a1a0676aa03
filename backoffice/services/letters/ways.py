"""How a decision reaches the tenant, as the screens say it: by a message, or by a letter that people post."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.service import MessageChannel

_LETTER = "Ni courriel ni mobile au dossier : une lettre est à poster (écran « Suites »)."
_NOBODY = "Aucun message ne part : la personne principale du dossier est décédée."


def way_note(session: Session, customer_id: int) -> str:
    """A sentence when a decision is not told by itself; empty when an e-mail or an SMS leaves."""
    way = session.execute(select(func.tenant_way(customer_id))).scalar_one()
    if way is None:
        return _NOBODY
    return _LETTER if way == MessageChannel.LETTER else ""


def message_shown(session: Session, customer_id: int, body: str) -> str:
    """What the tenant would read, under what people must do for it."""
    note = way_note(session, customer_id)
    return f"{note}\n\n{body}" if note else body


def with_way(session: Session, customer_id: int, sentence: str) -> str:
    """What was done, and the letter that is left to post."""
    return f"{sentence} {way_note(session, customer_id)}".strip()
