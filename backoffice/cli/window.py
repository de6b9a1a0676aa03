"""``backoffice`` alone and ``demo``: the window, or the tour where there is no screen."""

from argparse import Namespace
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backoffice.cli.arguments import options_of
from backoffice.cli.output import say, tell
from backoffice.errors import Misconfigured, Refused
from backoffice.settings import DEMO_PROFILE, Settings, load_settings

if TYPE_CHECKING:
    # The window's libraries are only imported when a window opens.
    from backoffice.app import OpenTraining

TENANTS_AT_LEAST, TENANTS_AT_MOST = 20, 200_000


def open_window(parsed: Namespace) -> int:
    """Open the window on the connection of the settings; it asks for one the first time."""
    from backoffice.app import run_window

    options = options_of(parsed)
    settings = load_settings(
        profile=options.profile, dsn=options.dsn, landlord=options.landlord, as_of=options.as_of
    )
    settings = replace(settings, login=options.login)
    return run_window(settings, _training(None))


def _training(tenants: int | None, *, activity: bool = False) -> "OpenTraining":
    from backoffice.demo.activity import open_busy_demo
    from backoffice.demo.opening import open_demo

    return partial(open_busy_demo if activity else open_demo, tenants=tenants, replay=True)


def demo(parsed: Namespace) -> int:
    """The training landlord: the window, or with ``--tour`` the first call played and pictured."""
    from backoffice.app import has_display, run_window

    tenants = parsed.tenants
    if tenants is not None and not TENANTS_AT_LEAST <= tenants <= TENANTS_AT_MOST:
        raise Misconfigured(
            f"--tenants attend un nombre de locataires entre {TENANTS_AT_LEAST} et {TENANTS_AT_MOST}."
        )
    options = options_of(parsed)
    if options.dsn is not None or options.profile not in (None, DEMO_PROFILE.name):
        raise Misconfigured(
            "« backoffice demo » ouvre toujours le bailleur de formation, sans --profile ni --dsn."
        )
    settings = load_settings(profile=DEMO_PROFILE.name, landlord=options.landlord, as_of=options.as_of)
    settings = replace(settings, login=options.login)
    if parsed.tour is not None:
        return _tour(settings, Path(parsed.tour), tenants)
    if not has_display():
        raise Refused(
            "Il n’y a pas d’écran ici : jouez la visite guidée avec « backoffice demo --tour DOSSIER »."
        )
    return run_window(settings, _training(tenants, activity=parsed.activity))


def _tour(settings: Settings, folder: Path, tenants: int | None) -> int:
    from backoffice.tour.play import run_tour

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"Le dossier {folder} ne peut pas être créé : choisissez-en un autre.") from error
    for path in run_tour(settings, folder, tenants=tenants, progress=say):
        tell(str(path))
    return 0
