"""``identify``, ``unlock``, ``release``: the caller verified, then his access to the portal."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import flush_output, print_json, say, tell
from backoffice.errors import Refused
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome, ContactPlace
from backoffice.rules.vocabulary.portal import PortalAction
from backoffice.services.calls import end_call, record_check, start_call
from backoffice.services.portal.unlock import UnlockOrder, UnlockResult, unlock
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.settings import Settings


def identify(parsed: Namespace) -> None:
    """Open a call for a tenant, or take up the one open, and record how the caller was checked (R4.20)."""
    at_counter = parsed.by is CheckMethod.COUNTER_ID
    place = ContactPlace.COUNTER if at_counter else ContactPlace.PHONE
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_to_open(session, parsed.number, landlord_of(session, settings))
        call = start_call(session, customer_id, place, parsed.caller)
        outcome = CheckOutcome.FAILED if parsed.failed else CheckOutcome.PASSED
        if parsed.by is not CheckMethod.IDENTIFIERS and not parsed.failed:
            call = record_check(session, call.id, CheckMethod.IDENTIFIERS, CheckOutcome.PASSED)
        call = record_check(session, call.id, parsed.by, outcome)
        if parsed.end:
            end_call(session, call.id, "")
    if parsed.json:
        print_json(call)
    else:
        tell(f"Appel n° {call.id} : niveau {call.level.value[1]}, {call.level.label.lower()}.")


def unlock_account(parsed: Namespace) -> None:
    """Unlock a tenant's portal account (R4.13–R4.16)."""
    _carry_out(parsed, PortalAction.UNLOCK)


def release_registration(parsed: Namespace) -> None:
    """Release a registration that the portal blocked before any account existed (R4.13)."""
    _carry_out(parsed, PortalAction.RELEASE_REGISTRATION)


def _carry_out(parsed: Namespace, action: PortalAction) -> None:
    if parsed.call is None and not parsed.counter:
        raise Refused(
            "Vérifiez d’abord l’appelant : donnez --call NUMÉRO (« backoffice identify » l’ouvre), "
            "ou --counter si le locataire est au guichet, pièce d’identité vue.",
            code="CALLER_NOT_VERIFIED",
        )
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> UnlockResult:
        order = UnlockOrder(
            customer_id=customer_to_open(session, parsed.number, landlord_of(session, settings)),
            action=action,
            reason=parsed.reason,
            command_id=command_id,
            call_id=parsed.call,
            at_counter=parsed.counter,
        )
        return unlock(session, order)

    result = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json({"command": command_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
    # The result first: what follows would stand alone if it cannot be printed.
    flush_output()
    if result.done_now and result.told:
        say(f"Prévenus : {', '.join(result.told)}.")
