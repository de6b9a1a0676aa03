"""Histories of accesses for the tests of the diagnosis: one for each finding, and the rows of the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import (
    AccessHistory,
    AccountFact,
    BlockFact,
    ContactFact,
    ErrandFact,
    EventFact,
    FormFact,
    LeaseFact,
    LockFact,
    PartyFact,
)
from backoffice.rules.profile import LandlordProfile, read_profile
from backoffice.rules.vocabulary.people import ContactChannel, HolderTitle
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ErrandKind,
    ErrandResult,
    ErrandState,
    FailedCheck,
    LockCause,
    PortalAct,
    PortalEventKind,
    PortalMessage,
    TypedForm,
)

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
L, V, E, M, R = "logirem", "vivest", "ekidom", "monlogement27", "larochelle"
C, K, F, T, A, S = FindingCode, PortalEventKind, FailedCheck, TypedForm, PortalAct, AccountState
MAIN = PartyFact(1, HolderTitle.MAIN_HOLDER, is_main=True, owns_account=True, deceased=False)
LEASE = LeaseFact(1, date(2020, 1, 1), None)
MAIL = ContactFact(7, ContactChannel.EMAIL, "j•••@exemple.fr", NOW - timedelta(days=90), date(2026, 8, 1))
MOBILE = ContactFact(8, ContactChannel.MOBILE, "07 •• •• •• 00", NOW - timedelta(days=90), date(2026, 8, 1))
FRESH = replace(MOBILE, id=9, masked="06 •• •• •• 11", usable_from=NOW + timedelta(hours=23, minutes=10))
BASE = AccessHistory(contacts=(MAIL, MOBILE), leases=(LEASE,), parties=(MAIN,))


@cache
def profile(code: str) -> LandlordProfile:
    """A seed's own profile."""
    file = ROOT / "resources" / "landlords" / f"{code}.toml"
    return read_profile(file.read_text(encoding="utf-8"), code)


def ago(**delta: float) -> datetime:
    return NOW - timedelta(**delta)


def event(kind: PortalEventKind, at: datetime, **facts: Any) -> EventFact:
    return EventFact(int((at - ago(days=400)).total_seconds()), kind, at, **facts)


def account(state: AccountState, **facts: Any) -> AccountFact:
    given: dict[str, Any] = {
        "failed_attempts": 0,
        "created_at": ago(days=60),
        "activated_at": ago(days=60),
    } | facts
    return AccountFact(1, state, **given)


def active(*events: EventFact, **facts: Any) -> AccessHistory:
    return replace(BASE, account=account(S.ACTIVE), events=events, **facts)


def pending(*events: EventFact, until: datetime | None = None, **facts: Any) -> AccessHistory:
    waiting = account(S.PENDING_ACTIVATION, activated_at=None, activation_expires_at=until)
    return replace(BASE, account=waiting, events=events, **facts)


def none(*events: EventFact, **facts: Any) -> AccessHistory:
    return replace(BASE, events=events, **facts)


def failed(
    check: FailedCheck, typed: TypedForm | None = None, *, minutes: float = 5, **facts: Any
) -> EventFact:
    return event(K.REGISTRATION_FAILED, ago(minutes=minutes), failed=check, typed=typed, **facts)


def wrong(
    check: FailedCheck = F.PASSWORD, typed: TypedForm | None = None, *, minutes: float = 5, **facts: Any
) -> EventFact:
    return event(K.SIGN_IN_FAILED, ago(minutes=minutes), failed=check, typed=typed, **facts)


def sent(
    *, hours: float, contact: int | None = 7, message: PortalMessage = PortalMessage.ACTIVATION
) -> EventFact:
    kind = K.ACTIVATION_SENT if message is PortalMessage.ACTIVATION else K.RESET_SENT
    return event(kind, ago(hours=hours), message=message, contact_id=contact)


def reset(*, hours: float, contact: int | None = 7) -> EventFact:
    return sent(hours=hours, contact=contact, message=PortalMessage.RESET)


def locked(**facts: Any) -> AccessHistory:
    lock = LockFact(LockCause.FAILED_RECREATIONS, 6, ago(minutes=3), NOW + timedelta(minutes=6, seconds=10))
    done = event(K.LOCKED, ago(minutes=3))
    base = replace(active(done), account=account(S.LOCKED_TEMPORARY, failed_attempts=6), lock=lock)
    return replace(base, **facts)


def blocked(*events: EventFact, **facts: Any) -> AccessHistory:
    return none(*events, block=BlockFact(6, ago(hours=2)), **facts)


def errand(kind: ErrandKind, state: ErrandState, **facts: Any) -> ErrandFact:
    return ErrandFact(1, kind, state, ago(minutes=4), NOW + timedelta(minutes=6), **facts)


