"""The line above a paper: which one, which page, what it holds beside its pages, and the acts on it."""

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from backoffice.rules.vocabulary.validation.papers import PaperFlag
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, column, label, line, set_property


class PaperHead(QWidget):
    """Buttons print their key."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Elided("", "strong")
        self.page = label("", "soft")
        self.flags = Elided("", "soft")
        self.next_page = KeyButton("Page", "+", kind="quiet")
        self.next_paper = KeyButton("Pièce", "*", kind="quiet")
        self.turn = KeyButton("Tourner", "/", kind="quiet")
        self.thumbnails = KeyButton("Vignettes", "V", kind="quiet")
        self.seek = KeyButton("Chercher", "Ctrl+F", kind="quiet")
        words = line(self.name, self.page, spacing=8)
        words.setStretch(0, 1)
        acts = line(self.next_page, self.next_paper, self.turn, self.thumbnails, self.seek, 1, spacing=0)
        self.setLayout(column(words, acts, self.flags, spacing=0))
        self.flags.hide()

    def show_paper(self, ref: PaperRef | None, rank: int, count: int) -> None:
        """Name the paper and its place among those of the item."""
        several = f" — pièce {rank} sur {count}" if count > 1 else ""
        self.name.say(f"{ref.kind.label} : {ref.name}{several}" if ref else "Pièce")
        self.page.setText("")
        self.next_paper.setEnabled(count > 1)
        self.show_flags(())

    def show_page(self, page: int, count: int) -> None:
        """« page 2 sur 5 »."""
        words = f"page {page} sur {count}"
        self.page.setText(words)
        self.page.setAccessibleName(words)
        self.next_page.setEnabled(count > 1)

    def show_flags(self, flags: Iterable[PaperFlag]) -> None:
        """What the file holds beside its pages."""
        words = " ".join(sorted(one.label for one in flags))
        self.flags.say(words)
        set_property(self.flags, "tone", "warn" if words else "")
        self.flags.setVisible(bool(words))


class PaperFoot(QWidget):
    """The line below a paper: how large it is shown, and the copies that leave Guichet."""

    def __init__(self) -> None:
        super().__init__()
        self.wide = KeyButton("Largeur", "L", kind="quiet")
        self.whole = KeyButton("Entière", "Ctrl+0", kind="quiet")
        self.larger = KeyButton("+", "Ctrl+=", kind="quiet")
        self.larger.setAccessibleName("Plus grand")
        self.smaller = KeyButton("−", "Ctrl+-", kind="quiet")
        self.smaller.setAccessibleName("Plus petit")
        self.print_it = KeyButton("Imprimer", "Ctrl+P", kind="quiet")
        self.save = KeyButton("Copie", "Ctrl+S", kind="quiet")
        self.save.setAccessibleName("Enregistrer une copie marquée")
        sizes = line(self.wide, self.whole, self.larger, self.smaller, 1, spacing=0)
        copies = line(self.print_it, self.save, 1, spacing=0)
        self._parts = (sizes, copies)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addLayout(sizes, 1)
        self._lines.addLayout(copies)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two lines where one would cut the keys."""
        super().resizeEvent(event)
        way, one = QBoxLayout.Direction, event.size().width() >= sum(self._widths())
        self._lines.setDirection(way.LeftToRight if one else way.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """It folds: the wider line is enough."""
        return QSize(max(self._widths()), super().minimumSizeHint().height())

    def _widths(self) -> tuple[int, ...]:
        # Asked each time: the buttons are dressed after they are made.
        return tuple(part.sizeHint().width() for part in self._parts)

    def let_out(self, reason: str | None) -> None:
        """Whether copies may be taken: when they may not, why."""
        for button in (self.print_it, self.save):
            button.setEnabled(reason is None)
            button.setToolTip(reason or "")
