"""Where one was: Escape goes back there, page after page, and finds tab, row and scroll as they were."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget


class Trail(QObject):
    """Follows the pages of a stack. A page is in it once at most: nobody goes round in circles."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack = stack
        self._front = stack.currentWidget()
        self._pages: list[QWidget] = []
        self._is_back = False
        stack.currentChanged.connect(self._on_changed)

    @property
    def last(self) -> QWidget | None:
        """The page that Escape goes back to."""
        return self._pages[-1] if self._pages else None

    def forget(self) -> None:
        """There is no way back from here."""
        self._pages.clear()

    def back(self, take_focus: Callable[[QWidget], object]) -> bool:
        """Show the page before, the keyboard where it was on it; false when there is none.

        ``take_focus`` is called for a page in which nothing had the keyboard.
        """
        if not self._pages:
            return False
        self.show(self._pages.pop(), take_focus)
        return True

    def show(self, page: QWidget, take_focus: Callable[[QWidget], object]) -> None:
        """Show a page without adding to the way back."""
        self._is_back = True
        self._stack.setCurrentWidget(page)
        self._is_back = False
        before = _keyboard_of(page)
        if before is not None and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            take_focus(page)

    @Slot(int)
    def _on_changed(self, _index: int) -> None:
        left, self._front = self._front, self._stack.currentWidget()
        self._pages = [page for page in self._pages if page is not self._front]
        if not self._is_back and left is not None and left is not self._front:
            self._pages = [page for page in self._pages if page is not left]
            self._pages.append(left)


def _keyboard_of(page: QWidget) -> QWidget | None:
    """The piece of a page that had the keyboard last, if one had."""
    return page.focusWidget()
