"""Words written across a page, over and over: they are in whatever is made of it, print or screen copy."""

from math import hypot

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backoffice.views.theme import Theme, tokens

_SLOPE = -24.0
_POINTS = 10.5
_GAP_ACROSS, _GAP_DOWN = 70.0, 96.0
_LIGHT_INK, _DARK_INK = 38, 52


class Watermark(QWidget):
    """Lies over ``page``, follows its size, lets nothing through but the eye."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.installEventFilter(self)
        Theme.current().changed.connect(self._on_theme)
        self.setGeometry(page.rect())

    def say(self, words: str) -> None:
        """Write ``words``; a screen reader says them once."""
        self._words = words
        self.setAccessibleName(f"Filigrane : {words}")
        self.setGeometry(self._page.rect())
        self.raise_()
        self.update()

    def words(self) -> str:
        """What is written."""
        return self._words

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the page whatever its size, over whatever is added to it."""
        if watched is self._page and event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded):
            self.setGeometry(self._page.rect())
            self.raise_()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Slanted lines of the words, staggered, from edge to edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        font = QFont(self.font())
        font.setPointSizeF(_POINTS)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._ink())
        step = QFontMetricsF(font).horizontalAdvance(self._words) + _GAP_ACROSS
        reach = hypot(self.width(), self.height())
        painter.rotate(_SLOPE)
        down, row = -reach, 0
        while down < reach:
            across = -reach - (row % 2) * step / 2
            while across < reach:
                painter.drawText(QPointF(across, down), self._words)
                across += step
            down += _GAP_DOWN
            row += 1

    def _ink(self) -> QColor:
        ink = QColor(tokens().text)
        ink.setAlpha(_DARK_INK if ink.lightness() > 128 else _LIGHT_INK)
        return ink

    @Slot()
    def _on_theme(self) -> None:
        self.update()
