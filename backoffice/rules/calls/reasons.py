"""What a call was about, read in what was done in it."""

from collections.abc import Iterable
from itertools import chain

from backoffice.rules.vocabulary.calls import CallReason

_REASONS = {
    "UNLOCK": CallReason.PORTAL,
    "RELEASE_REGISTRATION": CallReason.PORTAL,
    "SEND_ACTIVATION": CallReason.PORTAL,
    "SEND_RESET": CallReason.PORTAL,
    "SEND_INVITATION": CallReason.PORTAL,
    "END_SESSIONS": CallReason.PORTAL,
    "SUSPEND": CallReason.PORTAL,
    "LIFT": CallReason.PORTAL,
    "CLOSE": CallReason.PORTAL,
    "REPLACE_CONTACT": CallReason.CHANGE,
    "RECEIPT_ISSUED": CallReason.RECEIPT,
    "RECEIPT_REFUSED": CallReason.RECEIPT,
    "RECEIPT_HANDED_AGAIN": CallReason.RECEIPT,
    "RECEIPT_DUPLICATE": CallReason.RECEIPT,
    "PROPOSE_CHANGE": CallReason.CHANGE,
    "OBJECT_TO_CHANGE": CallReason.CHANGE,
    "SEE_AS_TENANT": CallReason.PORTAL,
    "INSURANCE_REQUESTED": CallReason.INSURANCE,
}


def likely_reason(acts: Iterable[str], consulted: Iterable[CallReason] = ()) -> CallReason:
    """The reason that the first telling act shows, else the first subject looked at other than the balance.

    Explaining a balance or the state of a request leaves no act; the balance is seen in passing anyway.
    """
    told = (_REASONS[act] for act in acts if act in _REASONS)
    looked = (subject for subject in consulted if subject is not CallReason.BALANCE)
    return next(chain(told, looked), CallReason.BALANCE)
