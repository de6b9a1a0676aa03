"""Several files open at once: one page, and for each file where its reader was."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from backoffice.errors import GuichetError
from backoffice.services.access.opening import Opening
from backoffice.services.tenant.file import NO_PURPOSE
from backoffice.services.tenant.results import TenantFile
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.details import FilePlace
from backoffice.views.tenant.files.bar import FilesBar, tab_name
from backoffice.views.tenant.files.kept import PLACE, KeptFile, read, written
from backoffice.views.tenant.page import TenantPage

_WHAT = "les dossiers ouverts"


class FileDesk(QObject):
    """A file that nobody looks at is not read: neither traced nor counted, and no memory but its place."""

    wanted = Signal(int, object)
    """A customer and the ``Opening`` to show him with, chosen among the tabs."""
    emptied = Signal()
    """The last open file was closed."""

    def __init__(self, window: QMainWindow, around: Surroundings, page: TenantPage) -> None:
        super().__init__(window)
        self._page, self._kept = page, around.files
        self.bar = FilesBar()
        self.bar.hide()
        self._openings: dict[int, Opening] = {}
        self._names: dict[int, str] = {}
        self._places: dict[int, FilePlace] = {}
        # Until the list of an earlier run is read, writing ours would lose it.
        self._keeps = False
        self.bar.wanted.connect(self._on_wanted)
        self.bar.unwanted.connect(self.close)
        page.shown.connect(self._on_shown)
        page.denied.connect(self._on_denied)
        page.details.tab_changed.connect(self._keep)
        self._kept.offered.connect(self._on_offered)
        keys = {"Ctrl+Tab": self.next, "Ctrl+Shift+Tab": self.previous, "Ctrl+W": self.close_front}
        for key, slot in keys.items():
            action = QAction(key, window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            window.addAction(action)

    def open(self, customer_id: int, opening: Opening) -> None:
        """Show a file in the page, where it was left if it was open already."""
        self._leave_front(customer_id)
        self._openings[customer_id] = opening
        self.bar.show_tab(customer_id, self._names.get(customer_id, "Dossier…"))
        self.bar.select(customer_id)
        self._page.open(customer_id, opening, self._places.get(customer_id))
        self.show_bar()

    @Slot(int)
    def close(self, customer_id: int) -> None:
        """Close a file; the one beside it comes to the front if it was there."""
        in_front = customer_id == self._page.customer_id
        self.bar.drop(customer_id)
        for told in (self._openings, self._names, self._places):
            told.pop(customer_id, None)
        if in_front:
            seen = self._page.isVisible()
            self._page.close_file()
            if seen and self.bar.count():
                self._on_wanted(int(self.bar.tabData(self.bar.currentIndex())))
            elif seen:
                self.emptied.emit()
        self.show_bar()
        self._keep()

    @Slot()
    def close_front(self) -> None:
        """Close the file in front."""
        if self._page.isVisible() and self._page.customer_id is not None:
            self.close(self._page.customer_id)

    @Slot()
    def next(self) -> None:
        """The file of the next tab; back to the one left, when another page is in front."""
        self._step(1)

    @Slot()
    def previous(self) -> None:
        """The file of the tab before."""
        self._step(-1)

    def show_bar(self) -> None:
        """A single file that is in front needs no tab."""
        alone = self.bar.count() == 1 and self._page.isVisible()
        self.bar.setVisible(self.bar.count() > 0 and not alone)

    def open_files(self) -> tuple[int, ...]:
        """The customers of the tabs, in their order."""
        return tuple(int(self.bar.tabData(rank)) for rank in range(self.bar.count()))

    def _step(self, by: int) -> None:
        count = self.bar.count()
        if not count:
            return
        here = max(0, self.bar.currentIndex())
        rank = (here + by) % count if self._page.isVisible() else here
        self._on_wanted(int(self.bar.tabData(rank)))

    def _leave_front(self, coming: int | None) -> None:
        """Remember where the reader of the file in front is."""
        front = self._page.customer_id
        if front is not None and front != coming and self._page.file is not None and front in self._openings:
            self._places[front] = self._page.details.place()

    @Slot(int)
    def _on_wanted(self, customer_id: int) -> None:
        if customer_id == self._page.customer_id and self._page.isVisible():
            return
        self.wanted.emit(customer_id, self._openings.get(customer_id, NO_PURPOSE))

    @Slot(object)
    def _on_shown(self, file: TenantFile) -> None:
        self._names[file.customer_id] = tab_name(file.client_ref, file.name)
        self.bar.show_tab(file.customer_id, self._names[file.customer_id])
        self._keep()

    @Slot(object, int)
    def _on_denied(self, _error: GuichetError, customer_id: int) -> None:
        # What was never shown has no tab: nothing to come back to.
        if customer_id not in self._names:
            self.bar.drop(customer_id)
            self._openings.pop(customer_id, None)
            self.show_bar()

    @Slot()
    def _keep(self) -> None:
        if not self._keeps:
            return
        front = self._page.customer_id
        files = []
        for number in self.open_files():
            place = self._places.get(number, FilePlace())
            tab = self._page.details.tabs.currentIndex() if number == front else place.tab
            purpose = self._openings.get(number, NO_PURPOSE).purpose
            if number in self._names:
                files.append(KeptFile(number, self._names[number], purpose, tab))
        self._kept.keep(PLACE, _WHAT, None, written(tuple(files)))

    @Slot()
    def _on_offered(self) -> None:
        """The tabs of an earlier run; each is read when it is shown."""
        self._keeps = True
        left = next((draft for draft in self._kept.earlier() if draft.place == PLACE), None)
        for kept in read(left.text) if left is not None else ():
            if kept.customer_id not in self._openings:
                self._openings[kept.customer_id] = replace(NO_PURPOSE, purpose=kept.purpose)
                self._names[kept.customer_id] = kept.name
                self._places[kept.customer_id] = FilePlace(kept.tab)
                self.bar.show_tab(kept.customer_id, kept.name)
        if self._page.customer_id is not None:
            self.bar.select(self._page.customer_id)
        self.show_bar()
        if left is not None or self.open_files():
            self._keep()
