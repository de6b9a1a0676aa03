"""One page on the screen: zoomed, moved, with zones lit on it; painted from pictures that are ready."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from backoffice.rules.papers.words import Box
from backoffice.views.look.tokens import LIGHT, SMALL
from backoffice.views.theme import Theme, tokens

_MARGIN = 8
_STEP = 60
_LEAST, _MOST = 0.2, 6.0
_ZOOM = 1.25
_A4 = 297 / 210


class Fit(Enum):
    """How large a page is shown."""

    WHOLE = "WHOLE"
    WIDTH = "WIDTH"
    FREE = "FREE"


@dataclass(frozen=True)
class LitZone:
    """A rectangle of the upright page, lit with its number."""

    number: str
    box: Box
    active: bool = False
    tone: str = "accent"


class PaperCanvas(QWidget):
    """Paints; whoever owns it gives pictures as wide as ``pixels_across``."""

    resized = Signal()
    """The picture shown no longer has the width of the page."""
    touched = Signal()
    """Somebody moves over the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(240, 240)
        self.setMouseTracking(False)
        self.fit = Fit.WIDTH
        self.sentence = ""
        self.image: QImage | None = None
        self.zones: tuple[LitZone, ...] = ()
        self.turn = 0
        self.ratio = _A4
        """Height of the page as shown over its width."""
        self.scale = 1.0
        """Width of the page over that of the room, when nothing fits it."""
        self._origin = QPointF(-_MARGIN, -_MARGIN)
        self._held: QPoint | None = None
        Theme.current().changed.connect(self.update)

    def show_page(self, image: QImage | None, ratio: float, turn: int) -> None:
        """Show a picture, sharp or not; ``None`` while it comes."""
        self.image, self.turn, self.sentence = image, turn, ""
        self.ratio = image.height() / image.width() if image is not None else ratio
        self._hold_in()
        self.update()

    def say(self, sentence: str) -> None:
        """A sentence in place of the page."""
        self.image, self.zones, self.sentence = None, (), sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def light(self, zones: Sequence[LitZone]) -> None:
        """Light these zones and bring the active one into sight."""
        self.zones = tuple(zones)
        active = [one for one in self.zones if one.active]
        if active:
            self._bring(self._place(active[0].box))
        self.update()

    def begin_page(self) -> None:
        """Another page: from its top."""
        self._origin = QPointF(-_MARGIN, -_MARGIN)
        self._hold_in()

    def set_fit(self, fit: Fit) -> None:
        """The whole page, or as wide as the room."""
        self.fit = fit
        self._origin = QPointF(-_MARGIN, -_MARGIN)
        self._changed()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Larger or smaller, ``around`` a point that stays where it is."""
        point = around or QPointF(self.width() / 2, self.height() / 2)
        before = self.page_rect()
        at = QPointF(
            (point.x() - before.left()) / before.width(), (point.y() - before.top()) / before.height()
        )
        self.scale = min(max(before.width() / self._room().width() * factor, _LEAST), _MOST)
        self.fit = Fit.FREE
        size = self._size()
        self._origin = QPointF(at.x() * size.width() - point.x(), at.y() * size.height() - point.y())
        self._changed()

    def scroll_by(self, across: float, down: float) -> bool:
        """Move over the page; false at its edge."""
        before = QPointF(self._origin)
        self._origin = before + QPointF(across, down)
        self._hold_in()
        self.update()
        return self._origin != before

    def pixels_across(self) -> int:
        """How many pixels of the screen the page takes."""
        return max(1, round(self._size().width() * self.devicePixelRatioF()))

    def page_rect(self) -> QRectF:
        """Where the page stands in this widget."""
        size = self._size()
        room = self._room()
        left = max((self.width() - size.width()) / 2, _MARGIN) if size.width() <= room.width() else 0.0
        top = max((self.height() - size.height()) / 2, _MARGIN) if size.height() <= room.height() else 0.0
        place = QPointF(left or -self._origin.x(), top or -self._origin.y())
        return QRectF(QPointF(round(place.x()), round(place.y())), size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page, then the zones lit on it, then who has the keyboard."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().sunken))
        if self.sentence:
            painter.setPen(QColor(tokens().text))
            inside = self.rect().adjusted(24, 24, -24, -24)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.sentence)
        else:
            self._paint_page(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter) -> None:
        place = self.page_rect()
        if self.image is None:
            painter.fillRect(place, QColor("white"))
            return
        exact = self.image.width() == self.pixels_across()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        seen = place.intersected(QRectF(self.rect()))
        across = self.image.width() / place.width()
        down = self.image.height() / place.height()
        part = QRectF(
            (seen.left() - place.left()) * across,
            (seen.top() - place.top()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        painter.drawImage(seen, self.image, part)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for zone in sorted(self.zones, key=lambda one: one.active):
            self._paint_zone(painter, zone)

    def _paint_zone(self, painter: QPainter, zone: LitZone) -> None:
        # Paper is white in the dark too: the inks of the light mode are read on it.
        ink = QColor(LIGHT.tone(zone.tone)[0])
        place = self._place(zone.box).adjusted(-3, -2, 3, 2)
        ground = QColor(ink)
        ground.setAlpha(52 if zone.active else 18)
        painter.setPen(QPen(ink, 3 if zone.active else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 3, 3)
        if not zone.number:
            return
        font = painter.font()
        font.setPointSizeF(SMALL - 1)
        font.setBold(True)
        painter.setFont(font)
        side = painter.fontMetrics().height()
        width = max(side, painter.fontMetrics().horizontalAdvance(zone.number) + 6)
        # On the corner and not before it: what stands at the left of a figure says what it is.
        tag = QRectF(max(place.left() - width / 2, 0), max(place.top() - side * 0.7, 0), width, side)
        painter.setPen(QPen(QColor("white"), 1))
        painter.setBrush(ink)
        painter.drawRoundedRect(tag, 3, 3)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, zone.number)

    def _place(self, box: Box) -> QRectF:
        """Where a rectangle of the upright page stands now."""
        left, top, right, bottom = _turned(box, self.turn)
        page = self.page_rect()
        return QRectF(
            page.left() + left * page.width(),
            page.top() + top * page.height(),
            (right - left) * page.width(),
            (bottom - top) * page.height(),
        )

    def _bring(self, place: QRectF) -> None:
        # A third of the way down: what stands around a figure says what it is.
        if place.top() < _STEP / 2 or place.bottom() > self.height() - _STEP / 2:
            self._origin.setY(self._origin.y() + place.top() - self.height() / 3)
        if place.left() < 0 or place.right() > self.width():
            self._origin.setX(self._origin.x() + place.left() - self.width() / 4)
        self._hold_in()

    def _room(self) -> QSizeF:
        return QSizeF(max(self.width() - 2 * _MARGIN, 1), max(self.height() - 2 * _MARGIN, 1))

    def _size(self) -> QSizeF:
        room = self._room()
        if self.fit is Fit.WIDTH:
            width = room.width()
        elif self.fit is Fit.WHOLE:
            width = min(room.width(), room.height() / self.ratio)
        else:
            width = room.width() * self.scale
        return QSizeF(float(int(width)), float(int(width * self.ratio)))

    def _hold_in(self) -> None:
        size = self._size()
        most_x = max(size.width() - self.width() + _MARGIN, 0)
        most_y = max(size.height() - self.height() + _MARGIN, 0)
        x = min(max(self._origin.x(), -_MARGIN if most_x else 0), most_x)
        self._origin = QPointF(x, min(max(self._origin.y(), -_MARGIN if most_y else 0), most_y))

    def _changed(self) -> None:
        self._hold_in()
        self.update()
        self.resized.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The room changes: so does the width of the page."""
        super().resizeEvent(event)
        self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Down the page; with Ctrl larger or smaller around the pointer."""
        self.touched.emit()
        steps = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM**steps, event.position())
        else:
            self.scroll_by(-event.angleDelta().x() / 120 * _STEP, -steps * _STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move over the page."""
        moves = {
            Qt.Key.Key_Left: (-_STEP, 0),
            Qt.Key.Key_Right: (_STEP, 0),
            Qt.Key.Key_Up: (0, -_STEP),
            Qt.Key.Key_Down: (0, _STEP),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            self.touched.emit()
            self.scroll_by(*move)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The page is held."""
        self.touched.emit()
        self._held = event.position().toPoint()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And dragged."""
        if self._held is not None:
            moved = self._held - event.position().toPoint()
            self._held = event.position().toPoint()
            self.scroll_by(moved.x(), moved.y())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """And let go."""
        self._held = None
        self.unsetCursor()


class PaperFrame(QScrollArea):
    """Holds the keyboard for the page: what reads the screen aloud knows it as a surface to move over."""

    def __init__(self, canvas: PaperCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(canvas)
        canvas.setFocusProxy(self)
        self.say("Pièce", "")

    def say(self, name: str, words: str) -> None:
        """What is shown, and its text."""
        for one in (self, self._canvas):
            one.setAccessibleName(name)
            one.setAccessibleDescription(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page moves."""
        self._canvas.keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The page shows who has the keyboard."""
        super().focusInEvent(event)
        self._canvas.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Or has it no more."""
        super().focusOutEvent(event)
        self._canvas.update()


def _turned(box: Box, turn: int) -> tuple[float, float, float, float]:
    """A rectangle of the upright page on the page turned clockwise."""
    if turn == 90:
        return 1 - box.bottom, box.left, 1 - box.top, box.right
    if turn == 180:
        return 1 - box.right, 1 - box.bottom, 1 - box.left, 1 - box.top
    if turn == 270:
        return box.top, 1 - box.right, box.bottom, 1 - box.left
    return box.left, box.top, box.right, box.bottom
