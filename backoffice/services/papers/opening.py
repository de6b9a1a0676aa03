"""A paper opened: asked for in one transaction, which is the trace, read in a later one (R6.6)."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.documents.limits import Limits
from backoffice.documents.names import shown_name
from backoffice.errors import NotFound
from backoffice.models.validation.papers import Document, DocumentOpening
from backoffice.rules.dates import paris_day
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.validation.papers import (
    DocumentKind,
    DocumentMedia,
    DocumentState,
    DocumentUse,
)
from backoffice.services.clock import server_instant
from backoffice.services.landlords import landlord_parameters

_GONE = "Cette pièce n’existe plus ou n’est pas de vos agences : relancez la file."


@dataclass(frozen=True)
class PaperLine:
    """A paper of an item, without its bytes: what a list of pieces shows."""

    document_id: int
    kind: DocumentKind
    name: str
    size_bytes: int
    media: DocumentMedia | None
    pages: int | None
    state: DocumentState
    refusal: str | None


@dataclass(frozen=True)
class Paper:
    """A paper that was opened. ``name`` is fit to be shown, ``given_name`` is as it came."""

    document_id: int
    kind: DocumentKind
    name: str
    given_name: str
    content: bytes = field(repr=False)
    state: DocumentState
    limits: Limits


def papers_of(session: Session, item_id: int) -> tuple[PaperLine, ...]:
    """The papers of an item of work in the order in which they came; those erased are not told."""
    rows = session.scalars(
        select(Document)
        .where(Document.work_item_id == item_id, Document.state != DocumentState.ERASED)
        .order_by(Document.id)
    )
    return tuple(_line(row) for row in rows)


def ask_paper(session: Session, document_id: int, use: DocumentUse) -> int:
    """Write down who opens a paper and what for; what comes back opens it once this is committed.

    Raises ``Refused``: ``DOCUMENT_UNKNOWN``, ``DOCUMENT_ERASED``, ``OWN_HOUSEHOLD``, ``MAY_NOT_TAKE_OUT``.
    """
    opening: int = session.execute(select(func.ask_document(document_id, use.value))).scalar_one()
    return opening


def read_paper(session: Session, opening_id: int) -> Paper:
    """The paper of an opening made by who is signed in, ten minutes ago at most.

    Raises ``Refused`` (``NOT_ASKED``, ``DOCUMENT_UNKNOWN``, ``DOCUMENT_ERASED``), ``NotFound``.
    """
    content = session.execute(select(func.document_bytes(opening_id))).scalar_one()
    document = session.scalars(
        select(Document)
        .join(DocumentOpening, DocumentOpening.document_id == Document.id)
        .where(DocumentOpening.id == opening_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if document is None or content is None:
        raise NotFound(_GONE)
    kind = DocumentKind(document.kind)
    return Paper(
        document_id=document.id,
        kind=kind,
        name=shown_name(document.given_name),
        given_name=document.given_name,
        content=bytes(content),
        state=DocumentState(document.state),
        limits=paper_limits(session, document.landlord_id, kind),
    )


def paper_limits(session: Session, landlord_id: int, kind: DocumentKind) -> Limits:
    """What this landlord takes of such a paper today (R6.1, R6.2). Raises ``NotFound``."""
    today = paris_day(server_instant(session))
    return limits_of(landlord_parameters(session, landlord_id, today), kind)


def limits_of(profile: LandlordProfile, kind: DocumentKind) -> Limits:
    """The limits of a profile: an insurance certificate has a weight of its own."""
    is_certificate = kind is DocumentKind.INSURANCE_CERTIFICATE
    return Limits(
        max_bytes=profile.insurance_max_bytes if is_certificate else profile.attachment_max_bytes,
        max_pages=profile.attachment_max_pages,
        max_megapixels=profile.attachment_max_megapixels,
    )


def _line(row: Document) -> PaperLine:
    return PaperLine(
        document_id=row.id,
        kind=DocumentKind(row.kind),
        name=shown_name(row.given_name),
        size_bytes=row.size_bytes,
        media=DocumentMedia(row.media_type) if row.media_type else None,
        pages=row.pages,
        state=DocumentState(row.state),
        refusal=row.refusal,
    )
