"""``retention``: rules, dry run, approval, erasure, certificate (R5.10, R5.23)."""

from argparse import Namespace
from functools import partial

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of, opened, settings_of, today_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.cli.target import draft_for
from backoffice.database.session import transaction
from backoffice.rules.dates import french_day
from backoffice.services.retention.certificate import certificate as issue_certificate
from backoffice.services.retention.dry_run import dry_run as prepare
from backoffice.services.retention.erasure import approve as approve_run
from backoffice.services.retention.erasure import erase_run
from backoffice.services.retention.holds import lift_hold, place_hold
from backoffice.services.retention.rules import change_rule, list_rules
from backoffice.services.retention.runs import RunView, run_items, run_view
from backoffice.services.tenant.lookup import customer_of_number

_SHOWN = 30


def rules(parsed: Namespace) -> None:
    """Print the rules in force with their legal base and status."""
    with desk(options_of(parsed)) as (session, settings):
        found = list_rules(session, today_of(session, settings))
    if parsed.json:
        print_json(found)
        return
    print_columns([(one.code, one.data, one.term_words or "–", one.basis, one.caveat) for one in found])


def change(parsed: Namespace) -> None:
    """Give a rule another length from today on. Raises ``NotFound``, ``Refused``."""
    with desk(options_of(parsed)) as (session, _):
        rule = change_rule(
            session, parsed.code, parsed.count, parsed.status, parsed.legal_base, parsed.source
        )
    tell(f"{rule.code}, {rule.data} : {rule.term_words} à partir du {french_day(rule.valid_from)}.")


def dry_run(parsed: Namespace) -> None:
    """Prepare a run for each landlord, erasing nothing, and print its counts."""
    with desk(options_of(parsed)) as (session, settings):
        runs = prepare(session, landlord_of(session, settings), settings.as_of)
        lists = {run.id: run_items(session, run.id, limit=_SHOWN) for run in runs} if parsed.list else {}
    if parsed.json:
        print_json({"runs": runs, "items": {str(key): items for key, items in lists.items()}})
        return
    for run in runs:
        _print_run(run)
        print_columns(
            [
                (
                    one.client_ref,
                    one.rule,
                    one.record,
                    french_day(one.due_since),
                    _state(one.state, one.reason),
                )
                for one in lists.get(run.id, ())
            ]
        )


def approve(parsed: Namespace) -> None:
    """Approve a run as data protection officer. Raises ``Refused``, ``NotFound``."""
    with desk(options_of(parsed)) as (session, _):
        run = approve_run(session, parsed.run)
    tell(f"Simulation n° {run.id} approuvée : {run.due} éléments à effacer.")
    tell(f"Effacement, sans retour : « backoffice retention erase {run.id} ».")


def erase(parsed: Namespace) -> None:
    """Erase what an approved run lists, customer by customer; interrupted, it goes on where it stopped."""
    with opened(settings_of(options_of(parsed))) as database:
        begin = partial(transaction, database.engine)
        for step in erase_run(begin, parsed.run):
            if step.kept:
                tell("Un dossier a changé depuis la simulation : il est gardé.")
        with begin() as session:
            run = run_view(session, parsed.run)
    tell(f"Simulation n° {run.id} : {run.erased} effacés, {run.kept} gardés, {run.held} retenus.")
    tell(f"Certificat : « backoffice retention certificate {run.id} -o certificat.pdf ».")


def certificate(parsed: Namespace) -> None:
    """Write the certificate of a finished run; a second time, the same bytes."""
    with draft_for(parsed.output) as draft:
        with desk(options_of(parsed)) as (session, _):
            paper = issue_certificate(session, parsed.run)
            draft.fill(paper.content)
        draft.publish()
    tell(f"Certificat {paper.number} : {parsed.output}")


def hold(parsed: Namespace) -> None:
    """Keep a file out of erasure, or let it follow its rules again."""
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_of_number(session, parsed.number, landlord_of(session, settings))
        (lift_hold if parsed.lift else place_hold)(session, customer_id, parsed.kind)
    tell("Retenue levée." if parsed.lift else f"Dossier retenu : {parsed.kind.label.lower()}.")


def _print_run(run: RunView) -> None:
    state = run.state.label.lower()
    tell(f"Simulation n° {run.id} — {run.landlord_name}, au {french_day(run.as_of)} : {state}")
    print_columns(
        [
            (one.code, one.data, f"{one.due} à effacer", f"{one.held} retenus", one.basis)
            for one in run.tallies
        ]
    )


def _state(state: object, reason: object) -> str:
    words = getattr(state, "label", "")
    return f"{words} : {getattr(reason, 'label', '')}" if reason else str(words)
