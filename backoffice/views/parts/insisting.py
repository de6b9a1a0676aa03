"""The act of a note that the checker may refuse, or only warn of: then it takes a second press."""

from PySide6.QtCore import QObject, Slot

from backoffice.rules.notes.words import NoteOutcome
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.note_field import NoteField

KEEP = "Garder ce texte"


class NoteAct(QObject):
    """Greys the button of an act while its note is refused, or while ``ready`` is false.

    A press over a warning changes the words of the button; the next one insists. Another text is
    another decision.
    """

    def __init__(self, note: NoteField, button: KeyButton, *, ready: bool = True) -> None:
        super().__init__(button)
        self._note, self._button = note, button
        self._words = button.text()
        self._ready = ready
        self.insists = False
        note.judged.connect(self._on_judged)
        self._show()

    def be_ready(self, *, ready: bool) -> None:
        """Whether anything else than the note allows the act."""
        self._ready = ready
        self._show()

    def passes(self) -> bool:
        """A press: whether the act is to be done now. The first one over a warning only asks for another."""
        if not self._button.isEnabled():
            return False
        if self._note.verdict.outcome is NoteOutcome.WARN and not self.insists:
            self.insists = True
            self._show()
            return False
        return True

    @Slot()
    def _on_judged(self) -> None:
        self.insists = False
        self._show()

    def _show(self) -> None:
        blocked = self._note.verdict.outcome is NoteOutcome.BLOCK
        self._button.setEnabled(self._ready and not blocked)
        self._button.setToolTip(self._note.shown() if blocked else "")
        self._button.say(KEEP if self.insists else self._words)
