"""Third answer of the file: can the tenant sign in, since when not, and what to press."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.portal import AccountLock, PortalAccount, RegistrationBlock
from backoffice.rules.dates import french_day, french_time, paris_day
from backoffice.rules.unlocking import LockFacts, PortalFacts, PortalStanding, portal_standing
from backoffice.rules.vocabulary.portal import AccountState, LockCause
from backoffice.services.tenant.reading.rows import AccountRow, BlockRow, EventsRow, LockRow
from backoffice.services.tenant.results import PortalCard

_Account = PortalAccount | AccountRow


def portal_account(session: Session, customer_id: int) -> PortalAccount | None:
    """The customer's account: the open one, or the last closed one."""
    return session.scalars(
        select(PortalAccount)
        .where(PortalAccount.customer_id == customer_id)
        .order_by(PortalAccount.closed_at.desc().nulls_first(), PortalAccount.id.desc())
        .limit(1)
    ).first()


def open_lock(session: Session, account_id: int) -> AccountLock | None:
    """The account's lock that nobody has ended."""
    return session.scalars(
        select(AccountLock).where(AccountLock.account_id == account_id, AccountLock.ended_at.is_(None))
    ).one_or_none()


def open_block(session: Session, customer_id: int) -> RegistrationBlock | None:
    """The customer's blocked registration that nobody has released."""
    return session.scalars(
        select(RegistrationBlock).where(
            RegistrationBlock.customer_id == customer_id, RegistrationBlock.released_at.is_(None)
        )
    ).one_or_none()


def portal_facts(session: Session, customer_id: int) -> PortalFacts:
    """What decides the state of the customer's access (R4.13, R4.14)."""
    account = portal_account(session, customer_id)
    absent = _is_absent(account)
    lock = open_lock(session, account.id) if account and not absent else None
    return _facts(account, lock, open_block(session, customer_id) if absent else None)


def _is_absent(account: _Account | None) -> bool:
    """Only a customer without a live account can be blocked while registering."""
    return account is None or account.state == AccountState.CLOSED


def _facts(
    account: _Account | None, lock: AccountLock | LockRow | None, block: RegistrationBlock | BlockRow | None
) -> PortalFacts:
    return PortalFacts(
        account_state=AccountState(account.state) if account else None,
        failed_attempts=account.failed_attempts if account else 0,
        lock=LockFacts(lock.cause, lock.failures, lock.locked_at, lock.until) if lock else None,
        registration_blocked=block is not None,
        registration_failures=block.failures if block else 0,
    )


def portal_card(
    accounts: Sequence[AccountRow],
    locks: Sequence[LockRow],
    blocks: Sequence[BlockRow],
    events: EventsRow,
    now: datetime,
) -> PortalCard:
    """The card, with the failures of the last 24 hours beside the button (R4.16).

    The first account read is the open one, or the last closed one.
    """
    account = accounts[0] if accounts else None
    absent = _is_absent(account)
    lock = next((one for one in locks if one.is_open and account and one.account_id == account.id), None)
    block = next((one for one in blocks if one.is_open), None)
    facts = _facts(account, None if absent else lock, block if absent else None)
    standing = portal_standing(facts, now)
    tone, badge, headline = _headline(standing)
    return PortalCard(
        state=standing.state,
        action=standing.action,
        tone=tone,
        badge=badge,
        headline=headline,
        detail=_detail(facts, account, standing),
        login=account.login if account else None,
        failed_last_day=events.failed_last_day,
        unlocks_last_week=events.unlocks_last_week,
        minutes_left=standing.minutes_left,
    )


def _headline(standing: PortalStanding) -> tuple[str, str, str]:
    if standing.state is None:
        if standing.blocked:
            return "bad", "Bloquée", "Inscription bloquée"
        return "quiet", "Aucun", "Pas encore de compte"
    if standing.state is AccountState.LOCKED_TEMPORARY:
        left = f"Bloqué encore {standing.minutes_left} min" if standing.minutes_left else "Bloqué"
        return "bad", "Bloqué", left
    tones = {
        AccountState.ACTIVE: ("ok", "Actif", "Compte actif"),
        AccountState.PENDING_ACTIVATION: ("warn", "À activer", "Activation attendue"),
        AccountState.LOCKED_STAFF: ("bad", "Bloqué", "Bloqué par le bailleur"),
        AccountState.SUSPENDED_FRAUD: ("bad", "Suspendu", "Suspendu pour fraude"),
        AccountState.CLOSED: ("quiet", "Fermé", "Compte fermé"),
    }
    return tones[standing.state]


def _detail(facts: PortalFacts, account: AccountRow | None, standing: PortalStanding) -> str:
    if standing.blocked and standing.state is None:
        return f"{facts.registration_failures} inscriptions manquées"
    if account is None:
        return "Le locataire peut s’inscrire"
    if standing.state is AccountState.LOCKED_TEMPORARY and facts.lock:
        cause = LockCause(facts.lock.cause)
        return f"{facts.lock.failures} essais à {french_time(facts.lock.locked_at)} : {cause.label}"
    if standing.state is AccountState.PENDING_ACTIVATION and account.activation_expires_at:
        return f"Lien valable jusqu’à {french_time(account.activation_expires_at)}"
    if standing.state is AccountState.CLOSED and account.closed_at:
        return f"Fermé le {french_day(paris_day(account.closed_at))}"
    if account.last_sign_in_at is None:
        return "Jamais connecté"
    return f"Dernière connexion le {french_day(paris_day(account.last_sign_in_at))}"
