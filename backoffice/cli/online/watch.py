"""``portal anomalies``: figures and lists for managers; whose desk, for the data protection officer."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.rules.portal.watch import explained, nothing_of
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import PAGE, anomaly_list, desk_behind
from backoffice.services.portal.watch.results import Anomalies, AnomalyPage, DeskBehind


def anomalies(parsed: Namespace) -> None:
    """Print the figures, the files of one kind, or who is behind a number; each reading is traced.

    Raises ``Refused`` for anybody but a manager (a number: but the data protection officer).
    """
    found: tuple[Anomalies, ...] | AnomalyPage | tuple[DeskBehind, ...]
    with desk(options_of(parsed)) as (session, settings):
        landlord = landlord_of(session, settings)
        if parsed.desk is not None:
            found = desk_behind(session, parsed.desk)
        elif parsed.kind is None:
            found = anomaly_figures(session, landlord)
        else:
            found = anomaly_list(session, parsed.kind, landlord, parsed.skip, PAGE)
    if parsed.json:
        print_json(found)
    elif isinstance(found, AnomalyPage):
        _list(found)
    elif parsed.desk is not None:
        _desk([one for one in found if isinstance(one, DeskBehind)])
    else:
        _figures([one for one in found if isinstance(one, Anomalies)])


def _figures(found: list[Anomalies]) -> None:
    print_columns(
        [
            (one.kind.value, one.kind.label, str(one.files), f"dont {one.fresh} depuis 7 jours")
            for one in found
        ]
    )
    tell("La liste de chacun : backoffice portal anomalies --kind MOT")


def _list(page: AnomalyPage) -> None:
    tell(f"{page.kind.label} — {explained(page.kind)}")
    if not page.rows:
        tell(nothing_of(page.kind) if not page.skipped else "La liste s’arrête avant.")
        return
    print_columns([(one.client_ref, one.name, one.shown_since, one.why) for one in page.rows])
    if page.more:
        tell(f"… et d’autres : ajoutez --skip {page.skipped + len(page.rows)}")


def _desk(found: list[DeskBehind]) -> None:
    print_columns([(one.full_name, one.login) for one in found])
    if not found:
        tell("Aucun poste de vos bailleurs ne porte ce numéro.")
