"""Why a tenant cannot sign in: from an access's history to findings in order (R4.10–R4.19)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from backoffice.rules.portal.causes import entrance, errands, identity, messages, passwords, remarks, standing
from backoffice.rules.portal.causes.case import Case
from backoffice.rules.portal.findings import Finding, in_order
from backoffice.rules.portal.history import AccessHistory
from backoffice.rules.profile import LandlordProfile

_CAUSES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    standing.frozen,
    standing.over,
    standing.locked,
    standing.form_waiting,
    standing.blocked,
    errands.errands,
    messages.messages,
    passwords.to_recreate,
    passwords.renewal,
    identity.checks,
    passwords.many_failures,
    passwords.forgotten,
    passwords.outdated,
    entrance.no_account,
)


def diagnose(profile: LandlordProfile, history: AccessHistory, now: datetime) -> tuple[Finding, ...]:
    """What keeps this tenant out at ``now``, in the order in which it is told; never empty.

    The first finding decides and is never a remark; no code comes twice. A finding tells which check
    failed and in which form, never a value that the caller should know (R4.20, R4.31).
    """
    case = Case(profile, history, now)
    found = [finding for cause in _CAUSES for finding in cause(case)]
    if not found:
        found.extend(entrance.nothing_stands(case))
    return in_order((*found, *remarks.remarks(case)))
