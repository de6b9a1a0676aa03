"""The pages of the kinds at the desk: each made when its first item is shown, all heard as one."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.work.following import Neighbour
from backoffice.views.items.contract import ItemPage
from backoffice.views.surroundings import Surroundings
from backoffice.views.work.registry import page_of


class KindPages(QObject):
    """A kind without page has its items opened as files."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    decided = Signal(object)
    touched = Signal()

    def __init__(self, stack: QStackedWidget, around: Surroundings) -> None:
        super().__init__(stack)
        self._stack, self._around = stack, around
        self._pages: dict[WorkKind, ItemPage | None] = {}

    def page_for(self, kind: WorkKind) -> ItemPage | None:
        """The page of a kind; ``None`` when it has none."""
        if kind not in self._pages:
            page = page_of(kind, self._around)
            self._pages[kind] = page
            if page is not None:
                for name in ("said", "failed", "tenant_asked", "decided", "touched"):
                    getattr(page, name).connect(getattr(self, name))
                self._stack.addWidget(widget_of(page))
        return self._pages[kind]

    def prepare(self, found: Neighbour | None) -> None:
        """Read ahead what comes next, if a page shows it."""
        page = self.page_for(found.kind) if found is not None else None
        if page is not None and found is not None:
            page.prepare(found.customer_id, found.item_id)

    def leave(self, kind: WorkKind) -> None:
        """Nothing of an item stays on the page of its kind."""
        page = self._pages.get(kind)
        if page is not None:
            page.leave()

    def leave_all(self) -> None:
        """Nor on any."""
        for kind in self._pages:
            self.leave(kind)

    def again(self, kind: WorkKind) -> None:
        """Read the item of a page once more."""
        page = self._pages.get(kind)
        if page is not None:
            page.again()


def widget_of(page: ItemPage) -> QWidget:
    """A page as the widget that it is."""
    assert isinstance(page, QWidget), "a page is a widget"
    return page
