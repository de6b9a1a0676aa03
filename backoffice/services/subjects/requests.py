"""Requests of data subjects: registered with their clock, extended once, closed (R5.21)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.desk.retention import SubjectRequest
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer
from backoffice.rules.retention.clock import clock_words, due_on, extended_due
from backoffice.rules.retention.words import SubjectIdentity, SubjectRequestKind, SubjectRequestState
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.services.clock import server_day
from backoffice.services.mine import my_customer
from backoffice.services.retention.rules import rules_in_force

RESERVED = "Dossier réservé : répond un responsable"


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks, as it is written down."""

    customer_id: int
    kind: SubjectRequestKind
    channel: RequestChannel
    identity: SubjectIdentity
    received_on: date | None = None
    """Today if ``None``."""


@dataclass(frozen=True)
class RequestView:
    """One request with its clock; ``tone`` is that of the clock."""

    id: int
    landlord_name: str
    customer_id: int
    client_ref: str
    kind: str
    channel: str
    identity: str
    received_on: date
    due_on: date
    extended: bool
    state: SubjectRequestState
    closed_on: date | None
    clock: str
    tone: str


def register(session: Session, new: NewRequest) -> RequestView:
    """Write a request down; the clock starts on the day it was received, which may not be to come.

    Raises ``NotFound`` (a reserved file is registered by a manager), ``Refused``.
    """
    today = server_day(session)
    received = new.received_on or today
    if received > today:
        raise Refused(
            "Une demande ne peut pas avoir été reçue demain : corrigez la date.", code="RECEIVED_LATER"
        )
    customer = my_customer(session, new.customer_id)
    # Only these columns: who, when and the state are the database's.
    asked = insert(SubjectRequest).values(
        landlord_id=customer.landlord_id,
        customer_id=customer.id,
        person_id=customer.main_person_id,
        kind=new.kind,
        channel=new.channel,
        identity=new.identity,
        received_on=received,
        due_on=due_on(received, rules_in_force(session, received)),
    )
    request_id = session.scalars(asked.returning(SubjectRequest.id)).one()
    return request_view(session, request_id)


def extend(session: Session, request_id: int) -> RequestView:
    """Give two more months to a complex request, told to the person today (R5.21).

    Raises ``NotFound``, ``Refused`` (``EXTENSION_TOO_LATE``, ``CLOSED``, ``EXTENDED``).
    """
    row = _open(session, request_id)
    if row.extended_on is not None:
        raise Refused("Cette demande est déjà prolongée : répondez avant sa date.", code="EXTENDED")
    today = server_day(session)
    row.due_on = extended_due(row.received_on, rules_in_force(session, row.received_on), today)
    row.extended_on = today
    session.flush()
    return request_view(session, request_id)


def close(session: Session, request_id: int, state: SubjectRequestState) -> RequestView:
    """Close a request as answered, refused or withdrawn, today. Raises ``NotFound``, ``Refused``."""
    if state is SubjectRequestState.RECEIVED:
        raise Refused(
            "Dites comment la demande se clôt : répondue, refusée ou retirée.", code="STATE_MISSING"
        )
    row = _open(session, request_id)
    login = session.execute(select(func.session_user())).scalar_one()
    row.state, row.closed_on, row.closed_by = state, server_day(session), login
    session.flush()
    return request_view(session, request_id)


def requests(
    session: Session, landlord_code: str | None = None, *, closed: bool = False
) -> tuple[RequestView, ...]:
    """The requests of my landlords still open, the most urgent first; ``closed`` adds the others."""
    query = _query(landlord_code)
    if not closed:
        query = query.where(SubjectRequest.state == SubjectRequestState.RECEIVED)
    query = query.order_by(
        SubjectRequest.state != SubjectRequestState.RECEIVED, SubjectRequest.due_on, SubjectRequest.id
    )
    today = server_day(session)
    return tuple(_view(row[0], row[1], row[2], today) for row in session.execute(query))


def request_view(session: Session, request_id: int) -> RequestView:
    """One request. Raises ``NotFound``."""
    row = session.execute(_query(None).where(SubjectRequest.id == request_id)).one_or_none()
    if row is None:
        raise _unknown(request_id)
    return _view(row[0], row[1], row[2], server_day(session))


def _query(landlord_code: str | None) -> Select[SubjectRequest, str, str]:
    return (
        select(SubjectRequest, Landlord.name, Customer.client_ref)
        .join(Landlord, Landlord.id == SubjectRequest.landlord_id)
        .outerjoin(Customer, Customer.id == SubjectRequest.customer_id)
        .where(of_my_landlords(SubjectRequest.landlord_id, landlord_code))
    )


def _open(session: Session, request_id: int) -> SubjectRequest:
    row = session.scalars(
        select(SubjectRequest)
        .where(SubjectRequest.id == request_id, of_my_landlords(SubjectRequest.landlord_id))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise _unknown(request_id)
    if row.state != SubjectRequestState.RECEIVED:
        raise Refused("Cette demande est déjà close : enregistrez-en une nouvelle.", code="CLOSED")
    return row


def _unknown(request_id: int) -> NotFound:
    return NotFound(
        f"Aucune demande n° {request_id} chez vos bailleurs : voyez « backoffice subject requests »."
    )


def _view(row: SubjectRequest, landlord_name: str, client_ref: str | None, today: date) -> RequestView:
    state = SubjectRequestState(row.state)
    words, tone = clock_words(row.due_on, today) if row.closed_on is None else (state.label, "soft")
    return RequestView(
        id=row.id,
        landlord_name=landlord_name,
        customer_id=row.customer_id,
        client_ref=client_ref or RESERVED,
        kind=SubjectRequestKind(row.kind).label,
        channel=RequestChannel(row.channel).label,
        identity=SubjectIdentity(row.identity).label,
        received_on=row.received_on,
        due_on=row.due_on,
        extended=row.extended_on is not None,
        state=state,
        closed_on=row.closed_on,
        clock=words,
        tone=tone,
    )
