"""``db staff``: the accounts of members of staff and of services, for the administrator."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.rules.dates import french_day
from backoffice.services.administration.places import Place, landlords_seen, places_of_work
from backoffice.services.administration.staff import (
    NewStaff,
    StaffAccount,
    add_staff,
    disable_staff,
    link_tenant,
    staff_accounts,
)


def show(parsed: Namespace) -> None:
    """Print who has an account at my landlords; colleagues' names and jobs are no secret."""
    with desk(options_of(parsed)) as (session, _):
        accounts = staff_accounts(session)
    if parsed.json:
        print_json({"accounts": accounts})
        return
    print_columns([_line(account) for account in accounts])


def add(parsed: Namespace) -> None:
    """Bring somebody into service; his first password is printed this once.

    The first administrator is made with the account that administers the database.
    """
    with desk(options_of(parsed)) as (session, settings):
        landlords = (settings.landlord,) if settings.landlord else landlords_seen(session)
        asked = NewStaff(
            login=parsed.staff_login,
            full_name=parsed.name,
            role=parsed.role,
            landlords=landlords,
            agencies=tuple(parsed.agency),
            buildings=tuple(parsed.building),
            with_password=not parsed.no_password,
        )
        password = add_staff(session, asked)
    say(f"{parsed.name} est en service ({parsed.role.label.lower()}), compte {parsed.staff_login}.")
    if password:
        say("Premier mot de passe, montré cette seule fois ; à remettre en main propre :")
        tell(password)


def places(parsed: Namespace) -> None:
    """Print the codes of agencies and the numbers of buildings that ``add`` asks for."""
    with desk(options_of(parsed)) as (session, settings):
        found = places_of_work(session, settings.landlord)
    if parsed.json:
        print_json({"places": found})
        return
    print_columns([_place(place) for place in found])


def disable(parsed: Namespace) -> None:
    """Close an account at once."""
    with desk(options_of(parsed)) as (session, _):
        disable_staff(session, parsed.staff_login)
    tell(f"Le compte {parsed.staff_login} est fermé : il ne voit plus aucun dossier.")


def _place(place: Place) -> tuple[str, ...]:
    number = "" if place.building_id is None else str(place.building_id)
    return place.landlord_code, place.agency_code, place.agency_name, number, place.address


def tenant(parsed: Namespace) -> None:
    """Say which tenant a member of staff is, or that he is none."""
    with desk(options_of(parsed)) as (session, _):
        link_tenant(session, parsed.staff_login, parsed.number)
    if parsed.number is None:
        tell(f"Le compte {parsed.staff_login} n’est plus lié à un dossier de locataire.")
    else:
        tell(
            f"Le compte {parsed.staff_login} est lié au locataire {parsed.number} : son dossier est réservé "
            "au responsable, et il ne peut pas y agir."
        )


def _line(account: StaffAccount) -> tuple[str, ...]:
    state = "en service" if account.in_service else f"fermé le {french_day(account.until or account.since)}"
    if account.in_service and not account.can_sign_in:
        state = "en service, sans connexion"
    return (
        account.login,
        account.full_name,
        account.role.label,
        ", ".join(account.landlords),
        ", ".join(account.agencies),
        state,
    )
