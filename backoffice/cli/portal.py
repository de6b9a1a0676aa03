"""``identify``, ``unlock``, ``release``, ``see-as``: the caller, his access to the portal, what it shows."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import flush_output, print_columns, print_json, say, tell
from backoffice.cli.proof.caller import take
from backoffice.cli.proof.calls import show_call
from backoffice.errors import Refused
from backoffice.rules.calls.who import is_outside
from backoffice.rules.landlords.blocks import functions_block, home_blocks
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome, ContactPlace
from backoffice.rules.vocabulary.portal import PortalAction
from backoffice.services.access.opening import Opening
from backoffice.services.caller.checks import call_back, give_identifiers, see_paper
from backoffice.services.caller.contacts import call_back_contacts
from backoffice.services.calls import CallView, end_call
from backoffice.services.portal.tenant_view import TenantImage, see_as_tenant
from backoffice.services.portal.unlock import UnlockOrder, UnlockResult, unlock
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.settings import Settings


def identify(parsed: Namespace) -> None:
    """Open a call for a tenant, or take up the one open, and record how the caller was checked (R4.20).

    Raises ``Refused`` for two answers or a code: these need a draw, or a message, before a verdict.
    """
    if parsed.by not in _AT_ONCE:
        raise Refused(
            "Ce contrôle se fait en deux temps : « backoffice call questions » puis « call answers », "
            "ou « call code » puis « call check ».",
            code="TWO_STEPS",
        )
    place = ContactPlace.COUNTER if parsed.by in _PAPERS else ContactPlace.PHONE
    outcome = CheckOutcome.FAILED if parsed.failed else CheckOutcome.PASSED
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_to_open(session, parsed.number, landlord_of(session, settings))
        call = take(session, customer_id, place, parsed)
        # Of a third party nothing is checked: the call is logged, and stays where it is (R4.27).
        if not is_outside(call.caller):
            call = _checked(session, call, parsed.by, outcome)
        if parsed.end:
            end_call(session, call.id, "")
    show_call(call, as_json=parsed.json)


def _checked(session: Session, call: CallView, method: CheckMethod, outcome: CheckOutcome) -> CallView:
    if method is CheckMethod.IDENTIFIERS or outcome is CheckOutcome.PASSED:
        call = give_identifiers(session, call.id, outcome)
    if method in _PAPERS:
        return see_paper(session, call.id, outcome, method)
    if method is CheckMethod.CALL_BACK:
        return call_back(session, call.id, _number_on_file(session, call.id), outcome)
    return call


_PAPERS = (CheckMethod.COUNTER_ID, CheckMethod.SIGNED_LETTER)
_AT_ONCE = (CheckMethod.IDENTIFIERS, CheckMethod.CALL_BACK, *_PAPERS)


def _number_on_file(session: Session, call_id: int) -> int:
    usable = call_back_contacts(session, call_id)
    if not usable:
        raise Refused(
            "Ce dossier n’a aucun numéro assez ancien où rappeler : posez deux questions, "
            "ou invitez le locataire au guichet avec une pièce d’identité.",
            code="NO_SECURITY_CONTACT",
        )
    return usable[0].id


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


def see_as(parsed: Namespace) -> None:
    """Print what the portal shows a tenant now; traced (R4.6).

    Raises ``Refused`` when a call is under way and the caller is not at level 2.
    """
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_to_open(session, parsed.number, landlord_of(session, settings), parsed.purpose)
        image = see_as_tenant(session, customer_id, Opening(parsed.purpose))
    if parsed.json:
        print_json(image)
    else:
        _print_image(image)


def _print_image(image: TenantImage) -> None:
    view = image.view
    tell(f"Portail {image.landlord_name}, tel que le voit {image.name} — {image.watermark}")
    tell()
    for sentence in (view.sign_in.headline, *view.sign_in.sentences, view.sign_in.next_wrong):
        if sentence:
            tell(sentence)
    print_columns([(one.label, one.where) for one in view.sign_in.asked])
    for block in (*(home_blocks(view.home) if view.home else ()), functions_block(view)):
        tell()
        tell(f"{block.title} : {block.answer}" if block.answer else block.title)
        for note in block.notes:
            tell(note)
        print_columns(block.lines)
