"""Warning signs of a call: ticked by the agent or shown by the data, told to a supervisor (R4.26)."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.calls.signs import ADVICE, HEARD, needs_advice
from backoffice.rules.vocabulary.calls import WarningSign
from backoffice.services.caller.signs import alert_supervisor, call_signs, note_signs
from backoffice.services.calls import CallView
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, column, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame
from backoffice.views.surroundings import Surroundings

_CHIPS = {
    WarningSign.URGENCY: "Urgence",
    WarningSign.NAME_DROPPING: "Nom lâché",
    WarningSign.REFUSES_CALL_BACK: "Refuse le rappel",
    WarningSign.NUMBER_SUPPLIED: "Dicte un numéro",
}


class SignsStrip(TonedFrame):
    """Hidden until there is a call; two signs make an advice and offer to tell a supervisor."""

    moved = Signal(object)
    """The ``CallView`` once something was noted."""
    failed = Signal(object)
    """A ``GuichetError``."""

    def __init__(self, dialog: QWidget, around: Surroundings) -> None:
        super().__init__("")
        self._around = around
        self._call: CallView | None = None
        self.chips: dict[WarningSign, KeyButton] = {}
        for rank, sign in enumerate(HEARD, 1):
            self._add_chip(dialog, sign, f"Alt+{rank}")
        self.shown = label("", "soft", wrap=True)
        self._icon = IconLabel("warn", "warn")
        self.advice = label(unbroken(ADVICE), "strong", wrap=True)
        self.alert = KeyButton("Prévenir un responsable", "Alt+A", icon_name="warn")
        self.alert.clicked.connect(self._on_alert)
        QShortcut(QKeySequence("Alt+A"), dialog).activated.connect(self._on_alert)
        self._advice_line = QWidget()
        told = line(self._icon, self.advice, self.alert, spacing=10)
        told.setStretch(1, 1)
        self._advice_line.setLayout(told)
        chips = line(label("Signes d’alerte", "soft"), *self.chips.values(), 1, spacing=6)
        layout = column(chips, self.shown, self._advice_line, spacing=6)
        layout.setContentsMargins(12, 8, 12, 8)
        self.setLayout(layout)
        self.hide()

    def follow(self, call: CallView) -> None:
        """Show the signs of this call; those of the data are asked for."""
        first = self._call is None
        self._call = call
        self.show_signs(call.signs)
        self.alert.setEnabled(not call.alerted)
        self.alert.say("Responsable prévenu" if call.alerted else "Prévenir un responsable")
        self.show()
        if first:
            self._around.runner.read(
                call_signs, call.id, owner=self, then=self.show_signs, failed=self.failed.emit, topic="signs"
            )

    def show_signs(self, signs: tuple[WarningSign, ...]) -> None:
        """Tick what was heard, tell what the data shows, advise from two on."""
        for sign, chip in self.chips.items():
            chip.setChecked(sign in signs)
        read = [sign.label for sign in signs if sign not in HEARD]
        self.shown.setText(unbroken(f"Au dossier : {' ; '.join(read).lower()}.") if read else "")
        self.shown.setVisible(bool(read))
        careful = needs_advice(signs)
        self._advice_line.setVisible(careful)
        self.take_tone("warn" if careful else "")

    def _add_chip(self, dialog: QWidget, sign: WarningSign, key: str) -> None:
        chip = KeyButton(_CHIPS[sign], key, kind="choice")
        chip.setCheckable(True)
        chip.setToolTip(sign.label)
        chip.clicked.connect(self._on_ticked)
        # The press of the key is the click of the chip.
        QShortcut(QKeySequence(key), dialog).activated.connect(chip.click)
        self.chips[sign] = chip

    @Slot()
    def _on_ticked(self) -> None:
        if self._call is None:
            return
        heard = [sign for sign, chip in self.chips.items() if chip.isChecked()]
        self._write(note_signs, heard)

    @Slot()
    def _on_alert(self) -> None:
        if self._call is not None and self.alert.isEnabled() and not self._advice_line.isHidden():
            self._write(alert_supervisor)

    def _write(self, function: Callable[..., CallView], *more: object) -> None:
        assert self._call is not None, "signs are those of a call"
        self._around.runner.write(
            function, self._call.id, *more,
            owner=self, then=self._on_noted, failed=self._on_failed, changes=("call",),
        )  # fmt: skip

    def _on_noted(self, call: CallView) -> None:
        self.follow(call)
        self.show_signs(call.signs)
        self.moved.emit(call)

    def _on_failed(self, error: GuichetError) -> None:
        if self._call is not None:
            self.show_signs(self._call.signs)
        self.failed.emit(error)
