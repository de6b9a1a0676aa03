"""Papers beside the data that they are compared with: pages, zoom, turn, search, zones lit."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.rules.papers.words import Zone
from backoffice.rules.vocabulary.validation.papers import DocumentUse
from backoffice.services.papers.opening import Paper
from backoffice.views.paper.canvas import Fit, LitZone, PaperCanvas, PaperFrame
from backoffice.views.paper.finding import Finding
from backoffice.views.paper.head import PaperFoot, PaperHead
from backoffice.views.paper.keeper import Held, PaperKeeper, PaperRef
from backoffice.views.paper.search_bar import SearchBar
from backoffice.views.paper.taking_out import TakingOut
from backoffice.views.paper.thumbnails import WIDTH, Thumbnails
from backoffice.views.parts.pieces import line
from backoffice.views.surroundings import Surroundings

_ZOOM = 1.25
_A4 = 297 / 210
_COMES = "La pièce s’ouvre…"
_NOTHING = "Aucune pièce n’a été envoyée pour ce dossier."


@dataclass(frozen=True)
class Mark:
    """Zones of a field, under its number; they may stand on several pages."""

    number: str
    zones: tuple[Zone, ...]
    tone: str = "accent"


class PaperViewer(QWidget):
    """Shows one page of one paper; ``keys`` are given by the page that holds it to its own."""

    failed = Signal(object)
    said = Signal(str)
    touched = Signal()
    readable = Signal(object)
    """``Paper``: the one in front can be read, and its first page is painted."""
    ready_ahead = Signal(object)
    """``Paper``: the one prepared is drawn."""
    unreadable = Signal(object)
    """``Held``: the one in front is refused."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.keeper = PaperKeeper(around.runner, self)
        self.refs: tuple[PaperRef, ...] = ()
        self.current: PaperRef | None = None
        self.page = 1
        self._turns: dict[tuple[int, int], int] = {}
        self._marks: tuple[Mark, ...] = ()
        self._active = ""
        self._prepared: tuple[int, ...] = ()
        self._told = 0
        self.canvas, self.head, self.foot = PaperCanvas(), PaperHead(), PaperFoot()
        self.frame = PaperFrame(self.canvas)
        self.search, self.thumbnails = SearchBar(), Thumbnails()
        self.finding = Finding(self.search, self)
        self.taking_out = TakingOut(self, around, self.keeper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.head)
        layout.addWidget(self.search)
        middle = line(self.thumbnails, self.frame, spacing=6)
        middle.setStretch(1, 1)
        layout.addLayout(middle, 1)
        layout.addWidget(self.foot)
        self._listen()

    def _listen(self) -> None:
        keeper = self.keeper
        keeper.opened.connect(self._on_opened)
        keeper.refused.connect(self._on_refused)
        keeper.drawn.connect(self._on_drawn)
        keeper.worded.connect(self._on_worded)
        keeper.failed.connect(self._on_failed)
        self.canvas.resized.connect(self._draw)
        self.canvas.touched.connect(self.touched)
        self.search.sought.connect(self.touched)
        self.finding.at.connect(self._on_hit)
        self.search.closed.connect(self.canvas.setFocus)
        self.thumbnails.chosen.connect(self.show_page)
        self.taking_out.said.connect(self.said)
        self.taking_out.failed.connect(self.failed)
        self.destroyed.connect(keeper.close)
        head, foot = self.head, self.foot
        for button, act in (
            (head.next_page, self.next_page),
            (head.next_paper, self.next_paper),
            (head.turn, self.turn_page),
            (head.thumbnails, self.toggle_thumbnails),
            (head.seek, self.search.begin),
            (foot.print_it, self.print_paper),
            (foot.save, self.save_paper),
            (foot.wide, self.show_wide),
            (foot.whole, self.show_whole),
            (foot.larger, self.zoom_in),
            (foot.smaller, self.zoom_out),
        ):
            button.clicked.connect(act)

    def show_papers(self, refs: Sequence[PaperRef], first: int | None = None) -> None:
        """Show the papers of an item, ``first`` in front; at once when it was prepared."""
        self.refs = tuple(refs)
        self._marks, self._active, self._turns = (), "", {}
        self.keeper.keep_only([*(one.document_id for one in refs), *self._prepared])
        self._prepared = ()
        if not refs:
            self.current = None
            self.head.show_paper(None, 0, 0)
            self.canvas.say(_NOTHING)
            return
        self._show(next((one for one in refs if one.document_id == first), refs[0]))

    def prepare(self, ref: PaperRef) -> None:
        """Open and draw the first page of the next item's paper; it may never be shown."""
        self._prepared = (ref.document_id,)
        shown = [one.document_id for one in self.refs]
        self.keeper.keep_only([*shown, ref.document_id])
        self.keeper.open(ref, DocumentUse.PRELOADED)

    def light(self, marks: Sequence[Mark], active: str = "") -> None:
        """Light the zones of fields; the page of the active one comes in front."""
        self._marks, self._active = tuple(marks), active
        place = next((one.zones[0] for one in marks if one.number == active and one.zones), None)
        if place is not None and place.page != self.page and self.is_shown():
            self.show_page(place.page)
        else:
            self._light()

    def paper(self) -> Paper | None:
        """The paper in front, once it was read."""
        held = self._held()
        return held.paper if held is not None else None

    def is_shown(self) -> bool:
        """Whether the paper in front can be seen."""
        held = self._held()
        return held is not None and held.examined is not None and held.refusal is None

    def leave(self) -> None:
        """Nothing of the papers stays on the screen nor in memory."""
        self.refs, self.current, self._prepared = (), None, ()
        self._marks, self._turns = (), {}
        self.finding.leave()
        self.keeper.keep_only(())
        self.thumbnails.show_pages(0)
        self.head.show_paper(None, 0, 0)
        self.canvas.say("")
        self.frame.say("Pièce", "")

    def again(self) -> None:
        """Once more, after a lost line."""
        if self.current is not None and not self.is_shown():
            self._show(self.current)

    @Slot(int)
    def show_page(self, page: int) -> None:
        """Bring a page in front, from its top."""
        if self.is_shown() and 1 <= page <= self._count():
            self.page = page
            self.canvas.begin_page()
            self._show_picture()
            self._draw()
            self._say_page()

    @Slot()
    def next_page(self) -> None:
        """The next page; after the last one, the first again."""
        if self._count() > 1:
            self.show_page(self.page % self._count() + 1)
        else:
            self.said.emit("Cette pièce n’a qu’une page.")

    @Slot()
    def next_paper(self) -> None:
        """The next paper of the item."""
        if len(self.refs) < 2 or self.current is None:
            self.said.emit("Ce dossier n’a qu’une pièce.")
            return
        self._marks, self._active = (), ""
        self._show(self.refs[(self.refs.index(self.current) + 1) % len(self.refs)])

    def page_down(self) -> None:
        """Down by a screen, then to the next page."""
        if not self.canvas.scroll_by(0, self.canvas.height() * 0.85):
            self.show_page(self.page + 1)

    def page_up(self) -> None:
        """Up by a screen, then to the page before."""
        if not self.canvas.scroll_by(0, -self.canvas.height() * 0.85):
            self.show_page(self.page - 1)

    @Slot()
    def turn_page(self) -> None:
        """A quarter clockwise, for this page alone."""
        if self.current is not None and self.is_shown():
            place = (self.current.document_id, self.page)
            self._turns[place] = (self._turn() + 90) % 360
            self._show_picture()
            self._draw()

    @Slot()
    def toggle_thumbnails(self) -> None:
        """Show or hide the small pages."""
        self.thumbnails.setVisible(not self.thumbnails.isVisible())
        if self.thumbnails.isVisible():
            self._draw_thumbnails()

    @Slot()
    def show_wide(self) -> None:
        """As wide as the room."""
        self.canvas.set_fit(Fit.WIDTH)

    @Slot()
    def show_whole(self) -> None:
        """The whole page."""
        self.canvas.set_fit(Fit.WHOLE)

    @Slot()
    def zoom_in(self) -> None:
        """Larger, around the middle."""
        self.canvas.zoom(_ZOOM)

    @Slot()
    def zoom_out(self) -> None:
        """Smaller."""
        self.canvas.zoom(1 / _ZOOM)

    @Slot()
    def print_paper(self) -> None:
        """Print marked pages, when the role may."""
        if self.is_shown() and self.current is not None:
            self.taking_out.print_paper(self.current)

    @Slot()
    def save_paper(self) -> None:
        """Save a marked copy, when the role may."""
        if self.is_shown() and self.current is not None:
            self.taking_out.save_paper(self.current)

    def _show(self, ref: PaperRef) -> None:
        self.current, self.page, self._told = ref, 1, 0
        self.finding.forget()
        self.canvas.begin_page()
        self.canvas.show_page(None, _A4, 0)
        self.canvas.say(_COMES)
        self.head.show_paper(ref, self.refs.index(ref) + 1, len(self.refs))
        self.keeper.open(ref, DocumentUse.VIEWED)

    def _held(self) -> Held | None:
        return self.keeper.held(self.current.document_id) if self.current is not None else None

    def _count(self) -> int:
        held = self._held()
        return held.examined.pages if held is not None and held.examined is not None else 0

    def _turn(self) -> int:
        return self._turns.get((self.current.document_id, self.page), 0) if self.current is not None else 0

    @Slot(int)
    def _on_opened(self, document_id: int) -> None:
        if self.current is None or document_id != self.current.document_id:
            # Prepared: its first page is drawn as wide as it will be shown.
            self.keeper.draw(document_id, 1, 0, self.canvas.pixels_across())
            return
        self.thumbnails.show_pages(self._count())
        held = self._held()
        self.head.show_flags(held.examined.flags if held is not None and held.examined is not None else ())
        self._show_picture()
        self._draw()
        self._say_page()
        self.keeper.read_text(document_id)
        if self.thumbnails.isVisible():
            self._draw_thumbnails()

    @Slot(int)
    def _on_refused(self, document_id: int) -> None:
        held = self._held()
        if held is not None and held.refusal is not None and held.ref.document_id == document_id:
            self.canvas.say(held.refusal.sentence)
            if held.paper is not None:
                self.unreadable.emit(held)

    @Slot(int, int)
    def _on_drawn(self, document_id: int, page: int) -> None:
        if self.current is None or document_id != self.current.document_id:
            held = self.keeper.held(document_id)
            if document_id in self._prepared and held is not None and held.paper is not None:
                self.ready_ahead.emit(held.paper)
            return
        image = self.keeper.shelf.get((document_id, page, 0))
        if image is not None and self.thumbnails.isVisible():
            self.thumbnails.show_image(page, image.scaledToWidth(WIDTH))
        if page == self.page:
            self._show_picture()

    @Slot(int)
    def _on_worded(self, document_id: int) -> None:
        if self.current is not None and document_id == self.current.document_id:
            self._say_page()
            held = self._held()
            self.finding.read(held.text if held is not None else None)

    def _on_failed(self, error: object) -> None:
        self.canvas.say(getattr(error, "sentence", _NOTHING))
        self.failed.emit(error)

    @Slot()
    def _draw(self) -> None:
        if self.current is not None and self.is_shown() and self.canvas.isVisible():
            width = self.canvas.pixels_across()
            self.keeper.draw(self.current.document_id, self.page, self._turn(), width)

    def _draw_thumbnails(self) -> None:
        if self.current is not None and self.is_shown():
            for page in range(1, self._count() + 1):
                image = self.keeper.shelf.get((self.current.document_id, page, 0))
                if image is not None:
                    self.thumbnails.show_image(page, image.scaledToWidth(WIDTH))
                elif page != self.page:
                    self.keeper.draw(self.current.document_id, page, 0, WIDTH * 2)

    def _show_picture(self) -> None:
        held = self._held()
        if self.current is None or held is None or held.examined is None or held.refusal is not None:
            return
        if self.page in held.bad_pages:
            self.canvas.say(held.bad_pages[self.page])
            return
        across, down = held.examined.sizes[min(self.page, len(held.examined.sizes)) - 1]
        turn = self._turn()
        ratio = down / across if turn in (0, 180) else across / down
        image = self.keeper.shelf.get((self.current.document_id, self.page, turn))
        self.canvas.show_page(image, ratio, turn)
        self._light()
        if image is not None and self._told != self.current.document_id and held.paper is not None:
            self._told = self.current.document_id
            self.readable.emit(held.paper)

    def _light(self) -> None:
        lit = [
            LitZone(mark.number, zone.box, active=mark.number == self._active, tone=mark.tone)
            for mark in self._marks
            for zone in mark.zones
            if zone.page == self.page
        ]
        self.canvas.light(self.finding.over(lit, self.page))

    @Slot(int)
    def _on_hit(self, page: int) -> None:
        if page and page != self.page:
            self.show_page(page)
        else:
            self._light()

    def _say_page(self) -> None:
        held, count = self._held(), self._count()
        if held is None or self.current is None:
            return
        self.thumbnails.mark(self.page)
        self.head.show_page(self.page, count)
        pages = held.text.pages if held.text is not None else ()
        words = next((one.words for one in pages if one.number == self.page), ())
        name = f"{self.current.name}, page {self.page} sur {count}"
        self.frame.say(name, " ".join(one.text for one in words))
