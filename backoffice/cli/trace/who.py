"""``audit who``: who saw a tenant, for the data protection officer."""

from argparse import Namespace
from datetime import timedelta

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, today_of
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import Refused
from backoffice.rules.dates import french_instant
from backoffice.services.access.who_saw import Sight, WatchQuery, who_saw
from backoffice.services.search.watched import watched_number

_DAYS_KEPT = 365
_WHOSE = "Donnez un numéro de locataire, ou --staff IDENTIFIANT et --reason MOTIF."


def who(parsed: Namespace) -> None:
    """Print who opened, searched, exported, changed or called; the reading is itself traced (R5.13).

    Raises ``NotFound``, ``Refused`` for anybody but the data protection officer.
    """
    if parsed.number is None and parsed.staff is None:
        raise Refused(_WHOSE, "WHO_MISSING")
    with desk(options_of(parsed)) as (session, settings):
        today = today_of(session, settings)
        whose = watched_number(session, parsed.number) if parsed.number else None
        query = WatchQuery(
            parsed.since or today - timedelta(days=_DAYS_KEPT),
            parsed.until or today,
            whose.customer_id if whose else None,
            parsed.staff,
            parsed.reason,
        )
        sights = who_saw(session, query)
    if parsed.json:
        print_json({"customer": whose, "lines": sights.lines, "more": sights.more})
        return
    if whose is not None:
        tell(f"{whose.name} — {whose.client_ref} — {whose.landlord_name}")
    print_columns([_row(one) for one in sights.lines])
    if not sights.lines:
        tell("Rien dans la trace sur cette période.")
    if sights.more:
        tell("… et d’autres, plus anciennes : réduisez la période avec --to.")


def _row(one: Sight) -> tuple[str, ...]:
    return (french_instant(one.at), one.who, one.role, one.family, one.sentence, one.purpose)
