"""The access to the portal that chance gives a tenant, in every state (R4.14)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from backoffice.demo.population.online.accounts import (
    LINK,
    Opening,
    Teller,
    add_account,
    add_block,
    add_past_lock,
    add_staff_lock,
    channel_of,
)
from backoffice.demo.population.online.assistance import add_form
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.rules.profile_values import ActivationKind, LoginKind
from backoffice.rules.vocabulary.portal import AccountState, PortalEventKind

_LOCKED_ONE_IN = 300
_FORM_ONE_IN = 40


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
        ended = created + LINK
    elif state is AccountState.CLOSED and tenant.let.end:
        ended = max(moment(min(tenant.let.end + timedelta(days=10), day - timedelta(days=1))), created + LINK)
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
        sent = {"message": "RESET", "channel": channel_of(tell.house)}
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
