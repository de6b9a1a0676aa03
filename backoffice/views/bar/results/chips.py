"""How the text was read, one chip a reading; each is clicked away, or by Alt and its digit."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from backoffice.rules.search_shapes import SHAPE_LABELS, Shape
from backoffice.services.search.results import Chip
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import line

HEIGHT = 30
_MOST = 9
_WIDEST = 240
_BACK_KEY = "Alt+0"


class ChipLine(QWidget):
    """A line of one height whether there are chips or not: results do not jump under the eyes."""

    dropped = Signal(object)
    """The ``Shape`` that is not meant."""
    restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chips: tuple[Chip, ...] = ()
        self.buttons = tuple(self._button(rank) for rank in range(1, _MOST + 1))
        self.back = KeyButton("Toutes les lectures", _BACK_KEY, kind="quiet")
        self.back.clicked.connect(self.restored)
        self.back.hide()
        key = QShortcut(QKeySequence(_BACK_KEY), self)
        key.activated.connect(self._on_back)
        self.setLayout(line(*self.buttons, self.back, spacing=6))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_chips(self, chips: tuple[Chip, ...], *, some_dropped: bool = False) -> None:
        """Show how the text was read; ``some_dropped`` offers the readings taken away again."""
        self.back.setVisible(some_dropped)
        if chips == self.chips:
            return
        self.chips = chips
        for rank, button in enumerate(self.buttons):
            if rank < len(chips):
                self._say(button, chips[rank], rank + 1)
            button.setVisible(rank < len(chips))

    def drop_last(self) -> None:
        """Take the last chip away."""
        if self.chips:
            self.dropped.emit(self.chips[-1].shape)

    def _button(self, rank: int) -> KeyButton:
        button = KeyButton("", f"Alt+{rank}", kind="chip", icon_name="close")
        button.setProperty("rank", rank)
        button.clicked.connect(self._on_rank)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.hide()
        key = QShortcut(QKeySequence(f"Alt+{rank}"), self)
        key.setProperty("rank", rank)
        key.activated.connect(self._on_rank)
        return button

    def _say(self, button: KeyButton, chip: Chip, rank: int) -> None:
        whole = chip.label or SHAPE_LABELS[Shape(chip.shape)]
        cut = button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, _WIDEST)
        button.say(cut)
        button.setToolTip(f"Ne pas chercher ainsi : {whole}")
        button.setAccessibleName(f"Ne pas chercher ainsi : {whole}")
        button.setAccessibleDescription(f"Touche Alt+{rank}")

    @Slot()
    def _on_rank(self) -> None:
        rank = int(self.sender().property("rank"))
        if rank <= len(self.chips):
            self.dropped.emit(self.chips[rank - 1].shape)

    @Slot()
    def _on_back(self) -> None:
        if self.back.isVisibleTo(self):
            self.restored.emit()
