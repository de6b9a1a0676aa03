"""What staff ask the portal to do by itself: taken when ripe, answered once (R4.5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from backoffice.demo.portal.book import Book
from backoffice.demo.portal.files import File
from backoffice.demo.portal.messages import Post, Target
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ErrandKind,
    ErrandResult,
    PortalEventKind,
    PortalMessage,
)


@dataclass(frozen=True)
class Errand:
    """One of them, locked until the end of the transaction."""

    id: int
    customer_id: int
    kind: ErrandKind
    contact_id: int | None

    @property
    def ends_sessions(self) -> bool:
        """Whether browsers and telephones are to be signed out."""
        return self.kind is ErrandKind.SESSIONS_END


_RIPE = text(
    "SELECT id, customer_id, kind, contact_id FROM portal_errand WHERE landlord_id = :landlord"
    " AND state = 'WAITING' AND not_before <= clock_timestamp() ORDER BY not_before, id LIMIT :limit"
    " FOR UPDATE SKIP LOCKED"
)
_ANSWER = text(
    "UPDATE portal_errand SET state = :state, result = :result, settled_at = clock_timestamp(),"
    " version = version + 1 WHERE id = :id"
)
_STATES = {
    ErrandKind.ACTIVATION: (AccountState.PENDING_ACTIVATION,),
    ErrandKind.RESET: (AccountState.ACTIVE, AccountState.LOCKED_TEMPORARY),
    ErrandKind.INVITATION: (None,),
    ErrandKind.SESSIONS_END: tuple(AccountState),
}
_SENDS = {ErrandKind.ACTIVATION: PortalMessage.ACTIVATION, ErrandKind.RESET: PortalMessage.RESET}
_DONE = (ErrandResult.SENT, ErrandResult.ENDED)


def ripe_errands(connection: Connection, landlord_id: int, limit: int) -> tuple[Errand, ...]:
    """The oldest that may be done now; another portal at work takes others."""
    rows = connection.execute(_RIPE, {"landlord": landlord_id, "limit": limit})
    return tuple(Errand(row.id, row.customer_id, ErrandKind(row.kind), row.contact_id) for row in rows)


def carry_out(book: Book, file: File, post: Post, errand: Errand, now: datetime) -> ErrandResult:
    """Do it, unless the account is no longer in a state for it or the contact no longer usable (R4.24)."""
    state = file.account.state if file.account else None
    if state not in _STATES[errand.kind]:
        return ErrandResult.NOT_IN_THIS_STATE
    said: dict[str, object] = {"errand": errand.id}
    if errand.kind is ErrandKind.SESSIONS_END:
        book.tell(file, PortalEventKind.SESSIONS_ENDED, now, said)
        return ErrandResult.ENDED
    if errand.kind is ErrandKind.INVITATION:
        said |= {"message": PortalMessage.INVITATION.value, "channel": "LETTER"}
        book.tell(file, PortalEventKind.INVITATION_SENT, now, said)
        return ErrandResult.SENT
    usable = (one for one in file.contacts if one.id == errand.contact_id and one.usable_from <= now)
    contact = next(usable, None)
    if contact is None:
        return ErrandResult.NO_USABLE_CONTACT
    post.send(book, file, _SENDS[errand.kind], Target(contact.channel, contact.id), now, errand.id)
    return ErrandResult.SENT


def settle_errand(connection: Connection, errand: Errand, result: ErrandResult) -> None:
    """Write the answer that the agent will read."""
    state = "DONE" if result in _DONE else "FAILED"
    connection.execute(_ANSWER, {"id": errand.id, "state": state, "result": result.value})
