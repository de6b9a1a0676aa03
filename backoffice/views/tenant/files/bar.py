"""The tabs of the open files: a click shows one, a middle click closes it."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from backoffice.views.icons import icon
from backoffice.views.theme import Theme

_SIDE = QTabBar.ButtonPosition.RightSide
_CROSS = 12
_GAP = "  "


def tab_name(number: str, name: str) -> str:
    """What the tab of a file says: the number first, for a narrow tab cuts what comes last."""
    return f"{number}{_GAP}{name}"


class _Close(QToolButton):
    """The cross of a tab; the keyboard has Ctrl+W."""

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.setProperty("customer", customer_id)
        self.setObjectName("closeFile")
        self.setToolTip("Fermer (Ctrl+W)")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setIconSize(QSize(_CROSS, _CROSS))
        Theme.current().changed.connect(self._on_theme)
        self._on_theme()

    @Slot()
    def _on_theme(self) -> None:
        self.setIcon(icon("close", "soft"))


class FilesBar(QTabBar):
    """One tab for each file, its customer kept with it."""

    wanted = Signal(int)
    """A customer whose file is to be shown."""
    unwanted = Signal(int)
    """A customer whose file is to be closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Dossiers ouverts")
        self.setAccessibleDescription("Ctrl+Tab : dossier suivant ; Ctrl+W : fermer le dossier")
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehaviorOnRemove(QTabBar.SelectionBehavior.SelectLeftTab)
        self.tabBarClicked.connect(self._on_index)
        self.currentChanged.connect(self._on_index)

    def show_tab(self, customer_id: int, name: str) -> None:
        """Add the tab of a file, or say its name anew."""
        index = self.index_of(customer_id)
        with QSignalBlocker(self):
            if index < 0:
                index = self.addTab(name)
                self.setTabData(index, customer_id)
            self.setTabText(index, name.replace("&", "&&"))
        self.setTabToolTip(index, name)
        button = self.tabButton(index, _SIDE)
        if not isinstance(button, _Close):
            button = _Close(customer_id)
            button.clicked.connect(self._on_button)
            self.setTabButton(index, _SIDE, button)
        button.setAccessibleName(f"Fermer {name}")

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Never so narrow that the number, which comes first, is cut: beyond, the tabs scroll."""
        least = super().minimumTabSizeHint(index)
        number = self.tabText(index).split(_GAP)[0]
        kept = self.fontMetrics().horizontalAdvance(f"{number}{_GAP}M…")
        cut = self.fontMetrics().horizontalAdvance(f"{number[:2]}…")
        return QSize(least.width() + max(0, kept - cut), least.height())

    def select(self, customer_id: int) -> None:
        """Light the tab of the file in front."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.index_of(customer_id))

    def drop(self, customer_id: int) -> None:
        """Take a tab away."""
        index = self.index_of(customer_id)
        if index >= 0:
            with QSignalBlocker(self):
                self.removeTab(index)

    def index_of(self, customer_id: int | None) -> int:
        """Where the tab of a customer is, -1 if nowhere."""
        return next((rank for rank in range(self.count()) if self.tabData(rank) == customer_id), -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button closes."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._on_close(self.tabAt(event.position().toPoint()))
            return
        super().mouseReleaseEvent(event)

    @Slot(int)
    def _on_index(self, index: int) -> None:
        if index >= 0:
            self.wanted.emit(int(self.tabData(index)))

    @Slot()
    def _on_button(self) -> None:
        self.unwanted.emit(int(self.sender().property("customer")))

    def _on_close(self, index: int) -> None:
        if index >= 0:
            self.unwanted.emit(int(self.tabData(index)))
