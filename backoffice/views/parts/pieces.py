"""Small pieces of a page: labels by role, badges, cards, lines."""

import re
from typing import TypeVar

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from backoffice.views.icons import icon
from backoffice.views.look.tokens import SMALL
from backoffice.views.theme import Theme, tokens

ICON = 17
"""Side of an icon, in pixels at 100 %."""

_HARD_SPACE = "\N{NO-BREAK SPACE}"
_HOUR = re.compile(r"(\d) h (\d)")
_Box = TypeVar("_Box", QVBoxLayout, QHBoxLayout)


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label; ``role`` is one of the style sheet: title, answer, section, soft, hint, strong."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def title_of(words: str, field: QWidget, role: str = "soft") -> QLabel:
    """What names a field, ``&`` before the letter of its key; a field without an accessible name takes it."""
    title = label(words, role)
    title.setTextFormat(Qt.TextFormat.AutoText)
    title.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(words.replace("&", ""))
    return title


def titled_rows(*fields: tuple[str, QWidget]) -> QGridLayout:
    """Fields one under the other, each after its title."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    for row, (words, field) in enumerate(fields):
        grid.addWidget(title_of(words, field), row, 0)
        grid.addWidget(field, row, 1)
    grid.setColumnStretch(1, 1)
    return grid


def unbroken(text: str) -> str:
    """The same text, no line of which begins with a sign or cuts an hour: ``13 h 48 :`` stays together."""
    for sign in (":", ";", "!", "?", "»"):
        text = text.replace(f" {sign}", f"{_HARD_SPACE}{sign}")
    text = _HOUR.sub(rf"\1{_HARD_SPACE}h{_HARD_SPACE}\2", text)
    return text.replace("« ", f"«{_HARD_SPACE}").replace("N° ", f"N°{_HARD_SPACE}")


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and dress the widget again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def card(layout: QLayout | None = None, role: str = "card") -> QFrame:
    """A framed surface with rounded corners."""
    frame = QFrame()
    frame.setProperty("role", role)
    if layout is not None:
        frame.setLayout(layout)
    return frame


def column(*pieces: QWidget | QLayout | int, margins: int = 0, spacing: int = 8) -> QVBoxLayout:
    """Pieces from top to bottom; a number is a stretch."""
    layout = QVBoxLayout()
    return _fill(layout, pieces, margins, spacing)


def line(*pieces: QWidget | QLayout | int, margins: int = 0, spacing: int = 8) -> QHBoxLayout:
    """Pieces from left to right; a number is a stretch."""
    layout = QHBoxLayout()
    return _fill(layout, pieces, margins, spacing)


def _fill(layout: _Box, pieces: tuple[QWidget | QLayout | int, ...], margins: int, spacing: int) -> _Box:
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(spacing)
    for piece in pieces:
        if isinstance(piece, int):
            layout.addStretch(piece)
        elif isinstance(piece, QLayout):
            layout.addLayout(piece)
        else:
            layout.addWidget(piece)
    return layout


class Elided(QLabel):
    """A label on one line that ends with … when it lacks room; the whole text is its tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = text
        self.setText(text)

    def say(self, text: str) -> None:
        """Show ``text``, whole if there is room."""
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text again."""
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:
        """What the whole text would need."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height())

    def _cut(self) -> None:
        room = self.contentsRect().width()
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText(cut)
        self.setToolTip(self._whole if cut != self._whole else "")


class TwoLines(QLabel):
    """A label of two lines whatever its text; a longer one ends with … and is whole in its tooltip."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""

    def say(self, text: str) -> None:
        """Show ``text``, as far as two lines hold it."""
        self._whole = unbroken(text)
        self.setAccessibleName(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text again."""
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(120, 2 * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Two lines too."""
        return QSize(60, self.sizeHint().height())

    def _cut(self) -> None:
        words, shown = self._whole.split(" "), self._whole
        while words and not self._fits(shown):
            words.pop()
            shown = f"{' '.join(words)}…"
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def _fits(self, text: str) -> bool:
        room = QRect(0, 0, max(self.contentsRect().width(), 1), 10_000)
        needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        return needed.height() <= 2 * self.fontMetrics().lineSpacing() + 1


class Badge(QLabel):
    """A state in a word on its ground: the word says it, the colour repeats it."""

    def __init__(self, text: str = "", tone: str = "") -> None:
        super().__init__(text)
        self._tone = tone
        font = QFont(self.font())
        font.setPointSizeF(SMALL)
        font.setWeight(QFont.Weight.DemiBold)
        self._letters = font
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: str) -> None:
        """Show ``text`` in ``tone``: ok, warn, bad, accent or neutral."""
        self._tone = tone
        self.setText(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the word and round ends."""
        self.setFont(self._letters)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 20, metrics.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rounded ground and the word."""
        ink, ground = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        painter.setPen(QColor(ink))
        painter.setFont(self._letters)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class IconLabel(QLabel):
    """An icon that follows the theme."""

    def __init__(self, name: str, colour: str = "soft", size: int = ICON) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour, size
        self.setFixedSize(size + 2, size + 2)
        Theme.current().changed.connect(self._on_theme)
        self._on_theme()

    def say(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self._on_theme()

    @Slot()
    def _on_theme(self) -> None:
        self.setPixmap(icon(self._name, self._colour).pixmap(QSize(self._size, self._size)))
