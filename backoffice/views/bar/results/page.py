"""From a text to a tenant, or to an action: results while typing, Enter opens or does."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import Denied, GuichetError
from backoffice.rules.search_shapes import Shape
from backoffice.services.access.today import TodayFile
from backoffice.services.caller.masking import masked_row
from backoffice.services.search.allowed import find_if_allowed
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import Proposal, Quality, SearchAnswer, SearchQuery, TenantRow
from backoffice.tasks.debounce import LatestOnly
from backoffice.views.access.search_trace import SearchTrace
from backoffice.views.bar.commands import Offer
from backoffice.views.bar.results.chips import ChipLine
from backoffice.views.bar.results.columns import ACTIONS, PROPOSALS, TODAY
from backoffice.views.bar.results.examples import examples
from backoffice.views.bar.results.lists import Choice, ShortList
from backoffice.views.bar.results.spelling import with_surname
from backoffice.views.bar.results.words import not_found, summary
from backoffice.views.parts.pieces import Elided, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tables.search import FOUND, begins_group

_TOPIC = "search"
_PATIENCE_MILLISECONDS = 400
WAITING = "Recherche en cours…"
_PROPOSED, _TODAY_FOUND, _TODAY_SHOWN = 5, 3, 7


class SearchPage(QWidget):
    """The tenants found, or a sentence that says why there are none; under them names, files, actions."""

    chosen = Signal(int)
    """The customer to open."""
    denied = Signal(object)
    """A ``GuichetError``: the quota of searches is reached."""
    commanded = Signal(object)
    """The ``Offer`` to carry out, or to say why not."""
    retyped = Signal(str)
    """What is to stand in the box instead."""
    shown = Signal(str)
    """The text of which the results have just been set; they are painted at the next turn."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._text = ""
        self._without: frozenset[Shape] = frozenset()
        self._asked: SearchQuery | None = None
        self._shown: SearchQuery | None = None
        self._refusal: GuichetError | None = None
        self._gated = False
        self._enter_when_answered = False
        self._today_found: tuple[TodayFile, ...] = ()
        self._rows: tuple[TenantRow, ...] = ()
        self.listens: Callable[[], bool] = bool
        """Whether somebody who has not proved who he is hears what is read: told by the window."""
        self.trace = SearchTrace(self, around)
        self.trace.spent.connect(self._on_spent)
        self._calm = LatestOnly(self)
        self._calm.asked.connect(self._on_asked)
        self.chips = ChipLine()
        self.chips.dropped.connect(self._on_dropped)
        self.chips.restored.connect(self._on_restored)
        self.table: RowsTable[TenantRow] = RowsTable(FOUND, self, begins_group=begins_group)
        self.view = RowsView(self.table, "Locataires trouvés", chooses_first=False)
        self.frame = TableFrame(self.view)
        self.near = ShortList(PROPOSALS, "Noms proches de celui tapé")
        self.today = ShortList(TODAY, "Dossiers ouverts aujourd’hui")
        self.acts = ShortList(ACTIONS, "Actions")
        self.summary = Elided("", "soft")
        self._examples = examples()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_waiting)
        self._lay_out()
        self._show_nothing()

    def _lay_out(self) -> None:
        views = (self.view, self.near.view, self.today.view, self.acts.view)
        self.choice = Choice(views, self)
        for view in views:
            view.opened.connect(self._on_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = QWidget()
        top.setLayout(line(self.chips, self.summary, spacing=12))
        self._top = top
        for piece in (top, self.frame, self.near, self.today, self.acts, self._examples):
            layout.addWidget(piece)
        layout.addStretch(1)

    def search(self, text: str) -> None:
        """Look for ``text``, in every way it can be read; an empty one shows the files of today."""
        self._text = text.strip()
        self._without = frozenset()
        self._enter_when_answered = False
        if not self._text:
            self.trace.leave()
            self._calm.reset()
            self._around.runner.forget(self, _TOPIC)
            self._show_nothing()
            return
        self._ask()

    def show_local(self, offers: tuple[Offer, ...], files: tuple[TodayFile, ...]) -> None:
        """Show what needs no server: the actions that answer the text, the files of today."""
        self.acts.show_rows(offers)
        self._today_found = files
        self._show_today()

    def again(self) -> None:
        """Ask the last question once more, after a lost connection or a change."""
        if self._text:
            self._calm.reset()
            self._ask()

    def choose_other(self, rows: int) -> None:
        """Choose another row, without leaving the search box; a screen reader says it."""
        self.choice.move(rows)
        chosen = self.choice.chosen()
        if chosen is not None:
            view, row = chosen
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, view.told(row)))

    def open_chosen(self) -> None:
        """Open, or do, the current row; if a newer text is awaited, what fits it when it comes."""
        if not self._calm.is_settled:
            self._enter_when_answered = True
            return
        chosen = self.choice.chosen()
        if chosen is not None:
            self._take(*chosen)
        elif self._refusal is not None:
            self.denied.emit(self._refusal)

    def _ask(self) -> None:
        self._calm.offer(
            SearchQuery(self._text, self._around.landlord, self._around.as_of, without=self._without)
        )
        if not self._patience.isActive():
            self._patience.start()

    @Slot(object)
    def _on_asked(self, query: SearchQuery) -> None:
        self._asked = query
        self._gated = self.trace.is_spent
        find = find_if_allowed if self._gated else find_tenants
        self._around.runner.read(
            find, query, owner=self, then=self._show, failed=self._show_error, topic=_TOPIC
        )

    def _show(self, answer: SearchAnswer) -> None:
        self._patience.stop()
        query = self._asked
        assert query is not None, "an answer follows a question"
        if self.trace.is_spent and not self._gated:
            # It was asked before the quota was known to be spent.
            self.again()
            return
        self.trace.forget_spent()
        self.trace.note(query.text, answer)
        self._refusal = None
        self.show_answer(query, answer)
        self.shown.emit(query.text)
        self._calm.answered()
        if self._calm.is_settled and self._enter_when_answered:
            self._enter_when_answered = False
            self._enter_late(answer)

    def show_answer(self, query: SearchQuery, answer: SearchAnswer) -> None:
        """Show what was found for ``query``; the same question again keeps the row that was chosen."""
        kept = self._chosen_customer() if query == self._shown else None
        self._shown = query
        self._examples.hide()
        self._top.show()
        self.chips.show_chips(answer.chips, some_dropped=bool(query.without))
        self._rows = answer.rows
        self._show_rows()
        nothing = answer.notice or not_found(query, answer)
        look = ("warn", "warn") if answer.notice else ("search", "soft")
        self.frame.say("" if answer.rows else nothing, *look)
        self.frame.show()
        self.near.show_rows(answer.proposals[:_PROPOSED])
        self._show_today()
        self.summary.say(summary(answer))
        self._choose_first(kept)

    @Slot()
    def remask(self) -> None:
        """Somebody listens, or no longer: addresses keep their town while he does (R4.20)."""
        if self.table.rows:
            place = self.view.chosen()
            self._show_rows()
            if place >= 0:
                self.view.choose(place)

    def _show_rows(self) -> None:
        self.table.show(tuple(map(masked_row, self._rows)) if self.listens() else self._rows)

    def _choose_first(self, kept: int | None) -> None:
        """The best tenant; if there is none, the action typed, a near name, a file of today, an action."""
        customers = [row.customer_id for row in self.table.rows]
        exact = next((rank for rank, one in enumerate(self.acts.table.rows) if _fits(one)), None)
        if customers:
            self.view.choose(customers.index(kept) if kept in customers else 0)
            self.view.scrollTo(self.view.currentIndex())
        elif exact is not None:
            self.acts.view.choose(exact)
        else:
            lists = (self.near, self.today, self.acts)
            first = next((one for one in lists if one.table.rows), None)
            if first is not None:
                first.view.choose(0)

    def _enter_late(self, answer: SearchAnswer) -> None:
        """Enter came before anything was seen: what was typed is opened or done, nothing like it."""
        sure = bool(answer.rows) and answer.rows[0].quality in (Quality.EXACT, Quality.PREFIX)
        chosen = self.choice.chosen()
        typed_act = (
            chosen is not None and chosen[0] is self.acts.view and _fits(self.acts.table.row(chosen[1]))
        )
        if chosen is not None and (sure or typed_act):
            self._take(*chosen)

    def _chosen_customer(self) -> int | None:
        row = self.view.chosen()
        return self.table.row(row).customer_id if 0 <= row < len(self.table.rows) else None

    def _show_today(self) -> None:
        """Those of the text that are not among the tenants found; all of them while nothing is typed."""
        found = {row.customer_id for row in self.table.rows}
        most = _TODAY_FOUND if self._text else _TODAY_SHOWN
        others = [one for one in self._today_found if one.customer_id not in found]
        self.today.show_rows(tuple(others[:most]))

    def _show_error(self, error: GuichetError) -> None:
        self._patience.stop()
        self._examples.hide()
        self.near.show_rows(())
        self.frame.show()
        denied = isinstance(error, Denied)
        self._refusal = error if denied else None
        self.frame.say(error.sentence, "warn" if denied else "error", "warn" if denied else "bad")
        self.summary.say("")
        self._enter_when_answered = False
        self._calm.answered()

    @Slot(object)
    def _on_spent(self, error: GuichetError) -> None:
        """What the last search showed is taken away; Enter offers to go on with a reason."""
        self._shown = None
        self.table.show(())
        self._show_error(error)
        self.denied.emit(error)

    def _show_nothing(self) -> None:
        self._patience.stop()
        self._shown = None
        self._refusal = None
        self.table.show(())
        self.near.show_rows(())
        self.acts.show_rows(())
        self.chips.show_chips(())
        self._top.hide()
        self.frame.hide()
        self.summary.say("")
        self._show_today()
        self.choice.clear()
        self._examples.show()

    @Slot()
    def _on_waiting(self) -> None:
        self._top.show()
        if not self.table.rows:
            self._examples.hide()
            self.frame.show()
            self.frame.say(WAITING, "search")
        else:
            self.summary.say(WAITING)

    @Slot(object)
    def _on_dropped(self, shape: Shape) -> None:
        self._without |= {shape}
        self._enter_when_answered = False
        self._ask()

    @Slot()
    def _on_restored(self) -> None:
        self._without = frozenset()
        self._ask()

    @Slot(int)
    def _on_row(self, row: int) -> None:
        view = self.sender()
        assert isinstance(view, RowsView), "rows are those of lists"
        self._take(view, row)

    def _take(self, view: RowsView, row: int) -> None:
        """Open the file, type the name or do the action of a row."""
        if view is self.acts.view:
            self.commanded.emit(self.acts.table.row(row))
        elif view is self.near.view:
            proposal: Proposal = self.near.table.row(row)
            self.retyped.emit(with_surname(self._text, proposal.surname))
        else:
            table = self.table if view is self.view else self.today.table
            customer_id = table.row(row).customer_id
            self.trace.opened(customer_id)
            self.chosen.emit(customer_id)


def _fits(offer: Offer) -> bool:
    return offer.exact and offer.can_run
