"""Who has no certificate, chosen and counted before anything is written (R2.12)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.rules.dates import paris_day
from backoffice.rules.insurance.calendar import InsuranceCalendar, calendar_of
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.state import insurance_state
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, InsuranceStep
from backoffice.services.clock import server_instant
from backoffice.services.insurance.facts import read_facts
from backoffice.services.landlords import landlord_parameters

ASKABLE = (InsuranceState.UNINSURED, InsuranceState.REJECTED, InsuranceState.EXPIRING)
"""The states in which a certificate is asked for."""
STEPS: Mapping[CertificateRequest, frozenset[InsuranceStep]] = {
    CertificateRequest.REQUEST: frozenset({InsuranceStep.REQUEST}),
    CertificateRequest.REMINDER: frozenset({InsuranceStep.REMIND, InsuranceStep.FORMAL_NOTICE}),
}
"""Whom a campaign of each kind is for: never again while the time to answer runs."""
_LEASES = text("""
    SELECT l.id, l.number, l.customer_id, c.client_ref, a.name AS agency,
           p.civility, p.birth_name, p.usage_name, p.first_names,
           EXISTS (SELECT FROM contact k WHERE k.person_id = p.id AND k.channel IN ('EMAIL', 'MOBILE')
                   AND k.valid_from <= :today AND (k.valid_to IS NULL OR k.valid_to > :today)
                   AND k.usable_for_security_from <= now()) AS reachable
    FROM lease l
    JOIN customer c ON c.id = l.customer_id
    JOIN person p ON p.id = c.main_person_id
    JOIN agency a ON a.id = l.agency_id
    WHERE l.landlord_id = :landlord AND l.insurance_required AND p.deceased_on IS NULL
      AND l.valid_from <= :today AND (l.valid_to IS NULL OR l.valid_to > :today)
      AND (CAST(:agency AS bigint) IS NULL OR l.agency_id = :agency)
      AND NOT EXISTS (SELECT FROM insurance_submission s WHERE s.lease_id = l.id
                      AND s.state = 'ACCEPTED' AND s.covered_until > :horizon)
    ORDER BY l.customer_id, l.number_key
""")


@dataclass(frozen=True)
class Choice:
    """Whose certificates are asked for: a landlord, an agency or all of mine, some states."""

    landlord_id: int
    kind: CertificateRequest = CertificateRequest.REQUEST
    agency_id: int | None = None
    states: tuple[InsuranceState, ...] = ASKABLE

    def as_json(self) -> dict[str, Any]:
        """The choice as it is kept: codes alone."""
        return {"agency": self.agency_id, "states": [state.value for state in self.states]}


@dataclass(frozen=True)
class Uncovered:
    """A contract without a certificate."""

    lease_id: int
    number: str
    state: InsuranceState


@dataclass(frozen=True)
class Uninsured:
    """A tenant to write to; ``reachable`` tells that he has an e-mail address or a mobile."""

    customer_id: int
    client_ref: str
    tenant: str
    agency: str
    contracts: tuple[Uncovered, ...]
    reachable: bool


@dataclass(frozen=True)
class Figures:
    """What a campaign would write, before it is prepared."""

    tenants: int
    contracts: int
    by_state: tuple[tuple[InsuranceState, int], ...]
    by_letter_alone: int
    """Tenants without e-mail and mobile."""


def uninsured(session: Session, choice: Choice) -> tuple[Uninsured, ...]:
    """The tenants whom row security shows and whom a campaign of this kind is for, by customer."""
    today = paris_day(server_instant(session))
    calendar = calendar_of(landlord_parameters(session, choice.landlord_id, today))
    horizon = today + timedelta(days=calendar.request_before_days)
    asked = {"landlord": choice.landlord_id, "agency": choice.agency_id, "today": today, "horizon": horizon}
    leases = session.execute(_LEASES, asked).all()
    facts = read_facts(session, dict.fromkeys((row.id for row in leases), True))
    kept = []
    for row in leases:
        standing = insurance_state(facts[row.id], today, calendar)
        if standing.state in choice.states and _is_due(
            standing.next_step, standing.next_step_on, choice, today
        ):
            kept.append((row, standing.state))
    return tuple(_tenants(kept))


def figures(found: Sequence[Uninsured]) -> Figures:
    """The counts of what was found; a contract counts under its own state."""
    states = [contract.state for one in found for contract in one.contracts]
    return Figures(
        tenants=len(found),
        contracts=len(states),
        by_state=tuple((state, states.count(state)) for state in ASKABLE if state in states),
        by_letter_alone=sum(1 for one in found if not one.reachable),
    )


def still_wants(
    facts: InsuranceFacts, kind: CertificateRequest, today: date, calendar: InsuranceCalendar
) -> str | None:
    """Why a contract no longer wants to be asked for, as the code of its state; ``None`` when it does."""
    standing = insurance_state(facts, today, calendar)
    if standing.next_step in STEPS[kind] and standing.state in ASKABLE:
        return None
    return standing.state.value


def _is_due(step: InsuranceStep, on: date | None, choice: Choice, today: date) -> bool:
    # A day off is no reason to leave somebody out: what was due on Saturday is of Saturday's campaign.
    return step in STEPS[choice.kind] and on is not None and on <= today + timedelta(days=4)


def _tenants(kept: Sequence[tuple[Row[Any], InsuranceState]]) -> Iterator[Uninsured]:
    for _, grouped in groupby(kept, key=lambda pair: pair[0].customer_id):
        pairs = list(grouped)
        row = pairs[0][0]
        yield Uninsured(
            customer_id=row.customer_id,
            client_ref=row.client_ref,
            tenant=display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
            agency=row.agency,
            contracts=tuple(Uncovered(one.id, one.number, state) for one, state in pairs),
            reachable=row.reachable,
        )
