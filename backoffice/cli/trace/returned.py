"""What the courier's command does beside its rounds: a report noted, a secret kept, the state told."""

import sys
from argparse import Namespace
from getpass import getpass
from pathlib import Path

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_json, say, tell
from backoffice.cli.trace.post_settings import secret_place
from backoffice.errors import Refused, Unavailable
from backoffice.rules.dates import french_instant
from backoffice.rules.sending.words import BounceClass
from backoffice.services.sending.bounces import LONGEST_REPORT, receive_report
from backoffice.services.sending.state import SendingState, sending_state
from backoffice.vault import store_password

_BOUNCES = {one.value: one.label for one in BounceClass}


def note_report(parsed: Namespace) -> None:
    """Note a report of non-delivery, from a file or from standard input."""
    content = _report(parsed.bounce)
    with desk(options_of(parsed)) as (session, _):
        returned = receive_report(session, content)
    if parsed.json:
        print_json({"noted": returned is not None, "why": returned.why if returned else None})
    elif returned is None:
        tell("Rien à noter : ce rapport ne dit pas qu’un message est perdu.")
    else:
        tell(f"Retour noté : {returned.why.label.lower()} ({returned.code}).")


def _report(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(LONGEST_REPORT + 1)
        with Path(name).open("rb") as file:
            return file.read(LONGEST_REPORT + 1)
    except (OSError, ValueError) as error:
        raise Unavailable(f"Le rapport {name} ne se lit pas : vérifiez son nom et ses droits.") from error


def keep_secret(channel: str, settings: Path | None) -> None:
    """Ask for a secret and keep it in the credential store of this computer; it is never an argument."""
    service, user = secret_place(channel, settings)
    secret = (
        getpass("Secret (rien ne s’affiche) : ") if sys.stdin.isatty() else sys.stdin.readline()
    ).strip()
    if not secret:
        raise Refused("Rien n’a été tapé : le coffre n’est pas changé.", "NO_SECRET")
    store_password(service, user, secret)
    say("Le secret est gardé dans le coffre de ce poste.")


def print_state(parsed: Namespace) -> None:
    """What waits and what failed, of the files that one sees."""
    with desk(options_of(parsed)) as (session, _):
        state = sending_state(session)
    if parsed.json:
        print_json(state)
        return
    _tell(state)


def _tell(state: SendingState) -> None:
    since = f", le plus ancien depuis le {french_instant(state.oldest)}" if state.oldest else ""
    tell(f"Messages en attente : {state.waiting}{since}.")
    tell(
        f"Depuis sept jours : {state.sent} envoyé(s), {state.failed} en échec, dont {state.bounced} "
        f"revenu(s) ; {state.repeats} renvoyé(s) dans le doute."
    )
    for code, number in state.causes.items():
        tell(f"  {number} × {_BOUNCES.get(code, code or 'cause inconnue')}")
