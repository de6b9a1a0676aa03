"""A paper that a tenant brings or posts, added at the desk to the item that waits for it."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.documents.limits import Limits
from backoffice.documents.names import shown_name
from backoffice.documents.reader.answers import Examined
from backoffice.documents.reader.process import reader
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.services.papers.examining import note_examined


@dataclass(frozen=True)
class ReadyPaper:
    """A paper examined, its photo cleared of what is not its pixels."""

    name: str
    content: bytes = field(repr=False)
    examined: Examined


def ready_paper(content: bytes, name: str, limits: Limits) -> ReadyPaper:
    """Examine a file chosen at the desk, before anything is written; no session.

    Raises ``Refused`` with a code of ``documents/refusals.py``, ``Unavailable``.
    """
    examined = reader().examine(content, name, limits)
    return ReadyPaper(shown_name(name), reader().cleaned(content), examined)


def receive_paper(
    session: Session, item_id: int, kind: DocumentKind, channel: RequestChannel, paper: ReadyPaper
) -> int:
    """Keep the paper for this item, which is open again if it waited; returns its id. Raises ``Refused``."""
    received = func.receive_document(item_id, kind.value, channel.value, paper.name, paper.content)
    document_id: int = session.execute(select(received)).scalar_one()
    note_examined(session, document_id, paper.examined)
    return document_id
