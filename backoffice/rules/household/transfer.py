"""Who may claim the lease of a holder who died or left for good (R3.18, R3.19, R3.25)."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.household.forms import Claim, ClaimQuality
from backoffice.rules.household.state import HouseholdState

_Q = ClaimQuality
_NO_STAY = frozenset({_Q.SPOUSE, _Q.PACS_PARTNER})
_STAY_MONTHS = 12


@dataclass(frozen=True)
class ClaimResult:
    """One claim: whether the stay is proven, and what the manager has to judge."""

    claim: Claim
    stay_proven: bool
    lived_since: date | None
    questions: tuple[str, ...]


def judge_claims(claims: tuple[Claim, ...], state: HouseholdState, day: date) -> tuple[ClaimResult, ...]:
    """Each claim on the lease on ``day``; income and size are questions, never computed."""
    return tuple(_judged(claim, state, day) for claim in claims)


def _judged(claim: Claim, state: HouseholdState, day: date) -> ClaimResult:
    since = _lived_since(claim, state, day)
    proven = claim.quality in _NO_STAY or (since is not None and add_months(since, _STAY_MONTHS) <= day)
    return ClaimResult(claim, proven, since, _questions(claim, state))


def _lived_since(claim: Claim, state: HouseholdState, day: date) -> date | None:
    """Since when the file or the papers say that he lives there; the file counts what is on record."""
    stays = sorted(
        (one for one in state.livings if one.person_id == claim.person_id and one.since <= day),
        key=lambda one: one.since,
        reverse=True,
    )
    recorded: date | None = None
    reached = day
    for one in stays:
        if one.until is not None and one.until < reached:
            break
        recorded = reached = one.since
    known = [one for one in (recorded, claim.lived_since) if one is not None and one <= day]
    return min(known, default=None)


def _questions(claim: Claim, state: HouseholdState) -> tuple[str, ...]:
    """The conditions of article 40, but for those it spares (R3.25)."""
    who = state.name(claim.person_id)
    if claim.quality in (_Q.SPOUSE, _Q.PACS_PARTNER, _Q.KNOWN_PARTNER):
        return (f"{who} : aucune condition de ressources ni de taille.",)
    if claim.quality is _Q.ASCENDANT:
        return (f"{who} : ascendant, sans condition s’il vivait vraiment là depuis plus d’un an.",)
    return (
        f"{who} : ressources sous le plafond d’attribution ?",
        f"{who} : logement adapté à la taille du ménage ? (textes contradictoires, non vérifié)",
        f"{who} : handicapé ou âgé de plus de 65 ans ? alors sans condition.",
    )


def stay_sentence(result: ClaimResult, name: str) -> str:
    """Why a claim is not proven."""
    told = f"depuis le {french_day(result.lived_since)}" if result.lived_since else "sans date connue"
    return f"{name} vivait là {told} : un an à la date du départ n’est pas prouvé, demandez une preuve."
