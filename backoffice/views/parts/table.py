"""A framed list: rows of one height, columns that share the room, a visible focus, other states."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from backoffice.views.look.tokens import ROW
from backoffice.views.parts.pieces import IconLabel, label, line, set_property, unbroken
from backoffice.views.tables.rows import STRONG, TONE, RowsTable, alignment
from backoffice.views.theme import tokens

_PADDING = 26
_MARGIN = 11
"""Between the edge of a cell and its text, as for the titles."""
_INKS = {"soft": "soft", "ok": "ok", "warn": "warn", "bad": "bad", "accent": "accent"}


class _Cells(QStyledItemDelegate):
    """Ink by tone, and a bar before the chosen row so that colour alone does not tell it.

    A list of one line a row is drawn here, piece by piece: the style would ask ten things of each cell,
    and the results of a search are painted at each key.
    """

    def __init__(self, view: "RowsView", table: RowsTable[Any], lines: int) -> None:
        super().__init__(view)
        self._view = view
        self._table = table
        self._lines = lines
        self._fonts: dict[bool, tuple[QFont, QFontMetrics]] = {}
        # Flags are costly to combine, and the same for every cell of a column.
        self._sides = [int(alignment(one)) | int(Qt.TextFlag.TextSingleLine) for one in table.columns]

    def forget_fonts(self) -> None:
        """The font of the list may have changed."""
        self._fonts.clear()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        ink = QColor(getattr(tokens(), _INKS.get(index.data(TONE) or "", "text")))
        option.palette.setColor(QPalette.ColorRole.Text, ink)
        option.palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        if index.data(STRONG):
            option.font.setWeight(QFont.Weight.DemiBold)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if self._lines == 1:
            self._paint_line(painter, option, index.row(), index.column())
        else:
            super().paint(painter, option, index)
        if index.column() == 0 and self._view.currentIndex().row() == index.row():
            bar = option.rect.adjusted(0, 3, 0, -3)
            bar.setWidth(3)
            painter.fillRect(bar, QColor(tokens().accent))
        if self._table.is_ruled(index.row()):
            place = option.rect
            painter.fillRect(place.left(), place.top(), place.width(), 1, QColor(tokens().soft))

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, row: int, column: int) -> None:
        colours = tokens()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours.accent_ground))
        cell = self._table.columns[column]
        tone = cell.tone(self._table.row(row)) if cell.tone else ""
        font, metrics = self._font(option.font, strong=cell.strong)
        room = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        text = metrics.elidedText(self._table.text(row, column), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(QColor(getattr(colours, _INKS.get(tone, "text"))))
        painter.drawText(room, self._sides[column], text)

    def _font(self, plain: QFont, *, strong: bool) -> tuple[QFont, QFontMetrics]:
        if strong not in self._fonts:
            font = QFont(plain)
            if strong:
                font.setWeight(QFont.Weight.DemiBold)
            self._fonts[strong] = (font, QFontMetrics(font))
        return self._fonts[strong]


class RowsView(QTableView):
    """The list itself. Enter, or a double click, opens the current row."""

    opened = Signal(int)

    def __init__(
        self, table: RowsTable[Any], name: str, *, chooses_first: bool = True, lines: int = 1
    ) -> None:
        super().__init__()
        self._chooses_first = chooses_first
        self._lines = lines
        self._table = table
        self.setModel(table)
        self.setAccessibleName(name)
        self._cells = _Cells(self, table, lines)
        self.setItemDelegate(self._cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(lines > 1)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._dress_headers()
        table.modelReset.connect(self._on_rows)
        self.doubleClicked.connect(self._on_double_click)

    def height_wanted(self) -> int:
        """Height of the titles and every row."""
        rows = self._table.rowCount() * self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows + 2

    def choose(self, row: int) -> None:
        """Make ``row`` the current one, as far as there are rows."""
        count = self._table.rowCount()
        if count:
            self.selectRow(max(0, min(row, count - 1)))

    def spot(self) -> tuple[int, int]:
        """Where the reader is: the current row, and how far he has scrolled, in pixels."""
        return self.chosen(), self.verticalScrollBar().value()

    def go_to(self, row: int, scroll: int) -> None:
        """Put the reader back there, as far as there are rows."""
        if row >= 0:
            self.choose(row)
        # The height of the rows just shown is known only once they are laid out.
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scroll)

    def chosen(self) -> int:
        """The current row, -1 if none."""
        return self.currentIndex().row()

    def told(self, row: int) -> str:
        """A row in words, each with its column, for who does not see the list."""
        model = self._table
        cells = (model.index(row, column) for column in range(model.columnCount()))
        said = (cell.data(Qt.ItemDataRole.AccessibleTextRole) for cell in cells if cell.data())
        return ", ".join(said)

    def forget_choice(self) -> None:
        """No row is the current one."""
        if self.currentIndex().isValid():
            self.selectionModel().clear()
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Home and End go to the first and the last row; the rest is Qt’s."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen() >= 0:
            self.opened.emit(self.chosen())
        elif event.key() == Qt.Key.Key_Home:
            self.choose(0)
        elif event.key() == Qt.Key.Key_End:
            self.choose(self._table.rowCount())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """There is always a current row to move from."""
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.choose(max(0, self.chosen()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room again."""
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size are measured again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cells.forget_fonts()

    def _dress_headers(self) -> None:
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        metrics = self.fontMetrics()
        side.setDefaultSectionSize(
            max(ROW, metrics.height() + metrics.lineSpacing() * (self._lines - 1) + 12)
        )
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.setMinimumSectionSize(24)

    def _share_room(self) -> None:
        columns = self._table.columns
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = {False: self.fontMetrics(), True: QFontMetrics(bold)}
        fixed = {
            index: _PADDING + max(map(metrics[column.strong].horizontalAdvance, self._table.longest(index)))
            for index, column in enumerate(columns)
            if not column.weight
        }
        left = self.viewport().width() - sum(fixed.values())
        weights = sum(column.weight for column in columns) or 1
        for index, column in enumerate(columns):
            share = fixed.get(index, max(60, left * column.weight // weights))
            self.setColumnWidth(index, share)

    @Slot()
    def _on_rows(self) -> None:
        self._share_room()
        if self._chooses_first or self.hasFocus():
            self.choose(0)

    @Slot(QModelIndex)
    def _on_double_click(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


class TableFrame(QFrame):
    """A list in its frame, no higher than its rows; or one sentence when there are none."""

    def __init__(self, view: RowsView) -> None:
        super().__init__()
        self.view = view
        self.setProperty("role", "tableFrame")
        self._icon = IconLabel("info")
        self._words = label("", "soft", wrap=True)
        self._state = QWidget()
        self._state.setLayout(line(self._icon, self._words, margins=16, spacing=10))
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.setSpacing(0)
        layout.addWidget(view)
        layout.addWidget(self._state)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        view.installEventFilter(self)
        view.model().modelReset.connect(self._on_rows)
        self.say("")

    def say(self, sentence: str, icon_name: str = "info", tone: str = "soft") -> None:
        """Show ``sentence`` in place of the rows; an empty one shows the rows again."""
        self._sentence = sentence
        self._words.setText(unbroken(sentence))
        self._words.setAccessibleName(sentence)
        set_property(self._words, "role", "soft" if tone == "soft" else "strong")
        self._icon.say(icon_name, tone)
        self._state.setVisible(bool(sentence))
        self.view.setVisible(not sentence)
        self.updateGeometry()

    def sentence(self) -> str:
        """The sentence shown in place of the rows, empty if none."""
        return self._sentence

    def sizeHint(self) -> QSize:
        """As high as the rows or the sentence."""
        if not self.view.isVisibleTo(self):
            return QSize(300, self._state.sizeHint().height() + 12)
        return QSize(300, self.view.height_wanted() + 14)

    def minimumSizeHint(self) -> QSize:
        """At least the titles and two rows."""
        return QSize(200, min(self.sizeHint().height(), 110))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows that the list has the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_property(self, "focused", event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_rows(self) -> None:
        self.updateGeometry()
