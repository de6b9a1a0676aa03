"""``followups …``: list, done, cancel, reopen."""

from argparse import Namespace
from uuid import uuid4

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.rules.dates import french_day
from backoffice.services.followups.listing import follow_up_version, follow_ups
from backoffice.services.followups.settling import settle_follow_up
from backoffice.services.tenant.lookup import customer_of_number


def listed(parsed: Namespace) -> None:
    """Print what is to be done, the most pressing first."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = None
        if parsed.number is not None:
            customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        found = follow_ups(session, kind=parsed.kind, customer_id=customer_id, late_only=parsed.late)
    if parsed.json:
        print_json({"follow_ups": found})
        return
    rows = [
        (str(one.id), french_day(one.due_on), one.when, one.kind.label, one.name, one.client_ref, one.agency)
        for one in found
    ]
    print_columns(rows or [("aucune suite",)])


def settle(parsed: Namespace) -> None:
    """Say that a task is done, cancelled, or to be done again."""
    with desk(options_of(parsed)) as (session, _):
        version = parsed.seen if parsed.seen is not None else follow_up_version(session, parsed.task)
        done = settle_follow_up(session, parsed.task, version, parsed.state, parsed.command or str(uuid4()))
    if parsed.json:
        print_json(done)
    else:
        tell(done.sentence)
