"""The call under way, above everything while it lasts: since when, who, how far identified."""

from datetime import datetime
from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from backoffice.rules.caller import Act, allows
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.calls import CallView
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, label, line
from backoffice.views.theme import Theme, tokens

NOTHING_ALOUD = "Rien à lire à voix haute avant le niveau 2"
_SECOND = 1000


class CallBanner(QFrame):
    """Shown only while there is a call or a counter visit."""

    identify = Signal()
    conclude = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tone = "warn"
        self._started = 0.0
        self._icon = IconLabel("call", "warn")
        self._place = label("", "strong")
        self.clock = label("", "")
        self._who = Elided("", "")
        self._warning = label(NOTHING_ALOUD, "strong")
        identify = KeyButton("Identifier", "F8")
        identify.setAccessibleName("Identifier l’appelant")
        identify.clicked.connect(self.identify)
        self._conclude = KeyButton("Conclure l’appel", "F12")
        self._conclude.clicked.connect(self.conclude)
        pieces = (self._icon, self._place, self.clock, self._who, self._warning, identify, self._conclude)
        layout = line(*pieces, spacing=10)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._on_second)
        Theme.current().changed.connect(self._on_theme)
        self.hide()

    def show_call(self, call: CallView, name: str, server_time: datetime) -> None:
        """Show ``call`` with the customer called ``name``; ``server_time`` is when the call was read."""
        safe = allows(call.level, Act.READ_ACCOUNT)
        self._tone = "ok" if safe else "warn"
        counter = call.place == ContactPlace.COUNTER
        self._icon.say("counter" if counter else "call", self._tone)
        self._place.setText("Visite en cours" if counter else "Appel en cours")
        self._conclude.say("Conclure la visite" if counter else "Conclure l’appel")
        self._who.say(_who(call, name))
        self._warning.setVisible(not safe)
        self._started = monotonic() - (server_time - call.started_at).total_seconds()
        self._on_second()
        self._timer.start()
        self.show()
        self.update()

    def end(self) -> None:
        """No call any more."""
        self._timer.stop()
        self.hide()

    def text(self) -> str:
        """Who and how far, in words."""
        return self._who.whole()

    def warns(self) -> bool:
        """Whether it says that nothing may be read aloud yet."""
        return not self._warning.isHidden()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and edge: green from level 2, amber before."""
        ink, ground = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ink))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 10, 10)

    @Slot()
    def _on_second(self) -> None:
        minutes, seconds = divmod(max(0, int(monotonic() - self._started)), 60)
        self.clock.setText(f"{minutes:02d}:{seconds:02d}")

    @Slot()
    def _on_theme(self) -> None:
        self.update()


def _who(call: CallView, name: str) -> str:
    level = f"niveau {call.level.value[1]}, {call.level.label.lower()}"
    how = f" ({call.how})" if call.how else ""
    number = f"{call.caller_number}  ·  " if call.caller_number else ""
    return f"{number}{level}{how}  ·  {name}"
