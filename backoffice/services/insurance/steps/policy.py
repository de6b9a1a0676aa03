"""Insurance taken out for a tenant: taken, renewed, ended, with its letters and sums (R2.13–R2.17)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.validation.insurance import FormalNotice, OnBehalfPolicy
from backoffice.rules.dates import french_day, last_day
from backoffice.rules.insurance.on_behalf import (
    OnBehalfCost,
    due_until,
    instalments_words,
    on_behalf_cost,
    policy_end,
)
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.money import euros
from backoffice.services.insurance.standing import standing_of
from backoffice.services.insurance.steps.once import Done, letter_for, once
from backoffice.services.insurance.steps.orders import EndOrder, PolicyOrder, RenewOrder, StepResult
from backoffice.services.letters.messages import message_words

_TAKE = text("SELECT take_policy(:lease, :insurer, :number, :premium, :percent, :starts, :letter, :command)")
_RENEW = text("SELECT renew_policy(:policy, :version, :number, :premium, :percent, :letter, :command)")
_END = text("SELECT end_policy(:policy, :version, :ends, :why, :command)")
_TELL = text("SELECT tell_policy_end(:policy, :template, :subject, :body, :short, :command)")


def take_policy(session: Session, order: PolicyOrder) -> StepResult:
    """Note a policy taken out for the tenant, with its letter and its twelfths (R2.13–R2.16).

    Raises ``Refused``: ``SURCHARGE_TOO_HIGH``, ``PREMIUM``, ``TOO_EARLY``, ``NO_NOTICE``, ``COVERED``,
    ``PAPER_WAITING``, ``ROUTE_TAKEN``, ``POLICY_RUNNING``, ``ROLE``.
    """

    def carry(lease: Row[Any]) -> Done:
        cost = _cost(session, lease, order.premium, order.surcharge_percent)
        values = _sums(lease, order, cost, order.starts_on) | {"date_demande": _noticed_on(session, lease.id)}
        code = TextCode.INSURANCE_ON_BEHALF_TAKEN
        letter = letter_for(session, lease, code, values, order.command_id)
        asked = {
            "lease": lease.id,
            "insurer": order.insurer,
            "number": order.policy_number,
            "premium": order.premium,
            "percent": order.surcharge_percent,
            "starts": order.starts_on,
            "letter": letter,
            "command": order.command_id,
        }
        made = session.execute(_TAKE, asked).scalar_one()
        return _taken(lease, cost, "souscrite"), made, letter

    return once(session, "INSURANCE_POLICY_TAKEN", order, order.lease_id, carry)


def renew_policy(session: Session, order: RenewOrder) -> StepResult:
    """Note the following year of a policy, with its letter (R2.16). Raises ``Refused``, ``Conflict``."""
    former = _policy(session, order.policy_id)

    def carry(lease: Row[Any]) -> Done:
        cost = _cost(session, lease, order.premium, order.surcharge_percent)
        following = PolicyOrder(
            lease.id, former.insurer, order.policy_number, order.premium, order.surcharge_percent,
            former.ends_on, order.command_id,
        )  # fmt: skip
        values = _sums(lease, following, cost, former.ends_on)
        code = TextCode.INSURANCE_ON_BEHALF_RENEWED
        letter = letter_for(session, lease, code, values, order.command_id)
        asked = {
            "policy": order.policy_id,
            "version": order.version,
            "number": order.policy_number,
            "premium": order.premium,
            "percent": order.surcharge_percent,
            "letter": letter,
            "command": order.command_id,
        }
        made = session.execute(_RENEW, asked).scalar_one()
        return _taken(lease, cost, "renouvelée"), made, letter

    return once(session, "INSURANCE_POLICY_RENEWED", order, former.lease_id, carry)


def end_policy(session: Session, order: EndOrder) -> StepResult:
    """End a policy, settle what is due and tell the tenant (R2.17). Raises ``Refused``, ``Conflict``."""
    policy = _policy(session, order.policy_id)

    def carry(lease: Row[Any]) -> Done:
        asked = {"policy": order.policy_id, "version": order.version, "ends": order.ends_on}
        due: Decimal = session.execute(
            _END, asked | {"why": order.why.value, "command": order.command_id}
        ).scalar_one()
        last = last_day(order.ends_on) or order.ends_on
        words = message_words(
            session,
            lease.customer_id,
            TextCode.INSURANCE_ON_BEHALF_ENDED.value,
            _end_values(lease, policy, last, due),
            lease_id=lease.id,
        )
        session.execute(_TELL, vars(words) | {"policy": order.policy_id, "command": order.command_id})
        sentence = f"Assurance pour compte résiliée au {french_day(last)} : {euros(due)} dus en tout."
        return sentence, order.policy_id, None

    return once(session, "INSURANCE_POLICY_ENDED", order, policy.lease_id, carry)


def _end_values(lease: Row[Any], policy: OnBehalfPolicy, last: date, due: Decimal) -> dict[str, str]:
    return {
        "contrat": lease.number,
        "assureur": policy.insurer,
        "date_fin": french_day(last),
        "somme_due": euros(due),
    }


def preview_end(session: Session, policy_id: int, ends_on: date) -> Decimal:
    """What would be due in all of a policy that ends then, in euros (R2.17). Raises ``NotFound``."""
    policy = _policy(session, policy_id)
    return due_until(policy.total, policy.starts_on, ends_on)


def _policy(session: Session, policy_id: int) -> OnBehalfPolicy:
    found = session.get(OnBehalfPolicy, policy_id, populate_existing=True)
    if found is None:
        raise NotFound("Cette assurance n’existe pas ou n’est pas de vos agences : relisez le dossier.")
    return found


def _cost(session: Session, lease: Row[Any], premium: Decimal, percent: Decimal) -> OnBehalfCost:
    """The sums; more than the landlord told in its notice is refused, and more than the law (R2.15)."""
    cost = on_behalf_cost(premium, percent)
    told = standing_of(session, lease.id).profile.insurance_surcharge_percent
    if percent > told:
        raise Refused(
            f"La mise en demeure annonce une majoration de {told} % au plus : baissez-la.",
            code="SURCHARGE_TOO_HIGH",
        )
    return cost


def _sums(lease: Row[Any], order: PolicyOrder, cost: OnBehalfCost, starts_on: date) -> dict[str, str]:
    last = last_day(policy_end(starts_on)) or starts_on
    return {
        "contrat": lease.number,
        "assureur": order.insurer,
        "police": order.policy_number,
        "date_debut": french_day(starts_on),
        "date_fin": french_day(last),
        "prime": euros(cost.premium),
        "majoration": f"{order.surcharge_percent.normalize():f}".replace(".", ","),
        "montant_majoration": euros(cost.surcharge),
        "total": euros(cost.total),
        "mensualites": instalments_words(cost.instalments),
    }


def _noticed_on(session: Session, lease_id: int) -> str:
    sent = session.scalars(
        select(func.max(FormalNotice.sent_on)).where(FormalNotice.lease_id == lease_id)
    ).one()
    if sent is None:
        raise Refused("Il faut une mise en demeure présentée depuis un mois.", code="NO_NOTICE")
    return french_day(sent)


def _taken(lease: Row[Any], cost: OnBehalfCost, what: str) -> str:
    monthly = instalments_words(cost.instalments)
    return f"Assurance pour compte {what}, contrat {lease.number} : {euros(cost.total)} l’an, {monthly}."
