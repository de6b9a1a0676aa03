"""The pages of a paper, small, beside it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

WIDTH = 96
_HEIGHT = 136


class Thumbnails(QListWidget):
    """Hidden until it is asked for; a page chosen is shown."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages de la pièce")
        self.setIconSize(QSize(WIDTH, _HEIGHT))
        self.setFixedWidth(WIDTH + 48)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self._on_row)
        self.hide()

    def show_pages(self, count: int) -> None:
        """As many pages, blank until they are drawn."""
        self.blockSignals(True)  # noqa: FBT003 -- Qt
        self.clear()
        blank = QPixmap(WIDTH, _HEIGHT)
        blank.fill(Qt.GlobalColor.white)
        for page in range(1, count + 1):
            item = QListWidgetItem(QIcon(blank), str(page))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Page {page} sur {count}")
            self.addItem(item)
        self.blockSignals(False)  # noqa: FBT003 -- Qt

    def show_image(self, page: int, image: QImage) -> None:
        """The picture of a page came."""
        item = self.item(page - 1)
        if item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    def mark(self, page: int) -> None:
        """The page in front."""
        self.blockSignals(True)  # noqa: FBT003 -- Qt
        self.setCurrentRow(page - 1)
        self.blockSignals(False)  # noqa: FBT003 -- Qt

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row + 1)
