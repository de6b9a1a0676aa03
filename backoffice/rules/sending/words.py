"""Why a message came back, from the codes of mail servers (RFC 3463, RFC 5321)."""

import re

from backoffice.rules.vocabulary.labelled import Labelled


class BounceClass(Labelled):
    """Why the server of a tenant did not take a message."""

    NO_SUCH_ADDRESS = "NO_SUCH_ADDRESS", "Adresse inconnue"
    FULL = "FULL", "Boîte pleine"
    REFUSED = "REFUSED", "Refusé par le destinataire"
    OTHER = "OTHER", "Non remis"


_ENHANCED = re.compile(r"\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
_NO_MAILBOX = {(1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4)}
_BY_REPLY = {
    550: BounceClass.NO_SUCH_ADDRESS,
    551: BounceClass.NO_SUCH_ADDRESS,
    553: BounceClass.NO_SUCH_ADDRESS,
    552: BounceClass.FULL,
    554: BounceClass.REFUSED,
}


def enhanced_code(reply: str) -> str | None:
    """The status ``5.1.1`` of a reply, if it has one."""
    found = _ENHANCED.search(reply)
    return found[0] if found else None


def bounce_class(reply_code: int | None, status: str | None) -> BounceClass:
    """The class of a refusal: by its status ``5.1.1`` if it is known, else by the three digits."""
    found = _ENHANCED.fullmatch(status or "")
    if found:
        subject, detail = int(found[2]), int(found[3])
        if (subject, detail) in _NO_MAILBOX:
            return BounceClass.NO_SUCH_ADDRESS
        if (subject, detail) == (2, 2):
            return BounceClass.FULL
        if subject == 7:
            return BounceClass.REFUSED
        if subject:
            return BounceClass.OTHER
    return _BY_REPLY.get(reply_code or 0, BounceClass.OTHER)
