"""One figure of the anomalies: a word, how many, how many of them new; pressed, it opens its list."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from backoffice.rules.portal.watch import FRESH_DAYS, AnomalyKind
from backoffice.services.portal.watch.results import Anomalies
from backoffice.views.parts.pieces import TwoLines, column, label, line

_WAITING = "…"


class AnomalyTile(QPushButton):
    """A tile as wide as its column; its digit is printed beside its word."""

    def __init__(self, kind: AnomalyKind, digit: int) -> None:
        super().__init__()
        self.kind = kind
        self.files = 0
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._word = TwoLines("strong")
        self._word.say(kind.label)
        self._count = label(_WAITING, "title")
        self._fresh = label("", "hint")
        hint = label(str(digit), "hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        for piece in (self._word, self._count, self._fresh, hint):
            piece.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        figures = line(self._count, self._fresh, 1, spacing=8)
        words = line(self._word, hint, spacing=6)
        words.setStretch(0, 1)
        self._pieces = column(words, 1, figures, margins=10, spacing=4)
        self.setLayout(self._pieces)
        self._name_it(kind.label)

    def show_figure(self, found: Anomalies) -> None:
        """The figure; a kind with nothing stays quiet, and says so."""
        self.files = found.files
        self._count.setText(f"{found.files:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))
        fresh = f"dont {found.fresh or 'aucun'} depuis {FRESH_DAYS} jours" if found.files else "rien à voir"
        self._fresh.setText(fresh)
        self._name_it(f"{self.kind.label} : {found.files}, {fresh}")

    def wait(self) -> None:
        """The figure is being counted."""
        self._count.setText(_WAITING)
        self._fresh.setText("")
        self._name_it(f"{self.kind.label} : en cours de comptage")

    def sizeHint(self) -> QSize:
        """Two lines of words, then the figure."""
        return QSize(180, self._pieces.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrower, never lower."""
        return QSize(120, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it; arrows go to the neighbours, as in a list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.focusNextChild()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _name_it(self, words: str) -> None:
        self.setAccessibleName(words)
