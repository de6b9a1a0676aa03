"""The ten checks of a certificate: what is proposed, why, where on the page, and the verdict."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from backoffice.rules.vocabulary.validation.papers import BLOCKING, CheckCode, CheckVerdict
from backoffice.views.parts.pieces import Elided, column
from backoffice.views.theme import tokens
from backoffice.views.validation.judgement import Judgement

_TONES = {CheckVerdict.YES: "ok", CheckVerdict.NO: "bad", CheckVerdict.NOT_SHOWN: "warn"}
_SIGNS = {CheckVerdict.YES: "✓ Oui", CheckVerdict.NO: "✗ Non", CheckVerdict.NOT_SHOWN: "? Non indiqué"}
_KEY, _VERDICT, _TITLE = 24, 112, 212
_HEIGHT = 24


def digit_of(code: CheckCode) -> int:
    """The key of a check: 1 to 9, 0 for the tenth."""
    return (list(CheckCode).index(code) + 1) % 10


class CheckRow(QAbstractButton):
    """One check; pressed, its verdict turns. A frame alone is a proposal, a ground is a verdict given."""

    focused = Signal(object)

    def __init__(self, code: CheckCode) -> None:
        super().__init__()
        self.code = code
        self.why = ""
        self._verdict: CheckVerdict | None = None
        self._given = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(code.label)
        self.show_check(None, given=False, why="")

    def show_check(self, verdict: CheckVerdict | None, *, given: bool, why: str) -> None:
        """Show a verdict, proposed or given."""
        self._verdict, self._given, self.why = verdict, given, why
        state = "sans réponse" if verdict is None else f"{verdict.label}{'' if given else ', proposé'}"
        stops = ", indispensable" if self.code in BLOCKING else ""
        self.setAccessibleName(f"{self.code.value} {self.code.label}{stops} : {state}")
        self.setAccessibleDescription(f"{why} Touche {digit_of(self.code)}.".strip())
        self.setToolTip(why)
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(420, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Key, name, why, verdict."""
        painter, colours = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(QColor(colours.accent_ground))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(colours.soft))
        painter.drawText(QRect(8, 0, _KEY, self.height()), middle, str(digit_of(self.code)))
        font = QFont(self.font())
        plain = QFont(font)
        font.setBold(self.code in BLOCKING)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        title = QRect(8 + _KEY, 0, _TITLE, self.height())
        painter.drawText(title, middle, _cut(painter, self.code.label, _TITLE))
        painter.setFont(plain)
        painter.setPen(QColor(colours.soft))
        left = title.right() + 8
        room = self.width() - left - _VERDICT - 10
        if room > 40:
            painter.drawText(QRect(left, 0, room, self.height()), middle, _cut(painter, self.why, room))
        self._paint_verdict(painter)
        painter.end()

    def _paint_verdict(self, painter: QPainter) -> None:
        place = QRect(self.width() - _VERDICT - 4, 2, _VERDICT, self.height() - 4)
        if self._verdict is None:
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "—")
            return
        ink, ground = tokens().tone(_TONES[self._verdict])
        painter.setPen(QPen(QColor(ink), 1, Qt.PenStyle.SolidLine if self._given else Qt.PenStyle.DashLine))
        painter.setBrush(QColor(ground) if self._given else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 9, 9)
        painter.setPen(QColor(ink))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _SIGNS[self._verdict])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Its zone is lit."""
        super().focusInEvent(event)
        self.focused.emit(self.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go along the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class Checklist(QWidget):
    """The rows, and below them the whole sentence of the one in hand."""

    turned = Signal(object)
    focused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = {code: CheckRow(code) for code in CheckCode}
        self.why = Elided("", "hint")
        self.setLayout(column(*self.rows.values(), self.why, spacing=0))
        for code, row in self.rows.items():
            row.clicked.connect(lambda _checked=False, code=code: self.turned.emit(code))
            row.focused.connect(self._on_focused)

    def show_judgement(self, judgement: Judgement) -> None:
        """Show each verdict, given or proposed."""
        for code, row in self.rows.items():
            one, note = judgement.proposed(code), judgement.notes.get(code)
            why = note.label if note is not None else one.why if one is not None else ""
            row.show_check(judgement.shown(code), given=code in judgement.given, why=why)
        self._say_why()

    def focused_code(self) -> CheckCode | None:
        """The check that has the keyboard."""
        return next((code for code, row in self.rows.items() if row.hasFocus()), None)

    def take_focus(self, code: CheckCode = CheckCode.C1) -> None:
        """The keyboard on a check."""
        self.rows[code].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focused(self, code: CheckCode) -> None:
        self._say_why()
        self.focused.emit(code)

    def _say_why(self) -> None:
        code = self.focused_code()
        why = self.rows[code].why if code is not None else ""
        self.why.say(f"{code.value} : {why}" if code is not None and why else "")


def _cut(painter: QPainter, words: str, room: int) -> str:
    return painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
