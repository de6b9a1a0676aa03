"""Who else has this file open, and whether somebody has changed it since it was read."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from backoffice.errors import GuichetError
from backoffice.services.work.presence import HEARTBEAT_SECONDS, Colleague, Pulse, leave, pulse
from backoffice.tasks.runner import Runner

_TOPIC = "company"


def company_sentence(others: tuple[Colleague, ...]) -> str:
    """« Farah Bouhenna a ce dossier ouvert »; empty when nobody else has."""
    names = [one.full_name for one in others]
    if len(names) < 2:
        return f"{names[0]} a ce dossier ouvert" if names else ""
    second = names[1] if len(names) == 2 else f"{len(names) - 1} collègues"
    return f"{names[0]} et {second} ont ce dossier ouvert"


class Company(QObject):
    """A heartbeat while a file is on the screen; what it learns is shown small, and never asked aloud."""

    others = Signal(str)
    """The sentence about who else is there, empty if nobody."""
    stale = Signal(bool)
    """Whether what is shown is older than what a colleague has saved."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._customer_id: int | None = None
        self._stamp = ""
        self._timer = QTimer(self)
        self._timer.setInterval(HEARTBEAT_SECONDS * 1000)
        self._timer.timeout.connect(self.beat)

    def follow(self, customer_id: int, stamp: str) -> None:
        """This file is on the screen, as it was when ``stamp`` was taken."""
        if customer_id != self._customer_id:
            self.leave()
        self._customer_id, self._stamp = customer_id, stamp
        self.stale.emit(False)  # noqa: FBT003  # the value of a signal has no name
        self._timer.start()
        self.beat()

    def leave(self) -> None:
        """The file is on the screen no more."""
        if self._customer_id is None:
            return
        self._timer.stop()
        self._runner.forget(self, _TOPIC)
        self._runner.write(
            leave, self._customer_id, owner=self, then=self._ignore, failed=self._ignore, changes=()
        )
        self._customer_id = None
        self.others.emit("")

    @Slot()
    def beat(self) -> None:
        """Say that the file is open and ask how it stands."""
        if self._customer_id is None:
            return
        self._runner.read(
            pulse, self._customer_id, owner=self, then=self._show, failed=self._ignore, topic=_TOPIC
        )

    def _show(self, learnt: Pulse) -> None:
        self.others.emit(company_sentence(learnt.others))
        self.stale.emit(learnt.stamp != self._stamp)

    def _ignore(self, _answer: GuichetError | None) -> None:
        """Not knowing who else is there hinders nobody; a lost connection is told by the runner."""
