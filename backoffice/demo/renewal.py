"""What grows old within a day: locks of ten minutes, links of 24 hours, calls under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.models.trace import DatabaseProperty
from backoffice.rules.vocabulary.calls import (
    CallerKind,
    CallerLevel,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    ControlQuestion,
)
from backoffice.rules.vocabulary.portal import (
    AccountState,
    FailedCheck,
    LockCause,
    PortalEventKind,
    TypedForm,
)

FACTS_KEY = "training"
SEED_VERSION = 7
_LOCK = timedelta(minutes=10)
_SINCE_SENT = timedelta(hours=2)
_DAY = timedelta(hours=24)
_BURST = timedelta(minutes=30)
_YOUNG = timedelta(minutes=3)
_FAILED: Mapping[PortalEventKind, Mapping[str, str]] = {
    PortalEventKind.SIGN_IN_FAILED: {"failed": FailedCheck.PASSWORD, "typed": TypedForm.AS_EXPECTED},
    PortalEventKind.RECREATION_FAILED: {"failed": FailedCheck.PASSWORD_RULE},
}
_OF_RESET = (
    PortalEventKind.RESET_ASKED,
    PortalEventKind.RESET_SENT,
    PortalEventKind.DELIVERED,
    PortalEventKind.RESET_FAILED,
)


def training_facts(connection: Connection) -> dict[str, Any] | None:
    """What is known of the training set in this database; None when it holds none."""
    query = select(DatabaseProperty.value).where(DatabaseProperty.key == FACTS_KEY)
    facts: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return facts


def is_current(session: Session, today: date, tenants: int | None = None) -> bool:
    """Whether the set in this database was made for ``today`` by this program (and for so many tenants)."""
    facts = training_facts(session.connection())
    if facts is None or facts["seed_version"] != SEED_VERSION:
        return False
    return facts["reference_day"] == today.isoformat() and tenants in (None, facts["tenants"])


def is_young(connection: Connection, now: datetime) -> bool:
    """Whether the set was made young so lately that doing it again would only fill the trace."""
    facts = training_facts(connection) or {}
    done = facts.get("renewed_at")
    return done is not None and timedelta(0) <= now - datetime.fromisoformat(done) < _YOUNG


def renew(connection: Connection, now: datetime, *, replay: bool = True) -> None:
    """Make young again what ages within a day, relative to ``now``; twice gives the same as once.

    With ``replay``, what a trainee has ended (a lock lifted, a registration released, a call
    hung up) is set up again beside the row he ended. Raises ``NotFound`` without a training set.
    """
    facts = training_facts(connection)
    if facts is None:
        raise NotFound("Cette base ne contient pas le bailleur de formation : lancez « backoffice demo ».")
    again = _Again(connection, now, replay)
    aging = facts["aging"]
    for account_id, how in aging["locks"].items():
        again.lock(int(account_id), how)
    for account_id in aging["activations"]:
        again.activation(account_id)
    for contact_id in aging["cooling"]:
        again.cooling(contact_id)
    for customer_id, minutes in aging.get("resets", {}).items():
        again.reset(int(customer_id), minutes)
    for customer_id in aging["blocks"]:
        again.block(customer_id)
    for call in aging["calls"]:
        again.call(call)
    value = facts | {"renewed_at": now.isoformat()}
    connection.execute(update(DatabaseProperty).where(DatabaseProperty.key == FACTS_KEY).values(value=value))


@dataclass(frozen=True)
class _Again:
    """Starts the stories again at ``now``."""

    connection: Connection
    now: datetime
    replay: bool

    def lock(self, account_id: int, how: Mapping[str, int]) -> None:
        """Lock the account again, unless staff have since closed or suspended it."""
        account = self._account(account_id)
        if account.state not in (AccountState.ACTIVE, AccountState.LOCKED_TEMPORARY):
            return
        locked_at = self.now - timedelta(minutes=how["age"])
        query = select(AccountLock.id, AccountLock.locked_at).where(
            AccountLock.account_id == account_id, AccountLock.ended_at.is_(None)
        )
        running = self.connection.execute(query).one_or_none()
        if running is not None:
            self._shift(account_id, running.id, running.locked_at, locked_at)
        elif self.replay:
            self._lock_anew(account, how, locked_at)

    def _shift(self, account_id: int, lock_id: int, before: datetime, locked_at: datetime) -> None:
        """Move a lock under way and the tries that led to it."""
        if before == locked_at:
            return
        self.connection.execute(
            update(AccountLock)
            .where(AccountLock.id == lock_id)
            .values(locked_at=locked_at, until=locked_at + _LOCK, version=AccountLock.version + 1)
        )
        self.connection.execute(
            update(PortalEvent)
            .where(
                PortalEvent.account_id == account_id,
                PortalEvent.staff_id.is_(None),
                PortalEvent.occurred_at.between(before - _BURST, before),
            )
            .values(occurred_at=PortalEvent.occurred_at + (locked_at - before))
        )

    def _lock_anew(
        self, account: Row[int, int, int, str], how: Mapping[str, int], locked_at: datetime
    ) -> None:
        failures, recreations = how["failures"], how["recreations"]
        recreated = LockCause.FAILED_RECREATIONS
        self.connection.execute(
            insert(AccountLock).values(
                landlord_id=account.landlord_id,
                account_id=account.id,
                cause=recreated if recreations else LockCause.WRONG_PASSWORDS,
                failures=failures + recreations,
                locked_at=locked_at,
                until=locked_at + _LOCK,
            )
        )
        kinds = [PortalEventKind.SIGN_IN_FAILED] * failures
        kinds += [PortalEventKind.RECREATION_FAILED] * recreations
        for rank, kind in enumerate(kinds):
            when = locked_at - timedelta(seconds=45 * (len(kinds) - rank))
            self._tell(account, kind, when, _FAILED[kind])
        cause = recreated if recreations else LockCause.WRONG_PASSWORDS
        self._tell(account, PortalEventKind.LOCKED, locked_at, {"cause": cause})
        self._set_account(account.id, state=AccountState.LOCKED_TEMPORARY, failed_attempts=failures)

    def activation(self, account_id: int) -> None:
        """Send the link again two hours ago, while the account still waits for it."""
        account = self._account(account_id)
        if account.state != AccountState.PENDING_ACTIVATION:
            return
        sent = self.now - _SINCE_SENT
        self._set_account(account_id, created_at=sent, activation_expires_at=sent + _DAY)
        for kind in (PortalEventKind.REGISTERED, PortalEventKind.ACTIVATION_SENT):
            self.connection.execute(
                update(PortalEvent)
                .where(
                    PortalEvent.account_id == account_id,
                    PortalEvent.kind == kind,
                    PortalEvent.staff_id.is_(None),
                )
                .values(occurred_at=sent)
            )

    def reset(self, customer_id: int, minutes: int) -> None:
        """Send a reset again so many minutes ago, with what the provider and the tenant did of it since."""
        recent = (
            PortalEvent.customer_id == customer_id,
            PortalEvent.kind.in_(_OF_RESET),
            PortalEvent.staff_id.is_(None),
        )
        query = select(PortalEvent.occurred_at).where(*recent, PortalEvent.kind == PortalEventKind.RESET_SENT)
        last = self.connection.scalars(query.order_by(PortalEvent.occurred_at.desc()).limit(1)).first()
        if last is None:
            return
        step = self.now - timedelta(minutes=minutes) - last
        since = last - timedelta(minutes=1)
        moved = update(PortalEvent).where(*recent, PortalEvent.occurred_at >= since)
        self.connection.execute(moved.values(occurred_at=PortalEvent.occurred_at + step))

    def cooling(self, contact_id: int) -> None:
        """Let a contact entered by staff two hours ago cool off for the rest of a day (R4.24)."""
        entered = self.now - _SINCE_SENT
        self.connection.execute(
            update(Contact)
            .where(Contact.id == contact_id, Contact.valid_to.is_(None), Contact.verified_at.is_(None))
            .values(recorded_at=entered, usable_for_security_from=entered + _DAY, version=Contact.version + 1)
        )

    def block(self, customer_id: int) -> None:
        """Block a registration again, unless it still is or an account was made since."""
        has_account = select(PortalAccount.id).where(PortalAccount.customer_id == customer_id)
        standing = select(RegistrationBlock.id).where(
            RegistrationBlock.customer_id == customer_id, RegistrationBlock.released_at.is_(None)
        )
        if not self.replay or self._any(has_account) or self._any(standing):
            return
        landlord_id = self._landlord(customer_id)
        self.connection.execute(
            insert(RegistrationBlock).values(
                landlord_id=landlord_id,
                customer_id=customer_id,
                failures=6,
                blocked_at=self.now - _SINCE_SENT,
            )
        )
        self.connection.execute(
            insert(PortalEvent).values(
                landlord_id=landlord_id,
                customer_id=customer_id,
                kind=PortalEventKind.REGISTRATION_BLOCKED,
                occurred_at=self.now - _SINCE_SENT,
            )
        )

    def call(self, how: Mapping[str, Any]) -> None:
        """Keep a verified call open: the one under way begins again, or a new one is taken."""
        started = self.now - timedelta(minutes=how["age"])
        running = (
            update(PhoneCall)
            .where(
                PhoneCall.customer_id == how["customer"],
                PhoneCall.staff_id == how["staff"],
                PhoneCall.ended_at.is_(None),
            )
            .values(started_at=started, version=PhoneCall.version + 1)
        )
        if self.connection.execute(running).rowcount or not self.replay:
            return
        landlord_id = self._landlord(how["customer"])
        call_id = self.connection.execute(
            insert(PhoneCall)
            .values(
                landlord_id=landlord_id,
                staff_id=how["staff"],
                customer_id=how["customer"],
                place=ContactPlace.PHONE,
                caller=CallerKind.HOLDER,
                started_at=started,
                level=how["level"],
            )
            .returning(PhoneCall.id)
        ).scalar_one()
        methods = [CheckMethod.IDENTIFIERS]
        methods += [CheckMethod.TWO_ANSWERS] if how["level"] == CallerLevel.L2 else []
        for method in methods:
            self._check(call_id, landlord_id, how["staff"], method, started)

    def _check(
        self, call_id: int, landlord_id: int, staff_id: int, method: CheckMethod, at: datetime
    ) -> None:
        asked = [ControlQuestion.ENTRY_YEAR, ControlQuestion.OCCUPANTS]
        self.connection.execute(
            insert(CallerCheck).values(
                landlord_id=landlord_id,
                call_id=call_id,
                method=method,
                outcome=CheckOutcome.PASSED,
                questions=[one.value for one in asked] if method is CheckMethod.TWO_ANSWERS else [],
                staff_id=staff_id,
                recorded_at=at,
            )
        )

    def _account(self, account_id: int) -> Row[int, int, int, str]:
        columns = select(
            PortalAccount.id, PortalAccount.landlord_id, PortalAccount.customer_id, PortalAccount.state
        )
        return self.connection.execute(columns.where(PortalAccount.id == account_id)).one()

    def _set_account(self, account_id: int, **values: object) -> None:
        values["version"] = PortalAccount.version + 1
        self.connection.execute(update(PortalAccount).where(PortalAccount.id == account_id).values(**values))

    def _tell(
        self,
        account: Row[int, int, int, str],
        kind: PortalEventKind,
        when: datetime,
        detail: Mapping[str, str],
    ) -> None:
        self.connection.execute(
            insert(PortalEvent).values(
                landlord_id=account.landlord_id,
                customer_id=account.customer_id,
                account_id=account.id,
                kind=kind,
                occurred_at=when,
                detail=dict(detail),
            )
        )

    def _landlord(self, customer_id: int) -> int:
        query = select(Customer.landlord_id).where(Customer.id == customer_id)
        return self.connection.execute(query).scalar_one()

    def _any(self, query: Any) -> bool:
        return self.connection.execute(query.limit(1)).first() is not None
