"""A one-time code to a contact on file: made, kept and compared by the database alone (R4.20, R4.24)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.call import PhoneCall
from backoffice.models.desk.proof import CallerCode, CallerCodeTry
from backoffice.models.person import Contact
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.services.caller.checks import trace_check
from backoffice.services.calls import CallView, my_open_call, view_of_call

TRIES = 3
CODES = 3


@dataclass(frozen=True)
class CodeSent:
    """A code on its way: where, until when, what is left."""

    masked: str
    expires_at: datetime
    tries_left: int
    codes_left: int
    """Codes that may still be sent in this call."""


@dataclass(frozen=True)
class CodeVerdict:
    """Whether the code was right, and where the call stands."""

    is_right: bool
    tries_left: int
    call: CallView


def send_code(session: Session, call_id: int, contact_id: int) -> CodeSent:
    """Send a one-time code to a contact on file; an earlier code of the call is worth nothing any more.

    Raises ``Refused`` for a contact that is not on file or in its cooling-off (R4.24), after three codes in
    the call (``TOO_MANY_CODES``), or when the customer is barred for the day; ``NotFound``, ``Conflict``.
    """
    call = my_open_call(session, call_id)
    code_id = session.execute(select(func.send_caller_code(call.id, contact_id))).scalar_one()
    return _sent(session, code_id)


def running_code(session: Session, call_id: int) -> CodeSent | None:
    """The code of the call that may still be given, if there is one. Raises ``NotFound``, ``Conflict``."""
    call = my_open_call(session, call_id)
    code_id = session.scalars(
        select(CallerCode.id).where(
            CallerCode.call_id == call.id, CallerCode.ended_at.is_(None), CallerCode.expires_at > func.now()
        )
    ).one_or_none()
    return None if code_id is None else _sent(session, code_id)


def type_code(session: Session, call_id: int, code: str) -> int:
    """Keep what the agent heard, as one of three tries, and return the try; it is judged by ``check_code``.

    To be committed before it is judged: a try that its author could undo would not count. Raises
    ``Refused`` (``CODE_MALFORMED``, ``NO_CODE``, ``CODE_EXPIRED``, ``CODE_EXHAUSTED``).
    """
    call = my_open_call(session, call_id)
    heard = "".join(code.split())
    attempt: int = session.execute(select(func.type_caller_code(call.id, heard))).scalar_one()
    return attempt


def check_code(session: Session, attempt: int) -> CodeVerdict:
    """Yes or no to a try already committed; asked again, the same answer.

    Raises ``Refused`` (``TRY_NOT_KEPT``) in the transaction of the try itself, ``NotFound``, ``Conflict``.
    """
    found = session.execute(
        select(CallerCode.id, CallerCode.call_id, CallerCodeTry.judged_at)
        .join(CallerCodeTry, CallerCodeTry.code_id == CallerCode.id)
        .where(CallerCodeTry.id == attempt)
    ).one_or_none()
    if found is None:
        raise NotFound("Ce code n’a pas été saisi dans un de vos appels : recommencez la saisie.")
    call = my_open_call(session, found.call_id)
    is_right: bool = session.execute(select(func.check_caller_code(attempt))).scalar_one()
    view = view_of_call(session, call.id)
    if found.judged_at is None:
        outcome = CheckOutcome.PASSED if is_right else CheckOutcome.FAILED
        view = trace_check(session, call, CheckMethod.CODE, outcome)
    return CodeVerdict(is_right, _tries_left(session, found.id), view)


def _sent(session: Session, code_id: int) -> CodeSent:
    row = session.execute(
        select(CallerCode.expires_at, Contact.channel, Contact.value_key, PhoneCall.id)
        .join(Contact, Contact.id == CallerCode.contact_id)
        .join(PhoneCall, PhoneCall.id == CallerCode.call_id)
        .where(CallerCode.id == code_id)
    ).one()
    expires_at, channel, value_key, call_id = row
    used = session.scalar(select(func.count(CallerCode.id)).where(CallerCode.call_id == call_id)) or 0
    masked = mask_email if channel == ContactChannel.EMAIL else mask_phone
    return CodeSent(masked(value_key), expires_at, _tries_left(session, code_id), max(0, CODES - used))


def _tries_left(session: Session, code_id: int) -> int:
    used = session.scalar(select(func.count(CallerCodeTry.id)).where(CallerCodeTry.code_id == code_id)) or 0
    return max(0, TRIES - used)
