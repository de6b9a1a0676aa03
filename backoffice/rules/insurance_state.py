"""Where a lease stands with its home insurance, from what was sent and the day (R2.19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.service import InsuranceState, SubmissionState

EXPIRING_DAYS = 42


@dataclass(frozen=True)
class Submission:
    """A certificate sent: when, and what was decided."""

    submitted_on: date
    state: SubmissionState
    covered_until: date | None


@dataclass(frozen=True)
class InsuranceStanding:
    """State, last day covered, and one sentence about it."""

    state: InsuranceState
    covered_until: date | None
    sentence: str


def insurance_standing(required: bool, sent: Sequence[Submission], today: date) -> InsuranceStanding:
    """The state of a lease's insurance on ``today``; ``sent`` in any order (R2.4, R2.19)."""
    if not required:
        return InsuranceStanding(
            InsuranceState.NOT_REQUIRED, None, "Pas d’attestation demandée pour ce contrat."
        )
    ends = [one.covered_until for one in sent if one.covered_until is not None]
    covered = max(ends, default=None)
    latest = max(sent, key=lambda one: one.submitted_on, default=None)
    waiting = latest is not None and latest.state is SubmissionState.SUBMITTED
    if covered is not None and covered >= today:
        return _covered(covered, today, waiting)
    if waiting and latest is not None:
        sentence = f"Attestation reçue le {french_day(latest.submitted_on)}, à valider."
        return InsuranceStanding(InsuranceState.SUBMITTED, covered, sentence)
    if latest is not None and latest.state is SubmissionState.REJECTED:
        sentence = f"Attestation du {french_day(latest.submitted_on)} refusée : en demander une autre."
        return InsuranceStanding(InsuranceState.REJECTED, covered, sentence)
    since = f"depuis le {french_day(covered)}" if covered else "jamais reçue"
    return InsuranceStanding(InsuranceState.UNINSURED, covered, f"Aucune attestation en cours, {since}.")


def _covered(covered: date, today: date, waiting: bool) -> InsuranceStanding:
    days = (covered - today).days
    if days > EXPIRING_DAYS:
        return InsuranceStanding(InsuranceState.COVERED, covered, "Attestation en cours de validité.")
    left = "aujourd’hui" if days == 0 else "demain" if days == 1 else f"dans {days} jours"
    follow = " ; la suivante est à valider" if waiting else ""
    return InsuranceStanding(InsuranceState.EXPIRING, covered, f"Prend fin {left}{follow}.")
