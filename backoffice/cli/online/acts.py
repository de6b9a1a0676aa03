"""``portal do`` and ``portal undo``: an act on an access, shown before, done once, taken back in time."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk, landlord_of
from backoffice.cli.output import flush_output, print_json, say, tell
from backoffice.errors import Misconfigured
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.acts import do_act, preview_act
from backoffice.services.portal.orders import ActOrder, ActPreview, ActResult, NewContact
from backoffice.services.portal.undoing import undo_act
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.settings import Settings


def do(parsed: Namespace) -> None:
    """Do an act on a tenant's access (R4.14), or with ``--preview`` show what would leave.

    Raises ``Misconfigured`` for a contact given with another act, ``Refused`` when a rule says no.
    """
    new_contact = _new_contact(parsed)
    if parsed.preview:
        with desk(options_of(parsed)) as (session, settings):
            customer_id = customer_to_open(session, parsed.number, landlord_of(session, settings))
            asked = (parsed.what, parsed.reason, parsed.contact, new_contact)
            shown = preview_act(session, customer_id, *asked)
        _show(shown, as_json=parsed.json)
        return
    command_id = parsed.command or str(uuid4())

    def act(session: Session, settings: Settings) -> ActResult:
        order = ActOrder(
            customer_id=customer_to_open(session, parsed.number, landlord_of(session, settings)),
            act=parsed.what,
            reason=parsed.reason,
            command_id=command_id,
            call_id=parsed.call,
            at_counter=parsed.counter,
            contact_id=parsed.contact,
            new_contact=new_contact,
        )
        return do_act(session, order)

    result = carry_out(options_of(parsed), act)
    _tell(result, command_id, as_json=parsed.json)


def undo(parsed: Namespace) -> None:
    """Take back an act whose messages have not left. Raises ``Refused`` (``TOO_LATE_TO_UNDO``…)."""
    command_id = parsed.command or str(uuid4())
    result = carry_out(options_of(parsed), lambda session, _: undo_act(session, parsed.done, command_id))
    if parsed.json:
        print_json({"command": command_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")


def _new_contact(parsed: Namespace) -> NewContact | None:
    value = parsed.mobile or parsed.email
    if parsed.what is not PortalAct.REPLACE_CONTACT:
        if value or parsed.replaces:
            raise Misconfigured("--mobile, --email et --replaces ne vont qu’avec REPLACE_CONTACT : ôtez-les.")
        return None
    if not value:
        raise Misconfigured("REPLACE_CONTACT demande le nouveau contact : ajoutez --mobile ou --email.")
    channel = ContactChannel.MOBILE if parsed.mobile else ContactChannel.EMAIL
    return NewContact(channel, value, parsed.replaces)


def _show(shown: ActPreview, *, as_json: bool) -> None:
    if as_json:
        print_json({"preview": shown})
        return
    if shown.refusal is not None:
        tell(f"Refusé : {shown.refusal}")
        return
    if shown.sends_to is not None:
        tell(f"Le portail enverra son message : {shown.sends_to}.")
    for message in shown.messages:
        tell(f"{message.channel} à {message.address_masked} : {message.subject}")
        tell(message.body)
        tell()
    tell(f"S’annule pendant {shown.undo_minutes} min." if shown.undo_minutes else "Ne s’annule pas.")


def _tell(result: ActResult, command_id: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"command": command_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
    tell(f"Acte n° {result.act_id}, annulable jusqu’au {french_instant(result.undone_until)}.")
    # The result first: what follows would stand alone if it cannot be printed.
    flush_output()
    if result.done_now and result.told:
        say(f"Prévenus : {', '.join(result.told)}.")
