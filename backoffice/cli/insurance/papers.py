"""``insurance list|show|accept|reject|ask|undo|state``: certificates, and where contracts stand."""

from argparse import Namespace
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.errors import Misconfigured
from backoffice.models.desk.work import WorkItem
from backoffice.models.trace import CommandDone
from backoffice.rules.dates import french_day, french_instant, french_time
from backoffice.rules.insurance.checklist import Verdict, all_yes
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.insurance.acts import ACTS
from backoffice.services.insurance.item import insurance_item
from backoffice.services.insurance.standing import LeaseStanding, notices_of, policies_of, standing_of
from backoffice.services.insurance.waiting import item_of_lease, waiting_papers
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.tenant.lookup import lease_to_open
from backoffice.services.work.claims import claim_item
from backoffice.settings import Settings


def listed(parsed: Namespace) -> None:
    """Print the certificates that wait in my agencies."""
    with desk(options_of(parsed)) as (session, _):
        found = waiting_papers(session)
    if parsed.json:
        print_json(found)
        return
    if not found:
        tell("Aucune attestation n’attend dans vos agences.")
    print_columns(
        [
            (
                str(one.item_id),
                one.contract,
                f"client {one.client_ref}",
                f"pour le {french_instant(one.due_at)}",
                one.insurer,
                "réponse attendue" if one.asked else f"{one.papers} pièce(s)",
            )
            for one in found
        ]
    )


def show(parsed: Namespace) -> None:
    """Print a certificate and what it is compared with; claimed by nobody. Raises ``NotFound``."""
    with desk(options_of(parsed)) as (session, _):
        found = insurance_item(session, parsed.item)
    if parsed.json:
        print_json(found)
        return
    tell(f"Attestation n° {found.item_id}, {found.contract.words}, {found.tenant}, client {found.client_ref}")
    tell(f"Reçue le {french_instant(found.submitted_at)} par {found.channel.lower()}")
    tell(found.contract.standing.sentence)
    for one in found.others:
        tell(f"{one.words} : {one.standing.sentence}")
    for paper in found.papers:
        tell(f"Pièce n° {paper.document_id}, {paper.kind.label}, {paper.state.label.lower()}")
    if found.policy is not None:
        tell(f"Assurance pour compte en cours, {found.policy.insurer}")


def accept(parsed: Namespace) -> None:
    """Accept a certificate whose ten checks are right, until a day. Raises ``Refused``, ``Conflict``."""
    verdict = Verdict(all_yes(), parsed.start, parsed.until, parsed.policy)
    _decide(parsed, WorkDecision.ACCEPTED, verdict)


def reject(parsed: Namespace) -> None:
    """Refuse a certificate with a reason. Raises ``Refused``, ``Conflict``."""
    _decide(parsed, WorkDecision.REJECTED, Verdict())


def ask(parsed: Namespace) -> None:
    """Ask the tenant, or the insurer, for what is missing. Raises ``Refused``, ``Conflict``."""
    _decide(parsed, WorkDecision.ASKED, Verdict())


def _decide(parsed: Namespace, decision: WorkDecision, verdict: Verdict) -> None:
    command_id = parsed.command or str(uuid4())
    reason = getattr(parsed, "reason", None)

    def act(session: Session, settings: Settings) -> tuple[int, KindResult]:
        leases = [lease_to_open(session, one, landlord_of(session, settings)) for one in parsed.also]
        item_id = _item(session, settings, parsed)
        given = replace(verdict, lease_ids=tuple(leases))
        version = _version(session, item_id, command_id)
        order = KindOrder(item_id, version, decision, command_id, reason, given.details())
        return item_id, ACTS.decide(session, order)

    _told(parsed, command_id, *carry_out(options_of(parsed), act))


def undo(parsed: Namespace) -> None:
    """Take back my own last decision before its message leaves. Raises ``Refused``, ``Conflict``."""
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> tuple[int, KindResult]:
        item_id = _item(session, settings, parsed)
        version = session.scalars(select(WorkItem.version).where(WorkItem.id == item_id)).one()
        return item_id, ACTS.undo(session, item_id, version, command_id)

    _told(parsed, command_id, *carry_out(options_of(parsed), act))


def state(parsed: Namespace) -> None:
    """Print where a contract stands, what is done next, its notices and its policies."""
    with desk(options_of(parsed)) as (session, settings):
        lease_id = lease_to_open(session, parsed.number, landlord_of(session, settings))
        found = standing_of(session, lease_id, settings.as_of)
        notices = notices_of(session, [lease_id])
        policies = policies_of(session, {lease_id: found.contract})
    if parsed.json:
        print_json(_plain(found) | {"notices": notices, "policies": policies})
        return
    tell(f"{found.contract} : {found.standing.state.label}")
    tell(found.standing.sentence)
    on = found.standing.next_step_on
    tell(f"Ensuite : {found.standing.next_step.label}{f', le {french_day(on)}' if on else ''}")
    for one in notices:
        shown = f", présentée le {french_day(one.presented_on)}" if one.presented_on else ", à présenter"
        tell(
            f"Mise en demeure n° {one.notice_id} (version {one.version}) du {french_day(one.sent_on)}{shown}"
        )
    for policy in policies:
        tell(
            f"Assurance pour compte n° {policy.policy_id} (version {policy.version}), {policy.insurer}, "
            f"du {french_day(policy.starts_on)} au {french_day(policy.ends_on)} exclu {policy.ended}".rstrip()
        )


def _plain(found: LeaseStanding) -> dict[str, object]:
    standing = found.standing
    return {
        "contract": found.contract,
        "lease_version": found.version,
        "required": found.required,
        "state": standing.state.value,
        "covered_until": standing.covered_until,
        "sentence": standing.sentence,
        "next_step": standing.next_step.value,
        "next_step_on": standing.next_step_on,
    }


def _item(session: Session, settings: Settings, parsed: Namespace) -> int:
    if parsed.item is not None:
        return int(parsed.item)
    if parsed.number is None:
        raise Misconfigured("Donnez le numéro du contrat, ou --item avec celui de la demande.")
    return item_of_lease(session, lease_to_open(session, parsed.number, landlord_of(session, settings)))


def _version(session: Session, item_id: int, command_id: str) -> int:
    """The version to decide on: claimed now, or that of a command which was carried out before."""
    done = session.get(CommandDone, command_id)
    return int(done.arguments["version"]) if done is not None else claim_item(session, item_id).version


def _told(parsed: Namespace, command_id: str, item_id: int, result: KindResult) -> None:
    if parsed.json:
        print_json({"command": command_id, "item": item_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
    if result.undone_until:
        until = french_time(result.undone_until)
        say(f"Annulable jusqu’à {until} : « insurance undo --item {item_id} ».")
