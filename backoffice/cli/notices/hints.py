"""``hint add|list|end|places``: what is true of a building for some hours."""

from argparse import Namespace
from datetime import date, datetime, time, timedelta

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, tell
from backoffice.errors import NotFound, Refused
from backoffice.rules.dates import PARIS, french_instant, paris_day
from backoffice.services.clock import server_instant
from backoffice.services.desk.hints import HintPlace, NewHint, add_hint, end_hint, hint_places, listed_hints


def add(parsed: Namespace) -> None:
    """Say something of a building. Raises ``Refused``, ``Denied``."""
    place = HintPlace(parsed.building, parsed.residence, "")
    with desk(options_of(parsed)) as (session, _):
        now = server_instant(session)
        until = _instant(parsed.until, now)
        since = _instant(parsed.since, now) if parsed.since else None
        hint = NewHint(place, parsed.kind, parsed.sentence, until, since)
        number = add_hint(session, hint, parsed.insist)
    tell(f"Information n° {number} signalée jusqu’au {french_instant(until)}.")


def _instant(given: tuple[date | None, time], now: datetime) -> datetime:
    on, hour = given
    if on is not None:
        return datetime.combine(on, hour, PARIS)
    today = datetime.combine(paris_day(now), hour, PARIS)
    # An hour that is past today is tomorrow's.
    return today if today > now else today + timedelta(days=1)


def show(parsed: Namespace) -> None:
    """Print the hints that the login sees."""
    with desk(options_of(parsed)) as (session, _):
        hints = listed_hints(session, with_past=parsed.all)
    if parsed.json:
        print_json({"hints": hints})
        return
    if not hints:
        tell("Rien n’est signalé en ce moment.")
        return
    print_columns(
        [
            (
                str(one.id),
                one.kind,
                one.sentence,
                one.place,
                f"du {french_instant(one.since)} au {french_instant(one.ended_at or one.until)}",
                one.by,
            )
            for one in hints
        ]
    )


def end(parsed: Namespace) -> None:
    """End a hint. Raises ``NotFound``, ``Refused``."""
    with desk(options_of(parsed)) as (session, _):
        found = next((one for one in listed_hints(session) if one.id == parsed.number), None)
        if found is None:
            raise NotFound("Aucune information en cours n’a ce numéro : voyez « backoffice hint list ».")
        end_hint(session, found.id, found.version)
    tell(f"Information n° {parsed.number} terminée.")


def places(parsed: Namespace) -> None:
    """Print the numbers of the places that the login sees. Raises ``Refused``."""
    with desk(options_of(parsed)) as (session, _):
        found = hint_places(session)
    if not found:
        raise Refused("Aucun immeuble ne vous est confié : demandez à l’administrateur.", code="NO_BUILDING")
    if parsed.json:
        print_json({"places": found})
        return
    print_columns(
        [
            (
                "immeuble" if one.building_id else "résidence",
                str(one.building_id or one.residence_id),
                one.words,
            )
            for one in found
        ]
    )
