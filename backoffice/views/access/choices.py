"""Choices of a closed list, one under another, each under its digit."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.views.parts.buttons import KeyButton

_W = TypeVar("_W", bound=Labelled)


class _Told(QObject):
    chosen = Signal(str)


class Choices(QWidget, Generic[_W]):
    """Buttons of which one is chosen; their digits work from anywhere in the window but a field."""

    def __init__(self, words: Sequence[_W], window: QWidget) -> None:
        super().__init__()
        self._words = {word.value: word for word in words}
        self._buttons: dict[str, KeyButton] = {}
        self._told = _Told(self)
        self.chosen = self._told.chosen
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for rank, word in enumerate(words, 1):
            layout.addWidget(self._button(rank, word))
            shortcut = QShortcut(QKeySequence(str(rank)), window)
            shortcut.setProperty("word", word.value)
            shortcut.activated.connect(self._on_word)

    def choice(self) -> _W | None:
        """The word chosen, if one is."""
        return next((self._words[value] for value, one in self._buttons.items() if one.isChecked()), None)

    def _button(self, rank: int, word: _W) -> KeyButton:
        button = KeyButton(word.label, str(rank), kind="choice")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setProperty("word", word.value)
        button.clicked.connect(self._on_word)
        self._buttons[word.value] = button
        return button

    @Slot()
    def _on_word(self) -> None:
        value = str(self.sender().property("word"))
        self._buttons[value].setChecked(True)
        self.chosen.emit(value)
