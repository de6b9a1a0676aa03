"""What was typed, with the places that differ from the file lit: a ground and a line under them."""

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from backoffice.rules.portal.forms import FormLine, FormVerdict
from backoffice.views.theme import Theme, tokens

_NOTHING = "—"
_WIDEST = 4000


class LitText(QWidget):
    """The text of one answer; drawn as it is, so that no sign of it is read as a mark-up."""

    def __init__(self) -> None:
        super().__init__()
        self._line: FormLine | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        Theme.current().changed.connect(self._on_theme)

    def show_line(self, line: FormLine) -> None:
        """Show one answer; who does not see it hears the same."""
        self._line = line
        words = [f"{line.field.label} : {line.given or 'rien'}", line.words]
        lit = ", ".join(f"« {line.given[start:end]} »" for start, end in line.differing)
        self.setAccessibleName(". ".join([*words, f"Diffère : {lit}"] if lit else words))
        self.updateGeometry()
        self.update()

    def lit(self) -> tuple[str, ...]:
        """The places lit."""
        if self._line is None:
            return ()
        return tuple(self._line.given[start:end] for start, end in self._line.differing)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(160, self._laid_out(_WIDEST)[1])

    def hasHeightForWidth(self) -> bool:
        """A long answer goes on under itself."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as it needs."""
        return self._laid_out(width)[1]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text, its lit places with their ground."""
        layout, _ = self._laid_out(self.width())
        painter = QPainter(self)
        given = self._line is not None and bool(self._line.given)
        painter.setPen(QColor(tokens().text if given else tokens().soft))
        layout.draw(painter, QPointF(0, 0))

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        line = self._line
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        layout = QTextLayout(line.given if line and line.given else _NOTHING, font)
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.textOption().setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if line is not None:
            layout.setFormats([_lit(line, start, end) for start, end in line.differing])
        layout.beginLayout()
        top = 0.0
        while (row := layout.createLine()).isValid():
            row.setLineWidth(max(40, width))
            row.setPosition(QPointF(0, top))
            top += row.height()
        layout.endLayout()
        return layout, round(top)

    @Slot()
    def _on_theme(self) -> None:
        self.update()


def _lit(line: FormLine, start: int, end: int) -> QTextLayout.FormatRange:
    ink, ground = tokens().tone("bad" if line.verdict is FormVerdict.DIFFERENT else "warn")
    style = QTextCharFormat()
    style.setForeground(QColor(ink))
    style.setBackground(QColor(ground))
    style.setFontUnderline(True)
    # Qt counts in units of UTF-16, the spans in letters.
    found = QTextLayout.FormatRange()
    found.start = _units(line.given[:start])
    found.length = _units(line.given[start:end])
    found.format = style
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
