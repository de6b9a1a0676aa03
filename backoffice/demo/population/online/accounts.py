"""A portal account or a blocked registration to be added, with the events that led there (R4.12–R4.14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backoffice.demo.loading import as_json
from backoffice.demo.population.calls import Call, add_call
from backoffice.demo.world import House, World
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.rules.identifiers import normalise
from backoffice.rules.phones import email_key
from backoffice.rules.profile_values import ActivationKind
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import (
    AccountState,
    FailedCheck,
    LockCause,
    LockEnd,
    PortalEventKind,
    TypedForm,
    UnlockReason,
)

LOCK = timedelta(minutes=10)
LINK = timedelta(hours=24)
_WRONG = {"failed": FailedCheck.PASSWORD, "typed": TypedForm.AS_EXPECTED}
_TERMS = (date(2024, 1, 1), date(2020, 1, 1))
_TERMS_LOST_ONE_IN = 9


@dataclass(frozen=True)
class Opening:
    """An account to be added: whose, in what state, since when."""

    client_id: int
    person_id: int
    login: str
    state: AccountState
    created: datetime
    signed_in: datetime | None = None
    ended: datetime | None = None
    failed: int = 0
    contact_id: int | None = None
    """Where the activation went."""
    recreate_since: datetime | None = None


def channel_of(house: House) -> str:
    """By what this portal writes (R4.17)."""
    return "SMS" if house.profile.activation is ActivationKind.SMS_CODE else "EMAIL"


def add_account(world: World, house: House, opening: Opening) -> int:
    """Add an account with the events of its opening, its last sign-in and its end."""
    waiting = opening.state is AccountState.PENDING_ACTIVATION
    activated = None if waiting else opening.created + timedelta(minutes=6)
    closed = opening.state is AccountState.CLOSED
    account_id = world.rows.add(
        PortalAccount,
        landlord_id=house.id,
        customer_id=opening.client_id,
        person_id=opening.person_id,
        login=opening.login,
        login_key=email_key(opening.login) if "@" in opening.login else normalise(opening.login),
        state=opening.state,
        failed_attempts=opening.failed,
        created_at=opening.created,
        activation_expires_at=opening.created + LINK if waiting else None,
        activated_at=activated,
        last_sign_in_at=opening.signed_in,
        closed_at=opening.ended if closed else None,
        recreate_since=opening.recreate_since,
    )
    tell = Teller(world, house, opening.client_id, account_id)
    _tell_opening(tell, house, opening)
    if activated:
        tell(PortalEventKind.ACTIVATED, activated)
    if opening.signed_in:
        tell(PortalEventKind.SIGNED_IN, opening.signed_in)
    _tell_end(tell, opening)
    return account_id


def _tell_opening(tell: "Teller", house: House, opening: Opening) -> None:
    sent = {"message": "ACTIVATION", "channel": channel_of(house)}
    left = opening.created + timedelta(minutes=1)
    tell(PortalEventKind.REGISTERED, opening.created)
    # The portal of before did not keep all of them.
    if house.profile.terms_asked and opening.client_id % _TERMS_LOST_ONE_IN:
        version = next(one for one in _TERMS if one <= max(opening.created.date(), _TERMS[-1]))
        tell(PortalEventKind.TERMS_ACCEPTED, opening.created, detail={"terms": version.isoformat()})
    tell(PortalEventKind.ACTIVATION_SENT, left, detail=sent, contact_id=opening.contact_id)
    tell(PortalEventKind.DELIVERED, left, detail=sent, contact_id=opening.contact_id)


def _tell_end(tell: "Teller", opening: Opening) -> None:
    last = opening.signed_in or opening.created
    for rank in range(opening.failed):
        wrong = last + timedelta(hours=3, minutes=rank)
        tell(PortalEventKind.SIGN_IN_FAILED, wrong, detail=_WRONG)
    if opening.ended is None:
        return
    if opening.state is AccountState.CLOSED:
        tell(PortalEventKind.CLOSED, opening.ended)
    elif opening.state is AccountState.SUSPENDED_FRAUD:
        tell(PortalEventKind.SESSIONS_ENDED, opening.ended)
        tell(PortalEventKind.SUSPENDED, opening.ended)
    elif opening.state is AccountState.PENDING_ACTIVATION:
        tell(PortalEventKind.ACTIVATION_EXPIRED, opening.ended)
    elif opening.state is AccountState.LOCKED_STAFF:
        tell(PortalEventKind.LOCKED, opening.ended, detail={"cause": LockCause.STAFF})


@dataclass(frozen=True)
class Teller:
    """Adds events of one customer's access to the portal."""

    world: World
    house: House
    client_id: int
    account_id: int | None = None

    def __call__(
        self,
        kind: PortalEventKind,
        when: datetime,
        staff_id: int | None = None,
        call_id: int | None = None,
        *,
        detail: Mapping[str, object] | None = None,
        contact_id: int | None = None,
    ) -> None:
        """Add one event; ``detail`` holds coded facts alone (R4.5)."""
        self.world.rows.add(
            PortalEvent,
            landlord_id=self.house.id,
            customer_id=self.client_id,
            account_id=self.account_id,
            kind=kind,
            occurred_at=when,
            detail=as_json(detail or {}),
            staff_id=staff_id,
            call_id=call_id,
            contact_id=contact_id,
        )


