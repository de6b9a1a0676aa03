"""The acts on an access: in which state, at what level, by whom, for what reason (R4.14–R4.16)."""

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct

_R = ActReason


class AccessState(Labelled):
    """States of R4.14 as a pure machine, without account included."""

    NONE = "NONE", "Aucun compte"
    REGISTRATION_BLOCKED = "REGISTRATION_BLOCKED", "Inscription bloquée"
    PENDING_ACTIVATION = "PENDING_ACTIVATION", "En attente d’activation"
    ACTIVE = "ACTIVE", "Actif"
    LOCKED_TEMPORARY = "LOCKED_TEMPORARY", "Bloqué"
    LOCKED_STAFF = "LOCKED_STAFF", "Bloqué par le bailleur"
    SUSPENDED_FRAUD = "SUSPENDED_FRAUD", "Suspendu (fraude)"
    CLOSED = "CLOSED", "Fermé"


def access_state(state: AccountState | None, *, blocked: bool) -> AccessState:
    """The state of the machine; a blocked registration counts only without a live account (R4.13)."""
    if state in (None, AccountState.CLOSED):
        if blocked:
            return AccessState.REGISTRATION_BLOCKED
        return AccessState.NONE if state is None else AccessState.CLOSED
    return AccessState(state.value)


@dataclass(frozen=True)
class ActRule:
    """What an act needs and where it leads; ``after`` is ``None`` when the state stays."""

    level: CallerLevel
    states: frozenset[AccessState]
    after: AccessState | None
    reasons: tuple[ActReason, ...]
    manager_only: bool = False
    frozen_by_cooling: bool = False
    """Refused during a cooling-off, but to a manager (R4.15)."""


_S = AccessState
_LIVE = frozenset(
    {_S.PENDING_ACTIVATION, _S.ACTIVE, _S.LOCKED_TEMPORARY, _S.LOCKED_STAFF, _S.SUSPENDED_FRAUD}
)
_FROZEN = frozenset({_S.LOCKED_STAFF, _S.SUSPENDED_FRAUD})
_UNLOCKING = (
    _R.FORGOTTEN_PASSWORD,
    _R.TYPING_ERROR,
    _R.NEW_DEVICE,
    _R.FAILED_REGISTRATION,
    _R.PORTAL_INCIDENT,
    _R.TAKEOVER_SUSPECTED,
)

RULES: Mapping[PortalAct, ActRule] = {
    PortalAct.UNLOCK: ActRule(
        CallerLevel.L2, frozenset({_S.LOCKED_TEMPORARY}), _S.ACTIVE, _UNLOCKING, frozen_by_cooling=True
    ),
    PortalAct.RELEASE_REGISTRATION: ActRule(
        CallerLevel.L2,
        frozenset({_S.REGISTRATION_BLOCKED}),
        _S.NONE,
        (*_UNLOCKING, _R.FORM_CHECKED),
        frozen_by_cooling=True,
    ),
    PortalAct.SEND_ACTIVATION: ActRule(
        CallerLevel.L1,
        frozenset({_S.PENDING_ACTIVATION}),
        None,
        (_R.NOT_RECEIVED, _R.LINK_EXPIRED, _R.PORTAL_INCIDENT),
    ),
    PortalAct.SEND_RESET: ActRule(
        CallerLevel.L1,
        frozenset({_S.ACTIVE, _S.LOCKED_TEMPORARY}),
        None,
        (_R.FORGOTTEN_PASSWORD, _R.NOT_RECEIVED, _R.LINK_EXPIRED, _R.NEW_DEVICE, _R.PORTAL_INCIDENT),
    ),
    PortalAct.SEND_INVITATION: ActRule(
        CallerLevel.L1, frozenset({_S.NONE}), None, (_R.NEVER_REGISTERED, _R.LETTER_LOST)
    ),
    PortalAct.REPLACE_CONTACT: ActRule(
        CallerLevel.L3,
        frozenset(_S) - _FROZEN,
        None,
        (_R.CONTACT_LOST, _R.CONTACT_MISTYPED, _R.TENANT_ASKS),
    ),
    PortalAct.END_SESSIONS: ActRule(
        CallerLevel.L1, _LIVE, None, (_R.DEVICE_SHARED, _R.TENANT_ASKS, _R.TAKEOVER_SUSPECTED)
    ),
    PortalAct.SUSPEND: ActRule(
        CallerLevel.L0,
        _LIVE - {_S.SUSPENDED_FRAUD},
        _S.SUSPENDED_FRAUD,
        (_R.TAKEOVER_SUSPECTED, _R.TENANT_OBJECTS),
    ),
    PortalAct.LIFT: ActRule(CallerLevel.L3, _FROZEN, _S.ACTIVE, (_R.DOUBT_CLEARED,), manager_only=True),
    PortalAct.CLOSE: ActRule(CallerLevel.L2, _LIVE, _S.CLOSED, (_R.DEPARTURE, _R.DEATH, _R.TENANT_ASKS)),
}


def needed_level(act: PortalAct, state: AccessState) -> CallerLevel:
    """The level that ``act`` needs in ``state``.

    Closing what staff froze would let a new account be made beside it: it needs what lifting needs (R4.14).
    """
    if act is PortalAct.CLOSE and state in _FROZEN:
        return RULES[PortalAct.LIFT].level
    return RULES[act].level


def needs_manager(act: PortalAct, state: AccessState) -> bool:
    """Whether ``act`` in ``state`` is a manager's alone (R4.14)."""
    return RULES[act].manager_only or (act is PortalAct.CLOSE and state in _FROZEN)


def state_after(act: PortalAct, state: AccessState, *, activated: bool) -> AccessState:
    """Where ``act`` leads from ``state``; lifting never activates an account that its owner had not."""
    if act is PortalAct.LIFT and not activated:
        return AccessState.PENDING_ACTIVATION
    return RULES[act].after or state


def possible_acts(state: AccessState) -> tuple[PortalAct, ...]:
    """The acts that ``state`` allows, whoever calls and whoever acts."""
    return tuple(act for act, rule in RULES.items() if state in rule.states)
