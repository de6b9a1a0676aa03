"""``call who``, ``representative …``, ``callbacks``: who speaks, and what was promised."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, today_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.proof.caller import KINDS
from backoffice.cli.proof.calls import show_call
from backoffice.errors import Refused
from backoffice.rules.dates import french_day, french_instant
from backoffice.services.caller.line import say_caller
from backoffice.services.caller.representatives import (
    Paper,
    add_representative,
    end_representative,
    representatives,
)
from backoffice.services.contacts.counts import contact_counts
from backoffice.services.contacts.promises import my_call_backs
from backoffice.services.tenant.lookup import customer_of_number


def who(parsed: Namespace) -> None:
    """Say who speaks in a call already open. Raises ``Refused``, ``NotFound``, ``Conflict``."""
    with desk(options_of(parsed)) as (session, _):
        call = say_caller(session, parsed.call, KINDS[parsed.kind], parsed.representative)
    show_call(call, as_json=parsed.json)


def list_papers(parsed: Namespace) -> None:
    """Print who may speak for a tenant. Raises ``NotFound``."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        found = representatives(session, customer_id)
    if parsed.json:
        print_json({"representatives": found})
        return
    if not found:
        tell("Aucun représentant au dossier.")
    print_columns(
        [
            (
                str(one.id),
                one.name,
                one.kind.label,
                one.scope.label,
                f"{one.proof.label}, vu le {french_day(one.seen_on)} par {one.seen_by}",
                "en vigueur" if one.is_usable else "ne sert pas",
            )
            for one in found
        ]
    )


def add_paper(parsed: Namespace) -> None:
    """Record a paper seen. Raises ``Refused`` (``WRONG_PAPER``), ``NotFound``."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        paper = Paper(
            parsed.kind, parsed.scope, parsed.proof, parsed.name, parsed.seen_on,
            parsed.since or parsed.seen_on, parsed.until, parsed.lives_there,
        )  # fmt: skip
        made = add_representative(session, customer_id, paper)
    if parsed.json:
        print_json({"representative": made})
    else:
        tell(f"Représentant n° {made} enregistré.")


def end_paper(parsed: Namespace) -> None:
    """End a paper. Raises ``Refused`` (``REPRESENTATIVE_STALE``), ``NotFound``."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        found = next((one for one in representatives(session, customer_id) if one.id == parsed.id), None)
        if found is None:
            raise Refused(
                "Ce représentant n’est pas de ce dossier : relisez la liste.", code="NO_REPRESENTATIVE"
            )
        end_representative(session, found.id, found.version)
    if parsed.json:
        print_json({"representative": parsed.id, "ended": True})
    else:
        tell(f"Représentant n° {parsed.id} : mandat terminé.")


def call_backs(parsed: Namespace) -> None:
    """Print the call-backs to make, the oldest first; for a manager, also those that are late."""
    with desk(options_of(parsed)) as (session, _):
        found = my_call_backs(session)
    if parsed.json:
        print_json({"call_backs": found})
        return
    if not found:
        tell("Aucun rappel à faire.")
    print_columns(
        [
            (
                french_instant(one.due_at) + (", en retard" if one.is_late else ""),
                one.name,
                one.client_ref,
                one.number,
                one.reason.label,
                one.owner,
            )
            for one in found
        ]
    )


def contacts(parsed: Namespace) -> None:
    """Print how many contacts without a case, a line for each subject, a column for each week.

    Raises ``Denied`` unless a manager asks.
    """
    with desk(options_of(parsed)) as (session, settings):
        found = contact_counts(session, today_of(session, settings), parsed.weeks)
    if parsed.json:
        print_json(found)
        return
    if not found.total:
        tell("Aucun contact sans dossier n’a été noté pendant ces semaines.")
        return
    lines = [(one.topic.label, one.by_week, one.total) for one in found.topics]
    print_columns(
        [
            ("Semaine du", *(f"{monday:%d/%m}" for monday in found.weeks), "Total"),
            *((name, *map(str, weeks), str(total)) for name, weeks, total in lines),
            ("Ensemble", *map(str, found.by_week), str(found.total)),
        ]
    )