def add_past_lock(world: World, tell: Teller, locked_at: datetime, staff_id: int | None) -> None:
    """Add a lock of three wrong passwords, ended by an agent in a call, or by the portal itself."""
    assert tell.account_id is not None, "only an account can be locked"
    for rank in range(3):
        wrong = locked_at - timedelta(seconds=40 * (3 - rank))
        tell(PortalEventKind.SIGN_IN_FAILED, wrong, detail=_WRONG)
    tell(PortalEventKind.LOCKED, locked_at, detail={"cause": LockCause.WRONG_PASSWORDS})
    until = locked_at + LOCK
    ended_at = until if staff_id is None else locked_at + timedelta(minutes=6)
    call_id = None
    if staff_id is not None:
        call = Call(staff_id, tell.client_id, ended_at - timedelta(minutes=3), 4, CallerLevel.L2)
        call_id = add_call(world, tell.house, call)
    world.rows.add(
        AccountLock,
        landlord_id=tell.house.id,
        account_id=tell.account_id,
        cause=LockCause.WRONG_PASSWORDS,
        failures=3,
        locked_at=locked_at,
        until=until,
        ended_at=ended_at,
        ended_how=LockEnd.BY_PORTAL if staff_id is None else LockEnd.BY_STAFF,
        reason=None if staff_id is None else UnlockReason.TYPING_ERROR,
        staff_id=staff_id,
        call_id=call_id,
    )
    tell(PortalEventKind.UNLOCKED, ended_at, staff_id, call_id)


def add_staff_lock(world: World, house: House, account_id: int, locked_at: datetime) -> None:
    """Add the open lock of an account that the landlord itself has locked."""
    world.rows.add(
        AccountLock,
        landlord_id=house.id,
        account_id=account_id,
        cause=LockCause.STAFF,
        failures=0,
        locked_at=locked_at,
    )


def add_block(
    world: World,
    house: House,
    client_id: int,
    blocked: datetime,
    released: datetime | None = None,
    staff_id: int | None = None,
) -> None:
    """Add a blocked registration and its events (R4.12)."""
    tell = Teller(world, house, client_id)
    for rank in range(6):
        check = FailedCheck.NAME if rank < 3 else FailedCheck.PASSWORD_RULE
        when = blocked - timedelta(seconds=50 * (6 - rank))
        tell(PortalEventKind.REGISTRATION_FAILED, when, detail={"failed": check})
    tell(PortalEventKind.REGISTRATION_BLOCKED, blocked)
    world.rows.add(
        RegistrationBlock,
        landlord_id=house.id,
        customer_id=client_id,
        failures=6,
        blocked_at=blocked,
        released_at=released,
        reason=UnlockReason.FAILED_REGISTRATION if released else None,
        staff_id=staff_id,
    )
    if released:
        tell(PortalEventKind.REGISTRATION_RELEASED, released, staff_id)
