"""The case of a certificate to be decided: what the order says and what the file holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.rules.dates import paris_day
from backoffice.rules.insurance.checklist import TO_CONFIRM, Verdict, read_verdict
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.items.orders import KindOrder
from backoffice.services.landlords import landlord_parameters

_HEAD = text("""
    SELECT w.landlord_id, w.customer_id, w.lease_id, now() AS now,
           EXISTS (SELECT FROM on_behalf_policy y WHERE y.lease_id = w.lease_id
                   AND y.ends_on > (now() AT TIME ZONE 'Europe/Paris')::date) AS has_policy,
           EXISTS (SELECT FROM insurance_route r WHERE r.lease_id = w.lease_id
                   AND r.closed_at IS NULL) AS in_default
    FROM work_item w JOIN insurance_submission s ON s.work_item_id = w.id
    WHERE w.id = :item AND w.kind = 'INSURANCE'
""")
_LEASES = text("""
    SELECT l.id, l.number, q.kind, l.insurance_required,
           l.valid_from <= :today AND (l.valid_to IS NULL OR l.valid_to > :today) AS current,
           (SELECT max(s.covered_until) FROM insurance_submission s
            WHERE s.lease_id = l.id AND s.state = 'ACCEPTED'
              AND s.work_item_id IS DISTINCT FROM :item) AS previous_end
    FROM lease l JOIN premises q ON q.id = l.premises_id
    WHERE l.customer_id = :customer ORDER BY q.kind <> 'DWELLING', l.number_key
""")


@dataclass(frozen=True)
class Case:
    """An order and what it is about."""

    order: KindOrder
    verdict: Verdict
    landlord_id: int
    customer_id: int
    lease_id: int
    today: date
    answer_days: int
    warning_months: int
    has_policy: bool
    in_default: bool
    leases: Sequence[Row[Any]]

    @property
    def with_insurer(self) -> bool:
        """Whether it waits for the insurer and not for the tenant (R2.11)."""
        return self.order.reason == TO_CONFIRM

    @property
    def previous_end(self) -> date | None:
        """The last day of the cover of this contract without this paper."""
        return next((row.previous_end for row in self.leases if row.id == self.lease_id), None)

    @property
    def accepted_for(self) -> tuple[Row[Any], ...]:
        """The contracts that the paper is accepted for, that of the item first."""
        own = [row for row in self.leases if row.id == self.lease_id]
        return (*own, *(row for row in self.leases if row.id in self.verdict.lease_ids and row not in own))

    @property
    def numbers(self) -> str:
        """``994/0`` or ``994/0 et 994/1``."""
        return " et ".join(row.number for row in self.accepted_for)

    @property
    def contracts(self) -> tuple[str, ...]:
        """``Logement 994/0``, each."""
        return tuple(contract_words(PremisesKind(row.kind), row.number) for row in self.accepted_for)

    def refuse_other_contracts(self) -> None:
        """Raise ``Refused`` (``WRONG_CONTRACT``) for one that is not a current contract of his."""
        known = {row.id for row in self.leases if row.current}
        if not set(self.verdict.lease_ids) <= known:
            raise Refused(
                "Un contrat coché n’est pas un contrat en cours de ce locataire : rouvrez le dossier.",
                code="WRONG_CONTRACT",
            )


def read_case(session: Session, order: KindOrder) -> Case:
    """The case of ``order``. Raises ``NotFound``, ``Refused`` (``VERDICT``)."""
    head = session.execute(_HEAD, {"item": order.item_id}).one_or_none()
    if head is None:
        raise NotFound("Cette attestation n’existe plus ou n’est pas de vos agences : relancez la file.")
    today = paris_day(head.now)
    profile = landlord_parameters(session, head.landlord_id, today)
    leases = session.execute(
        _LEASES, {"customer": head.customer_id, "today": today, "item": order.item_id}
    ).all()
    verdict = read_verdict(order.details)
    accepts = order.decision is WorkDecision.ACCEPTED
    return Case(
        order=order,
        verdict=verdict if accepts else Verdict(checks=verdict.checks),
        landlord_id=head.landlord_id,
        customer_id=head.customer_id,
        lease_id=head.lease_id,
        today=today,
        answer_days=profile.insurance_answer_days,
        warning_months=profile.insurance_period_warning_months,
        has_policy=head.has_policy,
        in_default=head.in_default,
        leases=leases,
    )
