"""What every page is handed: the runner, whose records, as of when, and the borders to the outside."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QWidget

from backoffice.tasks.runner import Runner
from backoffice.views.drafts.keeper import Drafts

PrintPages = Callable[[QWidget, tuple[QImage, ...], str], bool]
"""Print page images under a title; false when the agent gave up."""
ChooseFile = Callable[[QWidget, str], Path | None]
"""Ask where to save, a name being proposed; ``None`` when the agent gave up."""

Dial = Callable[[str], bool]
"""Hand a ``tel:`` link to the telephone of the computer; false when nothing takes it."""


def dial_number(url: str) -> bool:
    """The telephone program of the system."""
    return QDesktopServices.openUrl(QUrl(url))


@dataclass(frozen=True)
class Surroundings:
    """Handed down from the application to every page."""

    runner: Runner
    print_pages: PrintPages
    choose_file: ChooseFile
    landlord: str | None = None
    as_of: date | None = None
    drafts: Drafts = field(default_factory=Drafts)
    files: Drafts = field(default_factory=Drafts)
    """The list of the open files, kept like a draft."""
    dial: Dial = dial_number
