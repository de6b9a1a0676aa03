"""Portal accounts in every state, with the events that led there (R4.14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from backoffice.demo.loading import as_json
from backoffice.demo.population.calls import Call, add_call
from backoffice.demo.population.online.assistance import add_form
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.rules.identifiers import normalise
from backoffice.rules.phones import email_key
from backoffice.rules.profile_values import ActivationKind, LoginKind
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
_LINK = timedelta(hours=24)
_LOCKED_ONE_IN = 300
_WRONG = {"failed": FailedCheck.PASSWORD, "typed": TypedForm.AS_EXPECTED}
_FORM_ONE_IN = 40


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


def _channel(house: House) -> str:
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
        activation_expires_at=opening.created + _LINK if waiting else None,
        activated_at=activated,
        last_sign_in_at=opening.signed_in,
        closed_at=opening.ended if closed else None,
        recreate_since=opening.recreate_since,
    )
    tell = Teller(world, house, opening.client_id, account_id)
    sent = {"message": "ACTIVATION", "channel": _channel(house)}
    left = opening.created + timedelta(minutes=1)
    tell(PortalEventKind.REGISTERED, opening.created)
    tell(PortalEventKind.ACTIVATION_SENT, left, detail=sent, contact_id=opening.contact_id)
    tell(PortalEventKind.DELIVERED, left, detail=sent, contact_id=opening.contact_id)
    if activated:
        tell(PortalEventKind.ACTIVATED, activated)
    if opening.signed_in:
        tell(PortalEventKind.SIGNED_IN, opening.signed_in)
    _tell_end(tell, opening)
    return account_id


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


def draw_access(world: World, house: House, tenant: Tenant, rng: Random) -> int | None:
    """Give a tenant the access to the portal that chance decides: none for three in ten.

    Answers the account, if it is active and not about to be locked.
    """
    state = _state(tenant, rng)
    by_email = house.profile.login is not LoginKind.CLIENT_REF
    if state is None or (by_email and tenant.email is None):
        if house.code == "vivest" and not tenant.former and rng.random() < 0.04:
            _block(world, house, tenant, rng)
        elif house.code == "ekidom" and not tenant.former and tenant.client.id % _FORM_ONE_IN == 0:
            add_form(world, house, tenant, moment(world.ago(1), 17, tenant.client.id % 60))
        return None
    login = tenant.email if by_email and tenant.email else tenant.client.ref
    created = _created(tenant, world.day, state, rng)
    opening = _opening(world.day, tenant, login, state, created, rng)
    by_sms = house.profile.activation is ActivationKind.SMS_CODE
    opening = replace(opening, contact_id=tenant.mobile_id if by_sms else tenant.email_id)
    account_id = add_account(world, house, opening)
    tell = Teller(world, house, tenant.client.id, account_id)
    if state is AccountState.LOCKED_STAFF and opening.ended:
        add_staff_lock(world, house, account_id, opening.ended)
    if state is AccountState.ACTIVE:
        _past(world, tell, opening, rng)
        if rng.randrange(_LOCKED_ONE_IN) == 0:
            world.aging.locks[account_id] = {"failures": 3, "recreations": 0, "age": rng.randint(1, 6)}
        else:
            return account_id
    return None


def _state(tenant: Tenant, rng: Random) -> AccountState | None:
    draw = rng.random()
    if tenant.former:
        return AccountState.CLOSED if draw < 0.5 else None
    for limit, state in (
        (0.65, AccountState.ACTIVE),
        (0.69, AccountState.PENDING_ACTIVATION),
        (0.696, AccountState.LOCKED_STAFF),
        (0.7, AccountState.SUSPENDED_FRAUD),
    ):
        if draw < limit:
            return state
    return None


def _created(tenant: Tenant, day: date, state: AccountState, rng: Random) -> datetime:
    waiting = state is AccountState.PENDING_ACTIVATION
    days = rng.randint(2, 40) if waiting else rng.randint(40, 900)
    earliest = tenant.let.start + timedelta(days=1)
    latest = (tenant.let.end or day) - timedelta(days=2)
    created = max(earliest, min(day - timedelta(days=days), latest))
    return moment(created, rng.randint(8, 21), rng.randint(0, 59))


def _opening(
    day: date, tenant: Tenant, login: str, state: AccountState, created: datetime, rng: Random
) -> Opening:
    signed_in = ended = None
    failed = 0
    if state is AccountState.PENDING_ACTIVATION:
        ended = created + _LINK
    elif state is AccountState.CLOSED and tenant.let.end:
        ended = max(
            moment(min(tenant.let.end + timedelta(days=10), day - timedelta(days=1))), created + _LINK
        )
    else:
        back = moment(day - timedelta(days=rng.randint(1, 45)), rng.randint(7, 21), rng.randint(0, 59))
        signed_in = max(back, created + timedelta(minutes=10))
        if state is not AccountState.ACTIVE:
            ended = signed_in + timedelta(hours=2)
        elif rng.random() < 0.06:
            failed = rng.randint(1, 2)
    return Opening(tenant.client.id, tenant.client.person_id, login, state, created, signed_in, ended, failed)


def _past(world: World, tell: Teller, opening: Opening, rng: Random) -> None:
    """A forgotten password here, a lock there, before the last sign-in."""
    assert opening.signed_in is not None, "an active account has been opened"
    span = opening.signed_in - opening.created
    if span < timedelta(days=3):
        return
    when = opening.created + span * rng.uniform(0.1, 0.8)
    when = when.replace(microsecond=0)
    draw = rng.random()
    if draw < 0.15:
        sent = {"message": "RESET", "channel": _channel(tell.house)}
        tell(PortalEventKind.RESET_ASKED, when)
        tell(PortalEventKind.RESET_SENT, when, detail=sent, contact_id=opening.contact_id)
        tell(PortalEventKind.DELIVERED, when, detail=sent, contact_id=opening.contact_id)
        tell(PortalEventKind.PASSWORD_CHANGED, when + timedelta(minutes=4))
        tell(PortalEventKind.SESSIONS_ENDED, when + timedelta(minutes=4))
    elif draw < 0.19:
        staff_id = world.staff["agent.demo"] if rng.random() < 0.4 else None
        add_past_lock(world, tell, when, staff_id)


def _block(world: World, house: House, tenant: Tenant, rng: Random) -> None:
    """A registration blocked before any account exists; half of them have been released since."""
    blocked = moment(world.day - timedelta(days=rng.randint(2, 90)), rng.randint(9, 20), rng.randint(0, 59))
    released = blocked + timedelta(hours=20) if rng.random() < 0.5 else None
    staff_id = world.staff["agent.demo"] if released else None
    add_block(world, house, tenant.client.id, blocked, released, staff_id)
    if released is None:
        add_form(world, house, tenant, moment(world.ago(1), 18, tenant.client.id % 60))


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
