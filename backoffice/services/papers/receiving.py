"""A paper that a tenant brings or posts, added at the desk to the item that waits for it."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.documents.limits import Limits
from backoffice.documents.names import shown_name
from backoffice.documents.reader.answers import Examined
from backoffice.documents.reader.process import reader
from backoffice.errors import NotFound
from backoffice.models.desk.work import WorkItem
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.services.notes import NotePlace, checked_note
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
    """Keep the paper for this item, which is open again if it waited; returns its id.

    Its name is a text like another (R5.20): raises ``Denied`` (``NOTE_BLOCKED``), ``NotFound``, ``Refused``.
    """
    landlord_id = session.scalars(select(WorkItem.landlord_id).where(WorkItem.id == item_id)).one_or_none()
    if landlord_id is None:
        raise NotFound("Ce dossier n’existe plus ou n’est pas de vos agences : relancez la file.")
    place = NotePlace(f"work_item:{item_id}", landlord_id)
    checked_note(session, paper.name, place, insist=True, name=True)
    received = func.receive_document(item_id, kind.value, channel.value, paper.name, paper.content)
    document_id: int = session.execute(select(received)).scalar_one()
    note_examined(session, document_id, paper.examined)
    return document_id
