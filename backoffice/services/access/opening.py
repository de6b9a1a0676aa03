"""Opening a file leaves a line in the trace before anything of it is read (R5.13, R5.14)."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.errors import Denied, GuichetError, Hidden
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.access import AccessKind, OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.quotas import quota_spent

_NOBODY = "Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche."
RESERVED_SENTENCE = (
    "Ce dossier est réservé au responsable d’agence : passez-lui l’appel, ou prenez un message pour lui."
)
_NOT_STAFF = (
    "Votre compte de base n’est rattaché à aucun agent en service : "
    "demandez à l’administrateur de le rattacher."
)


@dataclass(frozen=True)
class Opening:
    """Why a file is opened, and in which call if one is known; the database finds the one under way."""

    purpose: OpeningPurpose = OpeningPurpose.NOT_GIVEN
    call_id: int | None = None


def usual_purpose(role: StaffRole) -> OpeningPurpose | None:
    """Why a member of staff opens files when nothing else tells: the call centre is on the telephone.

    ``None``: he is asked.
    """
    if role is StaffRole.FRONT_DESK:
        return OpeningPurpose.CALL
    return OpeningPurpose.CONTROL if role is StaffRole.DPO else None


@dataclass(frozen=True)
class Admission:
    """A file may be read: by whom, and how many more the quota allows when this one was counted."""

    staff_id: int
    role: StaffRole
    files_left: int | None


# The statement that reads a file is long: planned once a line, not for each customer, until the commit.
_OPEN = text(
    "SELECT answer, remaining, my_staff_id(), my_role(), "
    "set_config('plan_cache_mode', 'force_generic_plan', true) "
    "FROM open_file(:customer, :purpose, :call)"
)


def open_file(session: Session, customer_id: int, opening: Opening) -> Admission:
    """Trace and count the opening of a file; to be called before its first query. One round trip.

    One line per opening, not per refresh: the same login for the same purpose within five minutes adds
    none, so a file kept in view leaves one line every five minutes. The quota counts files, not looks: a
    file that this login has already opened today is not counted again. Answers how many files are left
    when one was counted. Raises ``Hidden`` (no such file for him), ``Denied`` (``RESERVED_FILE``,
    ``QUOTA_OPENING``, ``NOT_STAFF``); each of these refusals is in the trace.
    """
    asked = {"customer": customer_id, "purpose": opening.purpose.value, "call": opening.call_id}
    answer, remaining, staff_id, role, _ = session.execute(_OPEN, asked).one()
    if answer != "OK":
        raise _refusal(answer)
    return Admission(staff_id, StaffRole(role), remaining)


def missed(
    session: Session, number: str, error: GuichetError, purpose: OpeningPurpose = OpeningPurpose.NOT_GIVEN
) -> GuichetError:
    """Trace that ``number`` was asked for in vain, if it is the number of a file which is not his.

    Answers the error to raise: ``Denied`` for a file reserved to a manager, ``Hidden`` otherwise.
    """
    answer = session.execute(select(func.miss_file(normalise(number), purpose.value))).scalar_one()
    if answer == "RESERVED":
        return Denied(RESERVED_SENTENCE, "RESERVED_FILE")
    return Hidden(error.sentence, error.code)


def _refusal(answer: str) -> GuichetError:
    if answer == "QUOTA":
        return quota_spent(AccessKind.OPENING)
    if answer == "RESERVED":
        return Denied(RESERVED_SENTENCE, "RESERVED_FILE")
    if answer == "NOT_STAFF":
        return Denied(_NOT_STAFF, answer)
    return Hidden(_NOBODY)
