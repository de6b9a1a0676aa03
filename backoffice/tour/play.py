"""The tour from beginning to end; leaves pictures and the receipt."""

import os
from collections.abc import Callable
from pathlib import Path

from backoffice.app import make_application
from backoffice.settings import Settings
from backoffice.tour import defences, first_call, knowing, online, validation
from backoffice.tour.quiet import without_size_hints
from backoffice.tour.stage import Stage
from backoffice.views.theme import Theme

_STORIES = (
    first_call.connect,
    first_call.find,
    first_call.identify,
    online.explain,
    first_call.unlock,
    first_call.issue,
    first_call.read_tabs,
    first_call.lose_connection,
    first_call.conclude,
    knowing.search_by_shapes,
    knowing.ring,
    knowing.know,
    defences.refuse_reserved,
    defences.identify_by_code,
    online.help_to_register,
    knowing.merge,
    online.look_for_anomalies,
    validation.validate,
    validation.change,
    validation.write_to_tenants,
    online.say_the_rules,
    defences.watch,
    defences.keep_buildings,
)


def run_tour(
    settings: Settings,
    folder: Path,
    *,
    tenants: int | None = None,
    progress: Callable[[str], None] = print,
    size: tuple[int, int] = (1366, 768),
    dark: bool = False,
) -> tuple[Path, ...]:
    """Play the tour on the training landlord; the files left in ``folder``, in order.

    ``size`` is that of the pictures in pixels; ``QT_SCALE_FACTOR`` scales what is in them.
    Raises ``Unavailable`` when the embedded server does not start.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    stage = Stage(settings, folder, tenants, progress, size, dark=dark)
    with without_size_hints():
        stage.begin()
        try:
            for play in _STORIES:
                play(stage)
        finally:
            Theme.current().force(None)
            stage.leave()
    return tuple(stage.files)
