"""``call NUMBER`` and the links: they reach the window that is open, or open it."""

from argparse import Namespace
from dataclasses import replace
from functools import partial

from backoffice.cli.arguments import options_of
from backoffice.cli.output import say
from backoffice.errors import Refused
from backoffice.rules.persons.ringing import CALL, Asked, asked, read_link, written
from backoffice.settings import Settings, load_settings


def call(parsed: Namespace) -> int:
    """Show in the window who may be calling. Raises ``Misconfigured`` for what is no number."""
    return _ask(parsed, asked(CALL, parsed.number))


def open_link(parsed: Namespace) -> int:
    """Do what a link asks. Raises ``Misconfigured`` when it cannot be read."""
    return _ask(parsed, read_link(parsed.link))


def _ask(parsed: Namespace, demand: Asked) -> int:
    from backoffice.app import has_display, meeting_folder, meeting_place, run_window
    from backoffice.tasks.single import hand_over, places_in

    settings = _settings(parsed)
    options = options_of(parsed)
    # Asked of no window in particular, any that is open will do: the operating system names no profile.
    named = options.profile or options.dsn or options.login
    others = () if named else places_in(meeting_folder())
    if hand_over((meeting_place(settings), *others), written(demand)):
        say("Transmis à la fenêtre ouverte.")
        return 0
    if not has_display():
        raise Refused(
            "Aucune fenêtre de Guichet n’est ouverte, et il n’y a pas d’écran ici pour en ouvrir une."
        )
    from backoffice.demo.opening import open_demo

    return run_window(settings, partial(open_demo, tenants=None, replay=True), demand)


def _settings(parsed: Namespace) -> Settings:
    options = options_of(parsed)
    settings = load_settings(
        profile=options.profile, dsn=options.dsn, landlord=options.landlord, as_of=options.as_of
    )
    return replace(settings, login=options.login)
