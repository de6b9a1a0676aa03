"""``audit``: verify, export, seal and purge the trace."""

from argparse import Namespace
from collections.abc import Iterator
from functools import partial

from sqlalchemy.orm import Session

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import opened, settings_of
from backoffice.cli.output import print_json, say, tell
from backoffice.cli.target import draft_for
from backoffice.database.session import transaction
from backoffice.errors import Misconfigured
from backoffice.rules.audit.verdict import Verdict
from backoffice.services.audit.export import announce_export, export_trace
from backoffice.services.audit.purging import OldMonth, PurgePlan, PurgeState, purge_plan, purge_trace
from backoffice.services.audit.sealing import seal_trace
from backoffice.services.audit.verifying import verify_export, verify_trace

_FAULTS_SHOWN = 10
_STATES = {
    PurgeState.UNSEALED: "pas encore scellé",
    PurgeState.TO_ANNOUNCE: "échu",
    PurgeState.ANNOUNCED: "purge annoncée, à sceller : relancez dans une minute",
    PurgeState.READY: "purge annoncée et scellée",
    PurgeState.DONE: "effacé",
}


def verify(parsed: Namespace) -> int:
    """Judge the database, or an export alone: 0 sound, 1 with a sentence for each fault."""
    if parsed.file is not None:
        verdict = verify_export(parsed.file, parsed.heads)
    else:
        with opened(settings_of(options_of(parsed))) as database, transaction(database.engine) as session:
            verdict = verify_trace(session, parsed.heads)
    if parsed.json:
        print_json(verdict)
    else:
        _tell(verdict)
    return 1 if verdict.faults else 0


def _tell(verdict: Verdict) -> None:
    for line in _counts(verdict):
        tell(line)
    for finding in verdict.findings[:_FAULTS_SHOWN]:
        say(finding.sentence)
    if verdict.faults > _FAULTS_SHOWN:
        say(f"Et {verdict.faults - _FAULTS_SHOWN} autres défauts : corrigez d’abord le premier.")
    if not verdict.faults:
        tell("La trace est intacte.")


def _counts(verdict: Verdict) -> Iterator[str]:
    yield f"Lots scellés : {verdict.batches}, lignes scellées : {verdict.sealed}."
    if verdict.unsealed:
        yield f"Lignes pas encore scellées, que rien ne garantit : {verdict.unsealed}."
    if verdict.purged:
        yield f"Lignes effacées à l’échéance, dont le sceau reste : {verdict.purged}."
    if verdict.not_carried:
        yield f"Lignes d’autres mois, absentes de l’export : {verdict.not_carried}."
    if verdict.hidden:
        yield f"Lignes que l’auteur de l’export n’avait pas le droit de lire : {verdict.hidden}."
    if verdict.not_yet_outside is None:
        yield "Sans fichier des têtes (--heads), une chaîne recalculée en entier ne se verrait pas."
    elif verdict.not_yet_outside:
        yield f"Lots dont la tête n’est pas encore hors de la base : {verdict.not_yet_outside}."


def export(parsed: Namespace) -> None:
    """Write whole months of the trace to a file; the export is itself traced first."""
    last = parsed.last or parsed.first
    if last < parsed.first:
        raise Misconfigured("Le dernier mois vient avant le premier : corrigez --from et --to.")
    with draft_for(parsed.output) as draft, opened(settings_of(options_of(parsed))) as database:
        with transaction(database.engine) as session:
            announce_export(session, parsed.first, last)
        with transaction(database.engine) as session:
            draft.fill_with(f"{line}\n".encode() for line in export_trace(session, parsed.first, last))
        draft.publish()
    tell(f"Trace exportée : {parsed.output}. Vérification : backoffice audit verify {parsed.output}")


def seal(parsed: Namespace) -> None:
    """Seal what can be sealed now."""
    with opened(settings_of(options_of(parsed))) as database:
        done = seal_trace(partial(transaction, database.engine))
    tell(f"Lots scellés : {done.closed}.")
    if done.opened is not None and not done.closed:
        tell("Des écritures sont en cours : le lot sera scellé au prochain passage.")


def purge(parsed: Namespace) -> None:
    """Purge the months past their retention, or say which they are."""
    with opened(settings_of(options_of(parsed))) as database:
        with transaction(database.engine) as session:
            _tell_plan(purge_plan(session))
        if parsed.dry_run:
            with transaction(database.engine) as session:
                _tell_months(session)
            return
        for month in purge_trace(partial(transaction, database.engine)):
            tell(_month_line(month))


def _tell_plan(plan: PurgePlan) -> None:
    tell(f"Conservation : {plan.retention_months} mois ({plan.legal_base}).")
    tell(f"La trace est gardée depuis le mois {plan.kept_from:%m/%Y} ; mois échus : {len(plan.months)}.")


def _tell_months(session: Session) -> None:
    for month in purge_plan(session).months:
        tell(_month_line(month))


def _month_line(month: OldMonth) -> str:
    return f"{month.month:%m/%Y} : {month.rows} lignes, {_STATES[month.state]}."
