"""A page of paper on the screen: drawn at the resolution of the screen, scrolled by the keyboard."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from backoffice.views.parts.pieces import column, label
from backoffice.views.theme import Theme, tokens


class PaperView(QScrollArea):
    """Pages one under the other, or a sentence while there are none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that a page is drawn once at the width that it keeps.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._inside = QWidget()
        self._inside.setObjectName("paper")
        self._pages = column(spacing=12, margins=12)
        self._inside.setLayout(self._pages)
        self.setWidget(self._inside)
        self._images: tuple[QImage, ...] = ()
        Theme.current().changed.connect(self._on_theme)
        self._on_theme()

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the pages."""
        self._images = ()
        self._clear()
        words = label(sentence, "soft", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(words)

    def show_pages(self, images: tuple[QImage, ...]) -> None:
        """Show pages as wide as the view."""
        self._images = images
        self._clear()
        for rank, image in enumerate(images, 1):
            page = QLabel()
            page.setAccessibleName(f"Page {rank}")
            page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            page.setPixmap(self._scaled(image))
            self._pages.addWidget(page)
        self._pages.addStretch(1)

    def pages(self) -> tuple[QImage, ...]:
        """What is shown."""
        return self._images

    def pixels_across(self) -> int:
        """How many pixels of the screen a page takes."""
        return max(300, int(self._room() * self.devicePixelRatioF()))

    def _room(self) -> int:
        return self.viewport().width() - 24

    def _scaled(self, image: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        across = QSize(int(self._room() * ratio), image.height() * 4)
        picture = image.scaled(
            across, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(picture)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _clear(self) -> None:
        while (item := self._pages.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @Slot()
    def _on_theme(self) -> None:
        colours = tokens()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(
            f"PaperView {{ border: 1px solid {colours.line}; border-radius: 8px;"
            f" background: {colours.sunken}; }}"
            f"PaperView:focus {{ border: 2px solid {colours.focus}; }}"
            f"QWidget#paper {{ background: {colours.sunken}; }}"
        )
