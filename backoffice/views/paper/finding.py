"""What is sought in a paper: where it stands, which place is shown."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from backoffice.rules.papers.words import PaperText, Zone
from backoffice.services.papers.pages import found
from backoffice.views.paper.canvas import LitZone
from backoffice.views.paper.search_bar import SearchBar


class Finding(QObject):
    """The line of search and the text of the paper in front."""

    at = Signal(int)
    """A place is to be shown on this page; 0: nothing is lit any more."""

    def __init__(self, bar: SearchBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._text: PaperText | None = None
        self.hits: tuple[Zone, ...] = ()
        self.rank = 0
        bar.sought.connect(self._seek)
        bar.stepped.connect(self._step)
        bar.closed.connect(self.leave)

    def read(self, text: PaperText | None) -> None:
        """The text layer came: what is sought is sought in it."""
        self._text = text
        if not self._bar.isHidden():
            self._seek(self._bar.field.text())

    def forget(self) -> None:
        """Another paper."""
        self._text, self.hits, self.rank = None, (), 0

    @Slot()
    def leave(self) -> None:
        """No more search."""
        self._bar.leave()
        self.hits = ()
        self.at.emit(0)

    def over(self, lit: Iterable[LitZone], page: int) -> list[LitZone]:
        """What was lit with what is found on the page; a place found comes into sight before the rest."""
        if not self.hits:
            return list(lit)
        places = [
            LitZone("", zone.box, active=rank == self.rank, tone="warn")
            for rank, zone in enumerate(self.hits)
            if zone.page == page
        ]
        return [*(replace(one, active=False) for one in lit), *places]

    @Slot(str)
    def _seek(self, words: str) -> None:
        self.hits = found(self._text, words) if self._text is not None else ()
        self.rank = 0
        self._show()

    @Slot(int)
    def _step(self, step: int) -> None:
        if self.hits:
            self.rank = (self.rank + step) % len(self.hits)
            self._show()

    def _show(self) -> None:
        has_text = self._text is not None and any(page.words for page in self._text.pages)
        self._bar.say(self.rank + 1, len(self.hits), has_text=has_text)
        self.at.emit(self.hits[self.rank].page if self.hits else 0)
