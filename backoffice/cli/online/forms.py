"""``portal forms``, ``portal form``, ``portal decide``: assistance forms beside the file."""

from argparse import Namespace
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import carry_out, desk
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.rules.dates import french_instant, french_time
from backoffice.rules.portal.forms import FormLine, FormVerdict
from backoffice.services.assistance.deciding import decide_form, leave_in_doubt, undo_form
from backoffice.services.assistance.reading import form_case, waiting_forms
from backoffice.services.assistance.results import FormDecision, FormOrder, WaitingForm
from backoffice.settings import Settings


def queue(parsed: Namespace) -> None:
    """List the forms that wait in my agencies, by what was typed in them."""
    with desk(options_of(parsed)) as (session, _):
        found = waiting_forms(session)
    if parsed.json:
        print_json(found)
        return
    print_columns([_row(one) for one in found.forms])
    if not found.forms:
        tell("Aucun formulaire n’attend dans vos agences.")
    if found.kept_back:
        say(f"{found.kept_back} pour le responsable ou une autre agence.")


def _row(one: WaitingForm) -> tuple[str, ...]:
    late = " (en retard)" if one.late else ""
    state = "laissé au conseiller" if one.in_doubt else ""
    holder = "vous" if one.mine else one.holder or "libre"
    due = f"pour le {french_instant(one.due_at)}{late}"
    return (str(one.item_id), due, one.given_name, one.given_number, one.landlord_name, holder, state)


def show(parsed: Namespace) -> None:
    """Show one form compared with the file; traced, claimed by nobody."""
    with desk(options_of(parsed)) as (session, _):
        case = form_case(session, parsed.item)
    if parsed.json:
        print_json(case)
        return
    tell(f"Formulaire n° {case.item_id}, {case.landlord_name}, reçu le {french_instant(case.received_at)}")
    print_columns([(one.field.label, _marked(one), one.words) for one in case.lines])
    for sentence in (case.access, case.doubt, case.release_missing or "Tout est réuni pour libérer."):
        if sentence:
            tell(sentence)


def _marked(one: FormLine) -> str:
    """The answer, what differs between brackets: a terminal has no colour that one may rely on."""
    text = one.given
    if one.verdict is FormVerdict.DIFFERENT:
        for start, end in reversed(one.differing):
            text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def decide(parsed: Namespace) -> None:
    """Release the registration, refuse the form or undo, once per command; or leave it to an adviser."""
    if parsed.doubt:
        with desk(options_of(parsed)) as (session, _):
            leave_in_doubt(session, parsed.item)
        if parsed.json:
            print_json({"item": parsed.item, "in_doubt": True})
        else:
            tell("Formulaire laissé à un conseiller.")
        return
    command_id = parsed.command or str(uuid4())

    def act(session: Session, _: Settings) -> FormDecision:
        if parsed.undo:
            return undo_form(session, parsed.item, None, command_id)
        order = FormOrder(parsed.item, None, command_id, parsed.refuse, parsed.call, parsed.counter)
        return decide_form(session, order)

    result = carry_out(options_of(parsed), act)
    if parsed.json:
        print_json({"command": command_id, "result": result})
        return
    tell(result.sentence if result.done_now else f"Déjà fait : {result.sentence}")
    if result.undone_until:
        say(
            f"Annulable jusqu’à {french_time(result.undone_until)} : "
            f"« portal decide {result.item_id} --undo »."
        )
