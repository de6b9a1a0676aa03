"""Under the head of a queue: who is away today, and who stands in."""

from collections.abc import Sequence

from backoffice.rules.dates import french_day
from backoffice.services.work.absences import Away, colleagues_away
from backoffice.tasks.runner import Runner
from backoffice.views.parts.pieces import Elided


class AwayLine(Elided):
    """Nothing when everybody is there."""

    def __init__(self, runner: Runner) -> None:
        super().__init__("", "soft")
        self._runner = runner
        self.hide()

    def again(self) -> None:
        """Read who is away."""
        self._runner.read(colleagues_away, owner=self, then=self._show, failed=_ignore, topic="away")

    def _show(self, away: Sequence[Away]) -> None:
        words = " ; ".join(map(_told, away))
        self.say(f"Absents : {words}" if words else "")
        self.setVisible(bool(words))


def _told(one: Away) -> str:
    stand_in = f", remplacé par {one.stand_in}" if one.stand_in else ", sans remplaçant"
    return f"{one.who}{stand_in} (retour le {french_day(one.back_on)})"


def _ignore(_error: object) -> None:
    """Read again with the next queue."""
