"""Buttons that print the key that does the same, inside them and softly: a hint is not a button."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

from backoffice.views.icons import icon
from backoffice.views.look.tokens import SMALL
from backoffice.views.parts.pieces import ICON
from backoffice.views.theme import Theme, tokens

_GAP = 8
_ICON_GAP = 7
_RAIL_MARGIN = 8


class KeyButton(QPushButton):
    """A push button; ``kind`` is ``main`` (one a screen), plain, ``quiet`` or ``choice``."""

    def __init__(self, text: str, hint: str = "", kind: str = "", icon_name: str = "") -> None:
        super().__init__(text)
        self._hint = hint
        self._kind = kind
        self._icon_name = icon_name
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._name_it()
        if icon_name:
            self.setIconSize(QSize(ICON, ICON))
            Theme.current().changed.connect(self._on_theme)
            self._on_theme()

    def say(self, text: str, hint: str | None = None) -> None:
        """Change the words, and the key if given."""
        self.setText(text)
        self._hint = self._hint if hint is None else hint
        self._name_it()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words, in semi-bold whatever the state, and the key."""
        plain = super().sizeHint()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        wider = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        extra = self._hint_metrics().horizontalAdvance(self._hint) + _GAP if self._hint else 0
        return QSize(plain.width() + extra + max(0, wider) + 4, plain.height())

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The button as the style draws it; icon, words and key side by side."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        font = self._words_font()
        words = QFontMetrics(font).horizontalAdvance(self.text())
        key = self._hint_metrics().horizontalAdvance(self._hint)
        drawn = (self.iconSize().width() + _ICON_GAP) if self._icon_name else 0
        total = drawn + words + (key + _GAP if key else 0)
        left = inside.left() + (0 if self._kind == "choice" else max(0, (inside.width() - total) // 2))
        if self._icon_name:
            self._paint_icon(painter, QRect(left, inside.top(), drawn - _ICON_GAP, inside.height()))
        ink = self._ink()
        place = QRect(left + drawn, inside.top(), words + 2, inside.height())
        _write(painter, place, self.text(), font, ink)
        right = inside.right() + 1 if self._kind == "choice" else left + total
        place = QRect(right - key, inside.top(), key + 2, inside.height())
        _write(painter, place, self._hint, self._hint_font(), self._hint_ink())

    def _paint_icon(self, painter: QStylePainter, place: QRect) -> None:
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)

    def _words_font(self) -> QFont:
        font = QFont(self.font())
        if self._kind == "main" or self.isChecked():
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return QColor(tokens().soft)
        return QColor(tokens().on_accent if self._kind == "main" else tokens().text)

    def _hint_ink(self) -> QColor:
        if self._kind == "main" and self.isEnabled():
            return QColor(tokens().on_accent)
        return QColor(tokens().soft)

    def _hint_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(SMALL)
        font.setWeight(QFont.Weight.Normal)
        return font

    def _hint_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._hint_font())

    def _name_it(self) -> None:
        words = self.text().replace("&", "")
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"Touche {self._hint}" if self._hint else "")

    @Slot()
    def _on_theme(self) -> None:
        self.setIcon(icon(self._icon_name, "on_accent" if self._kind == "main" else "soft"))


class RailEntry(QPushButton):
    """A section, a queue or a file in the rail; its key, or its figure, softly at the right."""

    def __init__(self, text: str, icon_name: str = "", hint: str = "") -> None:
        super().__init__(text)
        self._hint = hint
        self.setAccessibleName(text)
        self.setAccessibleDescription(f"Touche {hint}" if hint else "")
        self.setAutoDefault(False)
        if icon_name:
            self.setIconSize(QSize(ICON, ICON))

    def say(self, hint: str) -> None:
        """Change what stands at the right."""
        self._hint = hint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The entry, then what stands at its right."""
        super().paintEvent(event)
        font = QFont(self.font())
        font.setPointSizeF(SMALL)
        font.setWeight(QFont.Weight.Normal)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(QColor(tokens().rail_soft))
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -_RAIL_MARGIN, 0), middle, self._hint)


def _write(painter: QPainter, place: QRect, text: str, font: QFont, ink: QColor) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
