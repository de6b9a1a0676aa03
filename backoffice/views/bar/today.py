"""The files opened today, as the trace tells them: also after a restart, also those of another desk."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from backoffice.errors import GuichetError
from backoffice.rules.names import words
from backoffice.services.access.today import TodayFile, files_of_today
from backoffice.services.tenant.results import TenantFile
from backoffice.tasks.runner import Runner

_TOPIC = "today"
_SHORTEST = 2
"""A letter alone is in every name."""


class FilesOfToday(QObject):
    """Read once, then kept up as files are opened; read again after a lost line."""

    changed = Signal(object)
    """The files, the latest first: ``tuple[TodayFile, ...]``."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.files: tuple[TodayFile, ...] = ()

    def again(self) -> None:
        """Read them in the trace."""
        self._runner.read(files_of_today, owner=self, then=self._show, failed=self._ignore, topic=_TOPIC)

    def note(self, file: TenantFile) -> None:
        """This file has just been shown: it is the latest, unless it was already on top."""
        if self.files and self.files[0].customer_id == file.customer_id:
            return
        known = next((one for one in self.files if one.customer_id == file.customer_id), None)
        opened = known or TodayFile(
            file.customer_id, file.name, file.client_ref, file.landlord_name, file.read_at
        )
        others = (one for one in self.files if one.customer_id != file.customer_id)
        self._show((replace(opened, opened_at=file.read_at), *others))

    def named(self, text: str) -> tuple[TodayFile, ...]:
        """Those whose name or number holds every word typed, wherever in it, accents aside."""
        typed = words(text)
        if len("".join(typed)) < _SHORTEST:
            return ()
        return tuple(one for one in self.files if _holds(one, typed))

    def _show(self, files: tuple[TodayFile, ...]) -> None:
        self.files = files
        self.changed.emit(files)

    def _ignore(self, _error: GuichetError) -> None:
        """A list that helps is not worth a message; a lost connection is told by the runner."""


def _holds(file: TodayFile, typed: tuple[str, ...]) -> bool:
    name = " ".join((*words(file.name), *words(file.client_ref)))
    return all(word in name for word in typed)
