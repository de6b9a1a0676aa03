"""``portal why``: why this tenant does not get in, what to say, what to press."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.rules.dates import french_instant
from backoffice.rules.portal.findings import Finding
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.portal.access import access_report
from backoffice.services.portal.orders import AccessReport, ActOffer, DoneAct
from backoffice.services.tenant.lookup import customer_to_open
from backoffice.services.trace import announce


def why(parsed: Namespace) -> None:
    """Print the diagnosis of a tenant's access; opening his file is traced.

    Raises ``Hidden``, ``Denied`` as opening the file does, ``Refused`` for who does not answer tenants.
    """
    with desk(options_of(parsed)) as (session, settings):
        customer_id = customer_to_open(session, parsed.number, landlord_of(session, settings), parsed.purpose)
        announce(session, purpose=parsed.purpose.value)
        open_file(session, customer_id, Opening(parsed.purpose))
        report = access_report(session, customer_id)
    if parsed.json:
        print_json(report)
    else:
        _print(report)


def _print(report: AccessReport) -> None:
    first, *others = report.findings
    state = report.state.label if report.state else "aucun compte"
    tell(f"Client {report.client_ref} · {state} · {french_instant(report.made_at)}")
    tell()
    tell(_title(first).upper())
    tell(first.sentence)
    tell(f"À lire : « {first.aloud} »")
    _print_acts(first, report.offers)
    for other in others:
        tell()
        tell(f"{_title(other)} : {other.sentence}")
    if report.evidence:
        tell()
        tell("Ce qui le montre :")
        print_columns([(french_instant(line.at), line.sentence) for line in report.evidence])
    tell()
    tell(report.terms)
    if report.done:
        tell()
        tell("Actes des sept derniers jours :")
        print_columns([_done(one) for one in report.done])


def _done(one: DoneAct) -> tuple[str, ...]:
    undone = "annulé" if one.undone_at else "s’annule encore" if one.can_undo else ""
    return str(one.id), french_instant(one.done_at), one.act.label, one.reason.label, one.who, undone


def _title(finding: Finding) -> str:
    left = f" — encore {finding.minutes_left} min" if finding.minutes_left is not None else ""
    return f"{finding.code.label}{left} ({finding.rule})"


def _print_acts(first: Finding, offers: tuple[ActOffer, ...]) -> None:
    known = {one.act: one for one in offers}
    rows = []
    for act in first.acts:
        offer = known[act]
        who = ", responsable" if offer.manager_only else ""
        rows.append((f"→ {act.label}", f"{offer.needed.value}{who}", offer.missing or "possible maintenant"))
    print_columns(rows)