def found(code: str, history: AccessHistory, now: datetime = NOW) -> tuple[Finding, ...]:
    return diagnose(profile(code), history, now)


def first(code: str, history: AccessHistory, now: datetime = NOW) -> Finding:
    return found(code, history, now)[0]


HOSTED = PartyFact(2, None, is_main=False, owns_account=False, deceased=False)
DEAD = replace(MAIN, deceased=True)
OVER = LeaseFact(1, date(2020, 1, 1), date(2026, 9, 1))
DONE = {"settled_at": ago(minutes=2)}
FAILED_ERRAND = errand(ErrandKind.RESET, ErrandState.FAILED, result=ErrandResult.NO_USABLE_CONTACT, **DONE)
TEN = tuple(wrong(minutes=minute) for minute in range(1, 11))

LEADING: Mapping[FindingCode, tuple[str, AccessHistory]] = {
    C.SUSPENDED_FRAUD: (V, replace(BASE, account=account(S.SUSPENDED_FRAUD))),
    C.LOCKED_BY_STAFF: (R, replace(BASE, account=account(S.LOCKED_STAFF))),
    C.HOLDER_DECEASED: (M, active(parties=(DEAD,))),
    C.CONTRACT_ENDED: (E, active(leases=(OVER,))),
    C.LOCKED_TEMPORARY: (V, locked()),
    C.FORM_WAITING: (V, blocked(forms=(FormFact(ago(hours=1)),))),
    C.REGISTRATION_BLOCKED: (V, blocked(failed(F.NAME))),
    C.ERRAND_WAITING: (E, active(errands=(errand(ErrandKind.RESET, ErrandState.WAITING),))),
    C.ERRAND_FAILED: (E, active(errands=(FAILED_ERRAND,), contacts=())),
    C.CONTACT_TOO_NEW: (L, none(contacts=(replace(MOBILE, leaving=True), FRESH))),
    C.NO_CONTACT: (R, pending(sent(hours=30), contacts=(MOBILE,))),
    C.MESSAGE_NOT_DELIVERED: (E, pending(sent(hours=1), event(K.NOT_DELIVERED, ago(minutes=50)))),
    C.OLD_CONTACT: (E, pending(sent(hours=1, contact=3))),
    C.ACTIVATION_EXPIRED: (R, pending(sent(hours=25), until=ago(hours=1))),
    C.RESET_EXPIRED: (E, active(reset(hours=25))),
    C.ACTIVATION_WAITED: (M, pending(sent(hours=1), until=NOW + timedelta(hours=23))),
    C.RESET_WAITED: (E, active(reset(hours=1))),
    C.CODE_WRONG: (
        L,
        pending(sent(hours=0.1, contact=8), event(K.ACTIVATION_FAILED, ago(minutes=1), failed=F.CODE)),
    ),
    C.LINK_USED: (
        M,
        active(
            event(K.ACTIVATED, ago(hours=1)), event(K.ACTIVATION_FAILED, ago(minutes=1), failed=F.LINK_USED)
        ),
    ),
    C.PROFILE_TO_RECREATE: (
        E,
        replace(active(wrong(F.LOGIN)), account=account(S.ACTIVE, recreate_since=ago(days=2))),
    ),
    C.RENEWAL_DUE: (V, replace(BASE, account=account(S.ACTIVE, created_at=ago(days=370)))),
    C.ACCOUNT_EXISTS: (M, active(failed(F.ACCOUNT_EXISTS))),
    C.NUMBER_WITH_ZEROS: (M, none(failed(F.NUMBER, T.WITH_ZEROS))),
    C.NUMBER_WITH_PREFIX: (R, none(failed(F.NUMBER, T.WITH_PREFIX))),
    C.NUMBER_WITH_SUFFIX: (L, none(failed(F.NUMBER, T.WITH_SUFFIX))),
    C.NUMBER_OF_OTHER_PAPER: (L, none(failed(F.NUMBER, T.OTHER_NUMBER))),
    C.NUMBER_WRONG: (R, none(failed(F.NUMBER, T.AS_EXPECTED))),
    C.NOT_THE_HOLDER: (V, none(failed(F.NAME), parties=(MAIN, HOSTED))),
    C.NAME_WRONG: (R, none(failed(F.NAME))),
    C.BIRTH_DATE_WRONG: (M, none(failed(F.BIRTH_DATE))),
    C.PARTY_NUMBER_WRONG: (L, none(failed(F.PARTY_NUMBER, T.OTHER_NUMBER))),
    C.EMAIL_USED: (M, none(failed(F.EMAIL_USED))),
    C.EMAIL_DIFFERS: (M, none(failed(F.EMAIL_DIFFERS))),
    C.PASSWORD_REFUSED: (V, none(failed(F.PASSWORD_RULE))),
    C.SCREEN_INCOMPLETE: (M, none(failed(F.CAPTCHA))),
    C.NO_MOBILE: (L, none(failed(F.NO_MOBILE), contacts=())),
    C.OTHER_MOBILE: (L, none(failed(F.OTHER_MOBILE))),
    C.WRONG_LOGIN: (R, active(wrong(F.LOGIN, T.OTHER_SHAPE))),
    C.MANY_FAILURES: (R, active(*TEN)),
    C.PASSWORD_FORGOTTEN: (E, active(wrong())),
    C.APP_OUTDATED: (
        V,
        none(event(K.REGISTRATION_FAILED, ago(minutes=5), outdated=True)),
    ),
    C.INVITED: (M, none(event(K.INVITATION_SENT, ago(days=5)))),
    C.ACCOUNT_CLOSED: (V, replace(BASE, account=account(S.CLOSED, closed_at=ago(days=3)))),
    C.NEVER_REGISTERED: (V, BASE),
    C.SESSIONS_ENDED: (
        R,
        active(event(K.SIGNED_IN, ago(days=2)), event(K.SESSIONS_ENDED, ago(hours=2), by_staff=True)),
    ),
    C.CAN_SIGN_IN: (R, active(event(K.SIGNED_IN, ago(days=2)))),
}
UNLOCKED = tuple(event(K.UNLOCKED, ago(days=day), by_staff=True) for day in (1, 2))
BESIDE: Mapping[FindingCode, tuple[str, AccessHistory]] = {
    C.COOLING_OFF: (V, locked(contacts=(MAIL, FRESH))),
    C.REPEATED_UNLOCKS: (V, active(*UNLOCKED)),
    C.FUNCTION_ELSEWHERE: (V, active()),
    C.SUPPLIER_PORTAL: (E, active()),
}
EVERY = {**LEADING, **BESIDE}

