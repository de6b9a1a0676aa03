"""The base of every dialog: a titled sheet over a shaded window, Escape closes, errors in their place."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from backoffice.views.parts.message_bar import MessageBar
from backoffice.views.parts.pieces import column, label, line


class _Shade(QWidget):
    """Darkens the window while a dialog is open; follows its size."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("shade")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window whatever its size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


class SheetDialog(QDialog):
    """A modal dialog with a title, a soft line under it, a message bar and a row of buttons."""

    def __init__(self, parent: QWidget | None, title: str, subtitle: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._shade: _Shade | None = None
        self.title = label(title, "title")
        self.subtitle = label(subtitle, "soft", wrap=True)
        self.subtitle.setVisible(bool(subtitle))
        # Escape closes the dialog: it is not the key of the message.
        self.messages = MessageBar(key="")
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        heading = column(self.title, self.subtitle, spacing=2)
        whole = column(heading, self.messages, spacing=12)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.addLayout(self.body, 1)
        whole.addLayout(line(1, self.buttons))
        self.setLayout(whole)

    def showEvent(self, event: QShowEvent) -> None:
        """Shade the window behind."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._shade is None:
            self._shade = _Shade(parent.window())

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the window its light back."""
        super().hideEvent(event)
        self._lift_shade()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing by the frame is the same as Escape."""
        self._lift_shade()
        super().closeEvent(event)

    def _lift_shade(self) -> None:
        if self._shade is not None:
            self._shade.hide()
            self._shade.setParent(None)
            self._shade.deleteLater()
            self._shade = None
