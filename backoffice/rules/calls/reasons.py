"""What a call was about, read in what was done in it."""

from collections.abc import Iterable

from backoffice.rules.vocabulary.calls import CallReason

_REASONS = {
    "UNLOCK": CallReason.PORTAL,
    "RELEASE_REGISTRATION": CallReason.PORTAL,
    "RECEIPT_ISSUED": CallReason.RECEIPT,
    "RECEIPT_REFUSED": CallReason.RECEIPT,
    "RECEIPT_HANDED_AGAIN": CallReason.RECEIPT,
    "RECEIPT_DUPLICATE": CallReason.RECEIPT,
    "PROPOSE_CHANGE": CallReason.CHANGE,
    "OBJECT_TO_CHANGE": CallReason.CHANGE,
    "SEE_AS_TENANT": CallReason.PORTAL,
    "INSURANCE_REQUESTED": CallReason.INSURANCE,
}


def likely_reason(acts: Iterable[str]) -> CallReason:
    """The reason of the call that the first telling act shows; a balance explained leaves no act."""
    return next((_REASONS[act] for act in acts if act in _REASONS), CallReason.BALANCE)
