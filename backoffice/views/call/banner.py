"""The call under way, above everything while it lasts: since when, who speaks, how far identified."""

from datetime import datetime
from time import monotonic

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent

from backoffice.rules.caller import Act, allows
from backoffice.rules.calls.signs import needs_advice
from backoffice.rules.calls.who import is_outside
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.calls import CallView
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, Elided, IconLabel, label, line
from backoffice.views.parts.toned import TonedFrame

NOTHING_ALOUD = "Rien à lire à voix haute avant le niveau 2"
_SHORTER = ((960, "Rien à voix haute"), (1120, "Rien à voix haute avant le niveau 2"))
"""The same under these widths, so that the name keeps some room."""
OUTSIDE = "Rien de ce dossier ne se dit à cette personne"
WHOSE = "Cherchez la personne, ouvrez son dossier"
_SECOND = 1000


class CallBanner(TonedFrame):
    """Shown while there is a call or a visit: green from level 2, amber before, red for a third party."""

    identify = Signal()
    conclude = Signal()
    sentences = Signal()

    def __init__(self) -> None:
        super().__init__("warn")
        self._started = 0.0
        self._icon = IconLabel("call", "warn")
        self._place = label("", "strong")
        self.clock = label("", "")
        self.clock.setAccessibleName("Durée de l’appel")
        self._who, self._name, self._number = Elided("", ""), Elided("", ""), label("", "")
        self._call: CallView | None = None
        self.signs = Badge()
        self._warning = label(NOTHING_ALOUD, "strong")
        self.identify_button = KeyButton("Identifier", "F8")
        self.identify_button.setAccessibleName("Identifier l’appelant")
        self.identify_button.clicked.connect(self.identify)
        self.phrases = KeyButton("Phrases", "F7")
        self.phrases.setAccessibleName("Phrases prêtes à lire")
        self.phrases.clicked.connect(self.sentences)
        self._conclude = KeyButton("Conclure", "F12")
        self._conclude.clicked.connect(self.conclude)
        who = line(self._who, self._name, self._number, 1, spacing=0)
        # What lacks room is taken from the name: it stands whole above the file.
        who.setStretch(0, 10_000)
        who.setStretch(1, 100)
        words = (self._icon, self._place, self.clock, who, self.signs, self._warning)
        layout = line(*words, self.identify_button, self.phrases, self._conclude, spacing=10)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._on_second)
        self.hide()

    def show_call(self, call: CallView, name: str, server_time: datetime) -> None:
        """Show ``call`` with the customer called ``name``; ``server_time`` is when the call was read."""
        safe = allows(call.level, Act.READ_ACCOUNT)
        tone = "bad" if is_outside(call.caller) else "ok" if safe else "warn"
        counter = call.place == ContactPlace.COUNTER
        self._icon.say("counter" if counter else "call", tone)
        self._conclude.setAccessibleName("Conclure la visite" if counter else "Conclure l’appel")
        self._call = call
        self._say_who(call, name)
        self._say_by_width()
        self._warning.setVisible(not safe)
        self._show_signs(call)
        # From level 2 on there is nothing left to identify; nobody is identified without a file.
        self.identify_button.setVisible(
            not safe and not is_outside(call.caller) and call.customer_id is not None
        )
        self._started = monotonic() - (server_time - call.started_at).total_seconds()
        self._on_second()
        self._timer.start()
        self.take_tone(tone)
        self.show()

    def end(self) -> None:
        """No call any more."""
        self._timer.stop()
        self.hide()

    def text(self) -> str:
        """Who and how far, in words."""
        return f"{self._who.whole()}{self._name.whole()}{self._number.text()}"

    def warns(self) -> bool:
        """Whether it says that nothing may be read aloud yet."""
        return not self._warning.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has shorter words."""
        super().resizeEvent(event)
        self._say_by_width()

    def _say_who(self, call: CallView, name: str) -> None:
        """Who speaks and how far identified, whose file, from which number: only the name is cut."""
        self._who.say(_speaker(call))
        self._name.say("" if call.customer_id is None else f"  ·  {name}")
        for piece in (self._who, self._name):
            piece.setMaximumWidth(piece.sizeHint().width())
        self._number.setText(f"  ·  {call.caller_number}" if call.caller_number else "")
        self._number.setVisible(bool(call.caller_number))

    def _say_by_width(self) -> None:
        if self._call is None:
            return
        room = self.width() - (self._number.sizeHint().width() if self._call.caller_number else 0)
        short = next((words for width, words in _SHORTER if room < width), "")
        place = "Visite" if self._call.place == ContactPlace.COUNTER else "Appel"
        self._place.setText(place if short else f"{place} en cours")
        warning = _warning(self._call)
        self._warning.setText(short if short and warning == NOTHING_ALOUD else warning)
        self._warning.setAccessibleName(warning)

    def _show_signs(self, call: CallView) -> None:
        count = len(call.signs)
        words = "1 signe" if count == 1 else f"{count} signes"
        self.signs.say(words if count else "", "bad" if needs_advice(call.signs) else "warn")
        told = " ; ".join(sign.label for sign in call.signs)
        self.signs.setToolTip(told)
        self.signs.setAccessibleName(f"Signes d’alerte : {told}" if told else "")

    @Slot()
    def _on_second(self) -> None:
        minutes, seconds = divmod(max(0, int(monotonic() - self._started)), 60)
        self.clock.setText(f"{minutes:02d}:{seconds:02d}")


def _warning(call: CallView) -> str:
    if is_outside(call.caller):
        return OUTSIDE
    return WHOSE if call.customer_id is None else NOTHING_ALOUD


def _speaker(call: CallView) -> str:
    level = f"niveau {call.level.value[1]}"
    if call.customer_id is None:
        return f"{call.speaker or 'appelant inconnu'}  ·  {level}"
    asked = f"{call.speaker}, " if call.speaker else "qui appelle ? F8  ·  "
    return f"{asked}{level} ({call.how})" if call.how else f"{asked}{level}"
