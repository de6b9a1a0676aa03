"""The queue of assistance forms, and one form compared with the file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.desk.assistance import AssistanceForm
from backoffice.models.desk.work import WorkItem
from backoffice.models.landlord import Agency, Landlord, Staff
from backoffice.models.lease import Customer
from backoffice.models.person import Contact, Person
from backoffice.models.portal import PortalAccount, RegistrationBlock
from backoffice.rules.dates import french_instant, paris_day
from backoffice.rules.portal.forms import (
    FiledPerson,
    FormAnswers,
    FormFile,
    FormLine,
    agrees,
    compare,
)
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome
from backoffice.rules.vocabulary.people import ContactChannel, StaffRole
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.services.assistance.missing import Proof, counter_missing, release_missing
from backoffice.services.assistance.results import FormCase, FormQueue, OpenCall, WaitingForm
from backoffice.services.clock import server_instant
from backoffice.services.staff import current_staff
from backoffice.services.trace import record
from backoffice.services.work.claims import claim_item, claim_next
from backoffice.services.work.waiting import WaitingItem, waiting_items

_NOTICES = text("SELECT channel, body FROM form_notices(:item) ORDER BY channel, address")


def waiting_forms(session: Session) -> FormQueue:
    """The forms that wait in my agencies, by due date; nothing is claimed.

    They are named by what was typed, by nothing of the file. Raises ``Refused`` without the right.
    """
    waiting = waiting_items(session, WorkKind.ASSISTANCE)
    forms = _last_forms(session, [one.item_id for one in waiting.items])
    shown = tuple(_waiting(item, forms[item.item_id]) for item in waiting.items if item.item_id in forms)
    return FormQueue(shown, waiting.open_items, server_instant(session))


def take_form(session: Session, item_id: int) -> FormCase:
    """Claim a form and compare it with the file; traced.

    Raises ``Conflict`` when a colleague holds or has decided it, ``Refused`` when it is not of my agencies.
    """
    claim_item(session, item_id)
    return form_case(session, item_id)


def take_next(session: Session) -> FormCase | None:
    """Claim the next free form of my agencies, the most pressing; ``None`` when there is none."""
    claim = claim_next(session, WorkKind.ASSISTANCE)
    return None if claim is None else form_case(session, claim.item_id)


def form_case(session: Session, item_id: int) -> FormCase:
    """One form compared with the file, claimed by nobody for that; traced.

    Whatever the form says, no value of the file is in the answer (R4.31). Raises ``NotFound``.
    """
    case = form_again(session, item_id)
    record(
        session,
        act="FORM_COMPARED",
        subject=f"work_item:{item_id}",
        landlord_id=_item(session, item_id).landlord_id,
        customer_id=case.customer_id,
    )
    return case


def form_again(session: Session, item_id: int) -> FormCase:
    """The same for a form that is on the screen already: its trace was written when it came. ``NotFound``."""
    row = _item(session, item_id)
    forms = session.scalars(
        select(AssistanceForm)
        .where(AssistanceForm.work_item_id == item_id)
        .order_by(AssistanceForm.received_at.desc(), AssistanceForm.id.desc())
    ).all()
    if not forms:
        raise _unknown()
    now = server_instant(session)
    lines = compare(_answers(forms[0]), _file(session, row.customer_id, now))
    return _case(session, row, forms, lines, now)


def _case(
    session: Session,
    row: Any,
    forms: Sequence[AssistanceForm],
    lines: tuple[FormLine, ...],
    now: datetime,
) -> FormCase:
    call = _open_call(session, row.customer_id)
    block = session.scalars(
        select(RegistrationBlock).where(
            RegistrationBlock.customer_id == row.customer_id, RegistrationBlock.released_at.is_(None)
        )
    ).one_or_none()
    doubt = next((one for one in forms if one.doubt_at), None)
    role = current_staff(session).role
    proof = Proof(
        agrees(lines),
        doubt is not None and role not in (StaffRole.ADVISER, StaffRole.MANAGER),
        block is not None,
        call.proved if call else None,
    )
    mail, told = _mails(session, row.id)
    return FormCase(
        item_id=row.id, customer_id=row.customer_id, version=row.version, status=WorkStatus(row.status),
        agency=row.agency, landlord_name=row.landlord_name, received_at=forms[0].received_at,
        due_at=row.due_at, late=row.due_at < now, holder=row.holder or "", mine=bool(row.mine),
        lines=lines, sendings=len(forms), agrees=proof.agrees, doubt=_doubt(session, doubt),
        access=_access(session, row.customer_id, block), blocked=proof.blocked, call=call,
        refusal_mail=mail, told=told, release_missing=release_missing(proof),
        counter_missing=counter_missing(proof), made_at=now,
    )  # fmt: skip


def _mails(session: Session, item_id: int) -> tuple[str, str]:
    """What leaves when the form is refused, and by which ways; never where."""
    mails = session.execute(_NOTICES, {"item": item_id}).all()
    bodies = {mail.channel: mail.body for mail in mails}
    return bodies.get("EMAIL", bodies.get("SMS", "")), _told([mail.channel for mail in mails])


def _unknown() -> NotFound:
    return NotFound("Ce formulaire n’existe pas ou n’est pas de vos agences : relancez la file.")


def _item(session: Session, item_id: int) -> Any:
    held = and_(Staff.id == WorkItem.claimed_by, WorkItem.claimed_until > func.now())
    row = session.execute(
        select(
            WorkItem.id, WorkItem.landlord_id, WorkItem.customer_id, WorkItem.version, WorkItem.status,
            WorkItem.due_at, Agency.name.label("agency"), Landlord.name.label("landlord_name"),
            Staff.full_name.label("holder"), (Staff.login == func.session_user()).label("mine"),
        )
        .join_from(WorkItem, Agency, Agency.id == WorkItem.agency_id)
        .join(Landlord, Landlord.id == WorkItem.landlord_id)
        .outerjoin(Staff, held)
        .where(WorkItem.id == item_id, WorkItem.kind == WorkKind.ASSISTANCE.value)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise _unknown()
    return row


def _last_forms(session: Session, items: list[int]) -> dict[int, AssistanceForm]:
    query = select(AssistanceForm).where(AssistanceForm.work_item_id.in_(items))
    rows = session.scalars(query.order_by(AssistanceForm.received_at, AssistanceForm.id))
    return {row.work_item_id: row for row in rows}


def _waiting(item: WaitingItem, form: AssistanceForm) -> WaitingForm:
    given = " ".join(filter(None, (form.given_last_name, form.given_first_names)))
    return WaitingForm(
        item_id=item.item_id,
        customer_id=item.customer_id,
        given_name=given or "nom non donné",
        given_number=form.given_number or "",
        agency=item.agency,
        landlord_name=item.landlord_name,
        received_at=form.received_at,
        due_at=item.due_at,
        late=item.late,
        holder=item.holder,
        mine=item.mine,
        in_doubt=form.doubt_at is not None,
    )


def _answers(form: AssistanceForm) -> FormAnswers:
    return FormAnswers(
        form.given_number,
        form.given_last_name,
        form.given_first_names,
        form.given_birth_date,
        form.given_email,
        form.given_phone,
    )


def _file(session: Session, customer_id: int, now: datetime) -> FormFile:
    customer = session.get_one(Customer, customer_id)
    person = session.get_one(Person, customer.main_person_id)
    today = paris_day(now)
    contacts = session.execute(
        select(Contact.channel, Contact.value_key).where(
            Contact.person_id == person.id,
            Contact.valid_from <= today,
            or_(Contact.valid_to.is_(None), Contact.valid_to > today),
        )
    ).all()
    mail = ContactChannel.EMAIL.value
    return FormFile(
        number=customer.client_ref,
        person=FiledPerson(person.birth_name, person.usage_name, person.first_names),
        birth_date=person.birth_date,
        emails=tuple(key for channel, key in contacts if channel == mail),
        phones=tuple(key for channel, key in contacts if channel != mail),
    )


def _open_call(session: Session, customer_id: int) -> OpenCall | None:
    """My call with this customer; the database judges it again when the decision is taken."""
    call = session.execute(
        select(PhoneCall.id, PhoneCall.level)
        .join(Staff, Staff.id == PhoneCall.staff_id)
        .where(
            PhoneCall.customer_id == customer_id,
            PhoneCall.ended_at.is_(None),
            Staff.login == func.session_user(),
        )
        .order_by(PhoneCall.started_at.desc())
        .limit(1)
    ).one_or_none()
    if call is None:
        return None
    proofs = (CheckMethod.CODE.value, CheckMethod.CALL_BACK.value)
    passed = session.execute(
        select(func.count()).where(
            CallerCheck.call_id == call.id,
            CallerCheck.method.in_(proofs),
            CallerCheck.outcome == CheckOutcome.PASSED.value,
        )
    ).scalar_one()
    level = CallerLevel(call.level)
    return OpenCall(call.id, level, passed > 0 or level >= CallerLevel.L2)


def _doubt(session: Session, form: AssistanceForm | None) -> str:
    if form is None or form.doubt_at is None:
        return ""
    who = session.execute(select(Staff.full_name).where(Staff.id == form.doubt_by)).scalar_one_or_none()
    return f"Laissé à un conseiller par {who or 'un collègue'} le {french_instant(form.doubt_at)}."


def _access(session: Session, customer_id: int, block: RegistrationBlock | None) -> str:
    state = session.scalars(
        select(PortalAccount.state).where(
            PortalAccount.customer_id == customer_id, PortalAccount.closed_at.is_(None)
        )
    ).first()
    if state is not None:
        return f"Un compte existe déjà : {AccountState(state).label.lower()}. Ouvrez le dossier (O)."
    if block is None:
        return "L’inscription n’est pas bloquée : rien n’est à libérer."
    return (
        f"Inscription bloquée depuis le {french_instant(block.blocked_at)}, "
        f"après {block.failures} essais manqués."
    )


def _told(channels: Sequence[str]) -> str:
    mails, sms = channels.count("EMAIL"), channels.count("SMS")
    ways = [f"{mails} courriel{'s' * (mails > 1)}"] * (mails > 0) + [f"{sms} SMS"] * (sms > 0)
    return " et ".join(ways)
