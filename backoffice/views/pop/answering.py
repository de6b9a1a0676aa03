"""What other starts of the program ask of this one, from its first second to its last."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import Misconfigured
from backoffice.rules.persons.ringing import SHOW, Asked, read_written
from backoffice.tasks.single import Doorbell, Place, claim
from backoffice.views.pop.desk import PopDesk
from backoffice.views.pop.forward import come_forward

_LOG = logging.getLogger(__name__)


class Answering(QObject):
    """Before somebody has signed in, the latest demand waits; a second start brings the window forward."""

    def __init__(self, front: Callable[[], QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._front = front
        self._bells: list[Doorbell] = []
        self._asked: Asked | None = None
        self._pops: PopDesk | None = None

    def listen(self, bell: Doorbell, asked: Asked | None = None) -> None:
        """Listen to other starts; ``asked`` is what this one was started for."""
        self._bells.append(bell)
        self._asked = asked or self._asked
        bell.rung.connect(self._on_rung)

    def listen_too(self, place: Place) -> None:
        """Listen at another place as well, if no other window has it: that of the profile chosen."""
        lock = claim(place) if self._bells else None
        if lock is not None:
            self.listen(Doorbell(place, lock, self))

    def begin(self, pops: PopDesk) -> None:
        """Somebody has signed in: do what waits."""
        self._pops = pops
        if self._asked is not None:
            pops.take(self._asked)
            self._asked = None

    def close(self) -> None:
        """Listen no more, and leave the place to whoever comes."""
        while self._bells:
            self._bells.pop().close()

    @Slot(str)
    def _on_rung(self, line: str) -> None:
        try:
            asked = read_written(line)
        except Misconfigured as error:
            _LOG.warning("message of another start refused: %s", error.sentence)
            return
        come_forward(self._front())
        if self._pops is not None:
            self._pops.take(asked)
        elif asked.verb != SHOW:
            self._asked = asked
