"""``change …``: propose a change, decide it, object to it, show an account number."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, opened, settings_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.database.session import transaction
from backoffice.errors import NotFound
from backoffice.rules.changes.proposals import Proposal, new_bank_details, new_contact, new_title
from backoffice.rules.dates import french_instant
from backoffice.services.changes.bank import ask_iban, reveal_iban
from backoffice.services.changes.deciding import (
    approve_change,
    object_to_change,
    refuse_change,
    shorten_cooldown,
    withdraw_change,
)
from backoffice.services.changes.household import household_person
from backoffice.services.changes.proposing import ChangeOrder, holder_names, propose_change
from backoffice.services.changes.results import ChangeView, change_view, list_changes
from backoffice.services.tenant.lookup import customer_of_number


def propose_contact(parsed: Namespace) -> None:
    """A new security contact, applied with its cooling-off."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        change = _propose(session, parsed, customer_id, new_contact(parsed.value, parsed.replaces))
    _show(change, parsed)


def propose_bank(parsed: Namespace) -> None:
    """New bank details, for a second person to decide."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        holders = holder_names(session, customer_id)
        proposal = new_bank_details(parsed.iban, parsed.holder, holders, parsed.mandate)
        change = _propose(session, parsed, customer_id, proposal)
    _show(change, parsed)


def propose_title(parsed: Namespace) -> None:
    """A title in the household, for a manager to decide."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        lease_id, person_id = household_person(session, customer_id, parsed.lease, parsed.person)
        proposal = new_title(lease_id, person_id, parsed.title, parsed.since)
        change = _propose(session, parsed, customer_id, proposal)
    _show(change, parsed)


def _propose(session: Session, parsed: Namespace, customer_id: int, proposal: Proposal) -> ChangeView:
    command_id = parsed.command or str(uuid4())
    order = ChangeOrder(customer_id, proposal, command_id, parsed.call, parsed.letter)
    return propose_change(session, order)


def approve(parsed: Namespace) -> None:
    """Approve somebody else's proposal."""
    with desk(options_of(parsed)) as (session, _):
        change = approve_change(session, parsed.change, _seen(session, parsed), _command(parsed))
    _show(change, parsed)


def refuse(parsed: Namespace) -> None:
    """Refuse somebody else's proposal."""
    with desk(options_of(parsed)) as (session, _):
        seen = _seen(session, parsed)
        change = refuse_change(session, parsed.change, seen, parsed.reason, _command(parsed))
    _show(change, parsed)


def withdraw(parsed: Namespace) -> None:
    """Take back one's own proposal."""
    with desk(options_of(parsed)) as (session, _):
        change = withdraw_change(session, parsed.change, _seen(session, parsed), _command(parsed))
    _show(change, parsed)


def shorten(parsed: Namespace) -> None:
    """End the cooling-off of a contact given at the counter."""
    with desk(options_of(parsed)) as (session, _):
        change = shorten_cooldown(session, parsed.change, _seen(session, parsed), _command(parsed))
    _show(change, parsed)


def object_to(parsed: Namespace) -> None:
    """Take down the tenant's objection: his account is frozen."""
    with desk(options_of(parsed)) as (session, _):
        change = object_to_change(session, parsed.change, _command(parsed), parsed.call)
    _show(change, parsed)


def reveal(parsed: Namespace) -> None:
    """Show a whole account number: asked for in a first transaction, shown in a second."""
    settings = settings_of(options_of(parsed))
    with opened(settings) as database:
        with transaction(database.engine) as session:
            detail_id = change_view(session, parsed.change).bank_detail_id
            if detail_id is None:
                raise NotFound("Ce changement ne porte pas d’IBAN : vérifiez son numéro.")
            ask_id = ask_iban(session, detail_id, parsed.reason)
        with transaction(database.engine) as session:
            number = reveal_iban(session, ask_id)
    if parsed.json:
        print_json({"iban": number})
    else:
        tell(number)


def show(parsed: Namespace) -> None:
    """The changes of a tenant, or all of them."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = None
        if parsed.number is not None:
            customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        found = list_changes(session, customer_id, pending_only=parsed.pending)
    if parsed.json:
        print_json(found)
    else:
        print_columns([_line(one) for one in found])


def _seen(session: Session, parsed: Namespace) -> int:
    """The version read: the one given, or the one that stands now."""
    seen: int | None = parsed.seen
    return change_view(session, parsed.change).version if seen is None else seen


def _command(parsed: Namespace) -> str:
    return parsed.command or str(uuid4())


def _show(change: ChangeView, parsed: Namespace) -> None:
    if parsed.json:
        print_json(change)
        return
    since = f", utilisable à partir du {french_instant(change.effective_at)}" if change.effective_at else ""
    objected = ", opposition du locataire notée" if change.objected else ""
    what = f"{change.kind.label.lower()}, {change.state.label.lower()}"
    tell(f"Dossier n° {change.id} : {what}{since}{objected}.")


def _line(change: ChangeView) -> tuple[str, ...]:
    state = "Opposition" if change.objected else change.state.label
    return (
        str(change.id),
        f"v{change.version}",
        change.client_ref,
        change.kind.label,
        state,
        change.summary,
        change.proposed_by,
        change.decided_by or "",
    )
