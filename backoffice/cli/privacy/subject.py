"""``subject``: the copy of a person's data, and the requests of data subjects (R5.21, R5.22)."""

from argparse import Namespace
from contextlib import ExitStack

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.target import draft_for
from backoffice.errors import Misconfigured
from backoffice.rules.dates import french_day
from backoffice.services.subjects.export import export_subject
from backoffice.services.subjects.requests import NewRequest, close, extend, register, requests
from backoffice.services.tenant.lookup import customer_of_number


def export(parsed: Namespace) -> None:
    """Write the data of a person as JSON and PDF, traced. Raises ``Refused``, ``NotFound``."""
    if parsed.json_file is None and parsed.pdf_file is None:
        raise Misconfigured("Donnez au moins un fichier à écrire : --json FICHIER ou --pdf FICHIER.")
    with ExitStack() as stack:
        # Opened first, filled once the line of the trace is committed: nothing is written without it.
        drafts = {
            name: stack.enter_context(draft_for(path))
            for name, path in (("json", parsed.json_file), ("pdf", parsed.pdf_file))
            if path is not None
        }
        with desk(options_of(parsed)) as (session, settings):
            customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
            done = export_subject(session, customer_id, parsed.purpose)
        for name, draft in drafts.items():
            draft.fill(done.json if name == "json" else done.pdf)
            draft.publish()
            tell(f"Copie des données du client {done.copy.client_ref} : {draft.asked}")


def list_requests(parsed: Namespace) -> None:
    """Print the requests still open, the most urgent first."""
    with desk(options_of(parsed)) as (session, settings):
        found = requests(session, landlord_of(session, settings), closed=parsed.all)
    if parsed.json:
        print_json(found)
        return
    if not found:
        tell("Aucune demande d’exercice de droits en attente.")
    print_columns(
        [
            (
                str(one.id),
                one.client_ref,
                one.kind,
                french_day(one.received_on),
                french_day(one.due_on),
                one.clock,
            )
            for one in found
        ]
    )


def add_request(parsed: Namespace) -> None:
    """Write a request down; its month starts on the day it was received."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        new = NewRequest(customer_id, parsed.kind, parsed.channel, parsed.identity, parsed.received)
        view = register(session, new)
    tell(f"Demande n° {view.id} : {view.kind.lower()}, réponse due le {french_day(view.due_on)}.")


def end_request(parsed: Namespace) -> None:
    """Close a request, or give it two more months."""
    with desk(options_of(parsed)) as (session, _):
        view = (
            extend(session, parsed.request) if parsed.extend else close(session, parsed.request, parsed.state)
        )
    tell(f"Demande n° {view.id} : {view.clock.lower()}, réponse due le {french_day(view.due_on)}.")