# Each row of portals.md 4.1, with the findings that answer it, or the reason why none does.
ROWS: Mapping[str, tuple[FindingCode, ...] | str] = {
    "Sign-up with paper identifiers": (
        C.NUMBER_WITH_ZEROS, C.NUMBER_WITH_PREFIX, C.NUMBER_WITH_SUFFIX, C.NUMBER_OF_OTHER_PAPER,
        C.NUMBER_WRONG, C.NAME_WRONG, C.BIRTH_DATE_WRONG, C.PARTY_NUMBER_WRONG, C.NEVER_REGISTERED,
    ),
    "Only the main holder/signatory": (C.NOT_THE_HOLDER, C.ACCOUNT_EXISTS),
    "SMS code to the known mobile": (
        C.ACTIVATION_WAITED, C.MESSAGE_NOT_DELIVERED, C.OLD_CONTACT, C.CONTACT_TOO_NEW, C.NO_MOBILE,
        C.OTHER_MOBILE, C.CODE_WRONG, C.COOLING_OFF,
    ),
    "E-mail validation, two links, 24 h link": (
        C.ACTIVATION_WAITED, C.ACTIVATION_EXPIRED, C.LINK_USED, C.ERRAND_WAITING, C.ERRAND_FAILED,
        C.NO_CONTACT, C.EMAIL_USED, C.EMAIL_DIFFERS,
    ),
    "Captcha, terms accepted": (C.SCREEN_INCOMPLETE,),
    "Inscription suite à courrier": (C.INVITED, C.NEVER_REGISTERED),
    "New version of the portal": (C.PROFILE_TO_RECREATE,),
    "App out of date, app-only functions": (C.APP_OUTDATED, C.FUNCTION_ELSEWHERE),
    "Login remembered on a shared device": (C.SESSIONS_ENDED, C.CAN_SIGN_IN),
    "Login by number or e-mail": (C.WRONG_LOGIN,),
    "Forgotten password, forgotten id": (
        C.PASSWORD_FORGOTTEN, C.PASSWORD_REFUSED, C.RESET_WAITED, C.RESET_EXPIRED,
    ),
    "Temporary lock 10 min": (C.LOCKED_TEMPORARY, C.REPEATED_UNLOCKS),
    "Registration blocked, assistance form": (C.REGISTRATION_BLOCKED, C.FORM_WAITING),
    "Yearly re-creation": (C.RENEWAL_DUE,),
    "Adviser signs in as the tenant": "Not a cause: the read-only view (F11) is named by CAN_SIGN_IN (R4.6).",
    "Account of a former or deceased tenant": (C.HOLDER_DECEASED, C.CONTRACT_ENDED, C.ACCOUNT_CLOSED),
    "Suspicion of takeover": (C.SUSPENDED_FRAUD, C.LOCKED_BY_STAFF, C.MANY_FAILURES),
    "Supplier portal with mailed password": (C.SUPPLIER_PORTAL,),
}  # fmt: skip
