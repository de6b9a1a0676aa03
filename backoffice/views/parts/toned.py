"""A frame whose ground and edge tell a tone: messages, the call, a verdict, a draft."""

from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from backoffice.views.theme import Theme, tokens

_RADIUS = 8


class TonedFrame(QFrame):
    """The colour repeats what an icon and words say; an empty tone paints nothing."""

    def __init__(self, tone: str = "") -> None:
        super().__init__()
        self._tone = tone
        Theme.current().changed.connect(self._on_theme)

    def take_tone(self, tone: str) -> None:
        """Show ``tone``: ok, warn, bad or accent; an empty one for none."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the edge, the line in the middle of its pixels so that it is even all round."""
        if not self._tone:
            return
        ink, ground = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ink))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    @Slot()
    def _on_theme(self) -> None:
        self.update()
