"""What comes back: a report of non-delivery (RFC 3464) is read and its message noted, nothing else."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.rules.sending.words import BounceClass, bounce_class
from backoffice.services.sending.outbox import note_bounce

LONGEST_REPORT = 5 * 1024 * 1024
_MOST_PARTS = 50
_LONGEST_FIELD = 1000
_KEY = re.compile(
    r"<\s*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^<>\s]{1,255}>", re.IGNORECASE
)
_STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_REPLY = re.compile(r"\bsmtp\s*;\s*([45][0-9]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Returned:
    """A message that came back for good: its key, why, the code of the server."""

    key: UUID
    why: BounceClass
    code: str


def receive_report(session: Session, content: bytes) -> Returned | None:
    """Note what a report says; None when it says only that a message is late, or that it arrived.

    Raises ``Refused`` for what is no report, ``NotFound`` when the message is none of ours.
    """
    returned = read_report(content)
    if returned is not None and not note_bounce(session, returned.key, returned.why, returned.code):
        raise NotFound(
            "Ce rapport parle d’un message qui n’est pas parti d’ici : rien n’est noté.", "NOT_OURS"
        )
    return returned


def read_report(content: bytes) -> Returned | None:
    """What a report of non-delivery says. Raises ``Refused`` for anything else, however twisted."""
    if len(content) > LONGEST_REPORT:
        raise _no_report("il dépasse 5 Mo")
    try:
        report = message_from_bytes(content, policy=compat32)
        parts = _parts(report)
    except (RecursionError, ValueError, LookupError, TypeError):
        raise _no_report("il ne se lit pas") from None
    if report.get_content_type() != "multipart/report":
        raise _no_report("ce n’est pas un « multipart/report »")
    if not any("Action" in part for part in parts):
        raise _no_report("il ne dit pas ce qui est arrivé")
    failure = next((found for part in parts if (found := _failure(part)) is not None), None)
    if failure is None:
        return None
    # The report has a name of its own, on the outside.
    key = next((named for part in parts[1:] if (named := _key(part)) is not None), None)
    if key is None:
        raise _no_report("le message renvoyé n’y est pas nommé")
    status, reply = failure
    told = " ".join(word for word in (f"DSN_{reply}" if reply else "DSN", status) if word)
    return Returned(key, bounce_class(reply, status), told)


def _no_report(reason: str) -> Refused:
    return Refused(f"Ceci n’est pas un avis de non-remise que Guichet sait lire : {reason}.", "NO_REPORT")


def _parts(report: Message) -> list[Message]:
    """The parts in their order; too many are no report."""
    found: list[Message] = []
    waiting = [report]
    while waiting:
        part = waiting.pop(0)
        found.append(part)
        if len(found) > _MOST_PARTS:
            raise ValueError
        if part.is_multipart():
            inside = part.get_payload()
            waiting.extend(one for one in inside if isinstance(one, Message))
    return found


def _failure(part: Message) -> tuple[str | None, int | None] | None:
    """Status and reply code of a recipient for whom it failed; None when this part tells of none."""
    if _field(part, "Action").strip().lower() != "failed":
        return None
    status = _STATUS.match(_field(part, "Status"))
    reply = _REPLY.search(_field(part, "Diagnostic-Code"))
    return (status[1] if status else None), (int(reply[1]) if reply else None)


def _key(part: Message) -> UUID | None:
    """The key of the message returned, in its own headers."""
    texts = [_field(part, "Message-ID")]
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload()
        if isinstance(payload, str):
            texts.append(_field(message_from_bytes(payload.encode("utf-8", "replace")), "Message-ID"))
    found = next((match for text in texts if (match := _KEY.search(text))), None)
    return UUID(found[1]) if found else None


def _field(part: Message, name: str) -> str:
    return str(part.get(name, ""))[:_LONGEST_FIELD]
