"""Under the name: what must be seen first, each on its ground; a hint goes by itself at its minute."""

from datetime import datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.aloud.hints import hint_words
from backoffice.rules.dates import french_day
from backoffice.services.desk.strip import AlertView, FileStrip, HintView, file_strip, next_change, true_at
from backoffice.tasks.runner import Runner
from backoffice.views.parts.pieces import Elided, IconLabel, line
from backoffice.views.parts.toned import TonedFrame

_MOST = 4
_TOPIC = "strip"
_LONGEST_WAIT = timedelta(hours=6)


def alert_words(alert: AlertView) -> str:
    """``Appeler avant de passer : sonner deux fois  ·  Farah Bouhenna, jusqu’au 03/12/2026``."""
    said = f"{alert.reason} : {alert.note}" if alert.note else alert.reason
    return f"{said}  ·  {alert.owner}, jusqu’au {french_day(alert.ends_on)}"


class _Chip(TonedFrame):
    """One sentence on its ground; cut, it is whole in its tooltip and to a screen reader."""

    def __init__(self, tone: str, icon_name: str) -> None:
        super().__init__(tone)
        self.words = Elided("", "strong")
        row = line(IconLabel(icon_name, tone), self.words, spacing=8)
        row.setStretch(1, 1)
        row.setContentsMargins(10, 4, 12, 4)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, sentence: str) -> None:
        """Show it, no wider than it needs."""
        self.words.say(sentence)
        # Semi-bold letters are known once the style sheet has dressed them.
        self.words.ensurePolished()
        self.setMaximumWidth(self.words.sizeHint().width() + 60)


class NoticeStrip(QWidget):
    """Alerts first, then hints, on one line that takes no room when there is nothing to say."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._customer_id: int | None = None
        self.shown: FileStrip | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_minute)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self._chips: list[_Chip] = []
        self.hide()

    def follow(self, customer_id: int) -> None:
        """Show what is true of this customer’s file and buildings."""
        if customer_id != self._customer_id:
            self.clear()
        self._customer_id = customer_id
        self.again()

    def clear(self) -> None:
        """No file is in front."""
        self._runner.forget(self, _TOPIC)
        self._timer.stop()
        self._customer_id, self.shown = None, None
        self._show_chips((), ())

    @Slot()
    def again(self) -> None:
        """Ask once more: somebody has written or ended one."""
        if self._customer_id is not None:
            self._runner.read(
                file_strip, self._customer_id, owner=self, then=self.show_strip, failed=_ignore, topic=_TOPIC
            )

    def show_strip(self, strip: FileStrip) -> None:
        """Show what is true now, by the server’s clock, and wait for the next that begins or ends."""
        self.shown = strip
        self._since.start()
        self._on_minute()

    def sentences(self) -> list[str]:
        """What is shown, whole."""
        return [chip.words.whole() for chip in self._chips]

    def _now(self) -> datetime:
        assert self.shown is not None, "the clock is that of an answer"
        return self.shown.read_at + timedelta(milliseconds=self._since.elapsed())

    @Slot()
    def _on_minute(self) -> None:
        if self.shown is None:
            return
        now = self._now()
        self._show_chips(self.shown.alerts, true_at(self.shown.hints, now))
        change = next_change(self.shown.hints, now)
        if change is not None:
            wait = min(change - now, _LONGEST_WAIT)
            self._timer.start(int(wait / timedelta(milliseconds=1)) + 1)

    def _show_chips(self, alerts: tuple[AlertView, ...], hints: tuple[HintView, ...]) -> None:
        told = [("warn", "warn", alert_words(one)) for one in alerts]
        told += [("accent", "info", hint_words(one.sentence, one.until, self._now())) for one in hints]
        if len(told) > _MOST:
            others = "  |  ".join(words for _, _, words in told[_MOST - 1 :])
            told = [*told[: _MOST - 1], ("warn", "warn", f"{len(told) - _MOST + 1} autres : {others}")]
        for before in self._chips:
            self._row.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._chips = []
        for tone, icon_name, words in told:
            chip = _Chip(tone, icon_name)
            chip.say(words)
            self._row.insertWidget(len(self._chips), chip, 100)
            self._chips.append(chip)
        self.setVisible(bool(told))


def _ignore(_error: GuichetError) -> None:
    """The file itself says what is wrong; without alerts it is still of use."""
