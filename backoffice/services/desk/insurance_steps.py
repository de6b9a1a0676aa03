"""What was done of a default of insurance, as the file shows it: notices, policies, hand-overs."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.validation.insurance import InsuranceRouteRow
from backoffice.rules.dates import french_day, french_month, last_day, paris_day
from backoffice.rules.money import euros
from backoffice.rules.vocabulary.validation.insurance import InsuranceRoute
from backoffice.services.insurance.standing import (
    NoticeView,
    PolicyView,
    notices_of,
    policies_of,
)


@dataclass(frozen=True)
class Step:
    """A step of a default: its day, its contract, what it is and what came of it."""

    on: date
    contract: str
    what: str
    detail: str


def steps_of(session: Session, contracts: dict[int, str], day: date) -> tuple[Step, ...]:
    """The steps of the leases that ``contracts`` names, known on ``day``, the latest first."""
    found = [_noticed(one, contracts[one.lease_id]) for one in notices_of(session, list(contracts))]
    found += [_policy(one, day) for one in policies_of(session, contracts)]
    found += _handed(session, contracts)
    return tuple(sorted((one for one in found if one.on <= day), key=lambda one: one.on, reverse=True))


def _noticed(one: NoticeView, contract: str) -> Step:
    if one.presented_on is None:
        detail = "pas encore présentée : notez le jour porté sur l’avis"
    else:
        detail = f"présentée le {french_day(one.presented_on)}, {one.outcome.lower()}"
    return Step(one.sent_on, contract, "Mise en demeure", detail)


def _policy(one: PolicyView, day: date) -> Step:
    last = last_day(one.ends_on) or one.ends_on
    sums = (
        f"{euros(one.total)} l’an (prime {euros(one.premium)}, majoration {euros(one.surcharge)})"
        f" ; jusqu’au {french_day(last)}"
    )
    if one.ended:
        sums += f", résiliée : {one.ended.lower()}"
    coming = next((k for k in one.instalments if not k.cancelled and k.month >= day.replace(day=1)), None)
    if coming is not None:
        sums += f" ; {euros(coming.amount)} avec le loyer de {french_month(coming.month)}"
    return Step(one.starts_on, one.contract, f"Assurance pour compte, {one.insurer}", sums)


def _handed(session: Session, contracts: dict[int, str]) -> list[Step]:
    rows = session.scalars(
        select(InsuranceRouteRow).where(
            InsuranceRouteRow.lease_id.in_(contracts), InsuranceRouteRow.route == InsuranceRoute.TERMINATION
        )
    )
    return [
        Step(
            paris_day(row.recorded_at),
            contracts[row.lease_id],
            "Remise au contentieux",
            f"close le {french_day(paris_day(row.closed_at))}" if row.closed_at else "en cours",
        )
        for row in rows
    ]
