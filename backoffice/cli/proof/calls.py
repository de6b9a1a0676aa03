"""``call …``: open a call, check the caller one way or another, conclude."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, opened, settings_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.proof.caller import take
from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.caller.codes import check_code, send_code, type_code
from backoffice.services.caller.contacts import code_contacts
from backoffice.services.caller.questions import answer_questions, draw_questions
from backoffice.services.calls import CallView, end_call
from backoffice.services.tenant.lookup import customer_of_number


def start(parsed: Namespace) -> None:
    """Open a call or a visit, or take up the one open there."""
    place = ContactPlace.COUNTER if parsed.counter else ContactPlace.PHONE
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        call = take(session, customer_id, place, parsed)
    show_call(call, as_json=parsed.json)


def show_call(call: CallView, *, as_json: bool) -> None:
    """Print where a call stands."""
    if as_json:
        print_json(call)
    else:
        tell(f"Appel n° {call.id} : niveau {call.level.value[1]}, {call.level.label.lower()}.")


def questions(parsed: Namespace) -> None:
    """Draw two questions, or show those that wait for a verdict."""
    with desk(options_of(parsed)) as (session, _):
        draw = draw_questions(session, parsed.call)
    if parsed.json:
        print_json(draw)
        return
    tell(f"Tirage n° {draw.id}")
    print_columns([(f"{rank}.", one.label, one.expected) for rank, one in enumerate(draw.questions, 1)])


def answers(parsed: Namespace) -> None:
    """Record the verdicts on the two answers."""
    with desk(options_of(parsed)) as (session, _):
        call = answer_questions(session, parsed.draw, (parsed.first, parsed.second))
    show_call(call, as_json=parsed.json)


def contacts(parsed: Namespace) -> None:
    """Where a code may go, masked."""
    with desk(options_of(parsed)) as (session, _):
        found = code_contacts(session, parsed.call)
    if parsed.json:
        print_json([{"id": one.id, "channel": one.channel, "masked": one.masked} for one in found])
        return
    print_columns([(str(one.id), one.channel.label, one.masked) for one in found])


def send(parsed: Namespace) -> None:
    """Send a one-time code to a contact on file."""
    with desk(options_of(parsed)) as (session, _):
        contact_id = parsed.contact
        if contact_id is None:
            usable = code_contacts(session, parsed.call)
            if not usable:
                raise Refused(
                    "Ce dossier n’a aucun contact assez ancien où envoyer un code : posez deux questions, "
                    "ou invitez le locataire au guichet avec une pièce d’identité.",
                    code="NO_SECURITY_CONTACT",
                )
            contact_id = usable[0].id
        sent = send_code(session, parsed.call, contact_id)
    if parsed.json:
        print_json(sent)
    else:
        tell(f"Code envoyé à {sent.masked} ; il vaut dix minutes, {sent.tries_left} essais.")


def check(parsed: Namespace) -> None:
    """Compare the code heard: kept in a first transaction, judged in a second. Raises ``Refused``."""
    settings = settings_of(options_of(parsed))
    with opened(settings) as database:
        with transaction(database.engine) as session:
            attempt = type_code(session, parsed.call, parsed.code)
        with transaction(database.engine) as session:
            verdict = check_code(session, attempt)
    if parsed.json:
        print_json(verdict)
        return
    if not verdict.is_right:
        raise Refused(
            f"Ce n’est pas le code : il reste {verdict.tries_left} essai(s). Faites-le répéter.",
            code="WRONG_CODE",
        )
    show_call(verdict.call, as_json=False)


def end(parsed: Namespace) -> None:
    """Conclude the call."""
    with desk(options_of(parsed)) as (session, _):
        end_call(session, parsed.call, parsed.summary)
    if parsed.json:
        print_json({"call": parsed.call, "ended": True})
    else:
        tell(f"Appel n° {parsed.call} conclu.")
