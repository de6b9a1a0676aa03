"""``db staff``: the accounts of members of staff and of services, for the administrator."""

from argparse import Namespace

from backoffice.cli.arguments import options_of
from backoffice.cli.desk import desk, landlord_of
from backoffice.cli.output import print_columns, print_json, say, tell
from backoffice.rules.dates import french_day
from backoffice.services.administration.staff import (
    NewStaff,
    StaffAccount,
    add_staff,
    disable_staff,
    staff_accounts,
)
from backoffice.services.staff import current_staff


def show(parsed: Namespace) -> None:
    """Print who has an account. Raises ``Refused`` for another role than the administrator's."""
    with desk(options_of(parsed)) as (session, _):
        accounts = staff_accounts(session)
    if parsed.json:
        print_json({"accounts": accounts})
        return
    print_columns([_line(account) for account in accounts])


def add(parsed: Namespace) -> None:
    """Bring somebody into service; his first password is printed this once."""
    with desk(options_of(parsed)) as (session, settings):
        code = landlord_of(session, settings)
        landlords = (code,) if code else current_staff(session).landlord_codes
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


def disable(parsed: Namespace) -> None:
    """Close an account at once."""
    with desk(options_of(parsed)) as (session, _):
        disable_staff(session, parsed.staff_login)
    tell(f"Le compte {parsed.staff_login} est fermé : il ne voit plus aucun dossier.")


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
