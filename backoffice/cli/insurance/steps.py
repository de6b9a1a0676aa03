"""``insurance notice … instalments``: a default, step by step, and the sums for the accounts."""

from argparse import Namespace
from collections.abc import Callable
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.target import draft_for
from backoffice.rules.dates import french_month
from backoffice.rules.money import euros
from backoffice.services.insurance.instalments import instalments_due
from backoffice.services.insurance.litigation import facts_pdf
from backoffice.services.insurance.steps import notice as notices
from backoffice.services.insurance.steps import policy as policies
from backoffice.services.insurance.steps.orders import (
    EndOrder,
    FlagOrder,
    HandOverOrder,
    NoticeOrder,
    PolicyOrder,
    PresentedOrder,
    RenewOrder,
    StepResult,
)
from backoffice.services.tenant.lookup import lease_to_open
from backoffice.settings import Settings

_Act = Callable[[Session, Settings, str], StepResult]


def notice(parsed: Namespace) -> None:
    """Issue a formal notice. Raises ``Refused``."""
    _step(parsed, lambda session, settings, command: notices.send_notice(
        session, NoticeOrder(_lease(session, settings, parsed), command)))  # fmt: skip


def presented(parsed: Namespace) -> None:
    """Note the first presentation of a formal notice. Raises ``Refused``, ``Conflict``."""

    def act(session: Session, _: Settings, command: str) -> StepResult:
        order = PresentedOrder(parsed.notice, parsed.version, parsed.day, parsed.outcome, command)
        return notices.note_presented(session, order)

    _step(parsed, act)


def policy(parsed: Namespace) -> None:
    """Note a policy taken out for a tenant. Raises ``Refused``."""

    def act(session: Session, settings: Settings, command: str) -> StepResult:
        order = PolicyOrder(
            _lease(session, settings, parsed),
            parsed.insurer,
            parsed.policy,
            parsed.premium,
            parsed.percent,
            parsed.start,
            command,
        )
        return policies.take_policy(session, order)

    _step(parsed, act)


def renew(parsed: Namespace) -> None:
    """Note the following year of a policy. Raises ``Refused``, ``Conflict``."""

    def act(session: Session, _: Settings, command: str) -> StepResult:
        order = RenewOrder(parsed.id, parsed.version, parsed.policy, parsed.premium, parsed.percent, command)
        return policies.renew_policy(session, order)

    _step(parsed, act)


def end_policy(parsed: Namespace) -> None:
    """End a policy and settle what is due. Raises ``Refused``, ``Conflict``."""
    _step(parsed, lambda session, _, command: policies.end_policy(
        session, EndOrder(parsed.id, parsed.version, parsed.day, parsed.why, command)))  # fmt: skip


def hand_over(parsed: Namespace) -> None:
    """Hand a default over to litigation. Raises ``Refused``."""
    _step(parsed, lambda session, settings, command: notices.hand_over(
        session, HandOverOrder(_lease(session, settings, parsed), command)))  # fmt: skip


def flag(parsed: Namespace) -> None:
    """Say whether a contract wants a certificate, and why. Raises ``Refused``, ``Conflict``."""

    def act(session: Session, settings: Settings, command: str) -> StepResult:
        lease_id, wanted = _lease(session, settings, parsed), parsed.required == "oui"
        return notices.set_required(
            session, FlagOrder(lease_id, parsed.version, wanted, parsed.reason, command)
        )

    _step(parsed, act)


def facts(parsed: Namespace) -> None:
    """Write the facts of a default handed over, as a PDF. Raises ``Refused``."""
    with draft_for(parsed.out) as file:
        with desk(options_of(parsed)) as (session, settings):
            file.fill(facts_pdf(session, _lease(session, settings, parsed)))
        file.publish()
    tell(f"Faits écrits dans {parsed.out}")


def instalments(parsed: Namespace) -> None:
    """Print the sums of a month for the accounts, with a line in the trace. Raises ``Refused``."""
    with desk(options_of(parsed)) as (session, settings):
        found = instalments_due(session, parsed.month, landlord_of(session, settings))
    if parsed.json:
        print_json(found)
        return
    if not found:
        tell(f"Aucune somme d’assurance pour {french_month(parsed.month)}.")
    print_columns(
        [
            (
                one.landlord,
                one.contract,
                f"client {one.client_ref}",
                one.kind.label,
                euros(one.amount),
                one.insurer,
            )
            for one in found
        ]
    )


def _lease(session: Session, settings: Settings, parsed: Namespace) -> int:
    return lease_to_open(session, parsed.number, landlord_of(session, settings))


def _step(parsed: Namespace, act: _Act) -> None:
    command_id = parsed.command or str(uuid4())
    result = carry_out(options_of(parsed), lambda session, settings: act(session, settings, command_id))
    if parsed.json:
        print_json({"command": command_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
