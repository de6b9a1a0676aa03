"""From a text to a tenant: results while typing, Enter opens."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import Denied, GuichetError
from backoffice.services.search.allowed import find_if_allowed
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchAnswer, SearchQuery, TenantRow
from backoffice.tasks.debounce import LatestOnly
from backoffice.views.access.search_trace import SearchTrace
from backoffice.views.parts.pieces import column, label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tables.search import FOUND

_TOPIC = "search"
_PATIENCE_MILLISECONDS = 400
_EXAMPLES = (
    ("lefevre thi", "un nom, avec ou sans accents, même mal écrit"),
    ("07 56 89 41 00", "un téléphone, ou un courriel"),
    ("1344", "un numéro de client, de tiers, de contrat"),
    ("05441712", "une commande, une transaction ou un avis d’échéance"),
)
_NOT_FOUND = (
    "Aucun locataire pour « {} ». Vérifiez l’orthographe, ou cherchez par téléphone, par numéro de client "
    "ou par contrat."
)


class SearchPage(QWidget):
    """The tenants found, or a sentence that says why there are none."""

    chosen = Signal(int)
    """The customer to open."""
    denied = Signal(object)
    """A ``GuichetError``: the quota of searches is reached."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._text = ""
        self._refusal: GuichetError | None = None
        self._gated = False
        self._open_when_answered = False
        self.trace = SearchTrace(self, around)
        self.trace.spent.connect(self._on_spent)
        self._calm = LatestOnly(self)
        self._calm.asked.connect(self._on_asked)
        self.table: RowsTable[TenantRow] = RowsTable(FOUND, self)
        self.view = RowsView(self.table, "Locataires trouvés")
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.summary = label("", "soft")
        self._examples = _examples()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._on_waiting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for piece in (self._examples, self.frame, self.summary):
            layout.addWidget(piece)
        layout.addStretch(1)
        self._show_nothing()

    def search(self, text: str) -> None:
        """Look for ``text``; an empty one shows examples."""
        self._text = text.strip()
        self._open_when_answered = False
        if not self._text:
            self.trace.leave()
            self._calm.reset()
            self._around.runner.forget(self, _TOPIC)
            self._show_nothing()
            return
        self._calm.offer(self._text)
        if not self._patience.isActive():
            self._patience.start()

    def again(self) -> None:
        """Ask the last question once more, after a lost connection or a change."""
        if self._text:
            self._calm.reset()
            self._calm.offer(self._text)

    def choose_other(self, rows: int) -> None:
        """Choose another row, without leaving the search box."""
        self.view.choose(self.view.chosen() + rows)

    def open_chosen(self) -> None:
        """Open the current row; if a newer text is awaited, its first row when it comes."""
        if not self._calm.is_settled:
            self._open_when_answered = True
        elif self.view.isVisibleTo(self) and self.view.chosen() >= 0:
            self._on_opened(self.view.chosen())
        elif self._refusal is not None:
            self.denied.emit(self._refusal)

    @Slot(object)
    def _on_asked(self, text: object) -> None:
        query = SearchQuery(str(text), self._around.landlord, self._around.as_of)
        self._gated = self.trace.is_spent
        find = find_if_allowed if self._gated else find_tenants
        self._around.runner.read(
            find, query, owner=self, then=self._show, failed=self._show_error, topic=_TOPIC
        )

    def _show(self, answer: SearchAnswer) -> None:
        self._patience.stop()
        if self.trace.is_spent and not self._gated:
            # It was asked before the quota was known to be spent.
            self.again()
            return
        self.trace.forget_spent()
        self.trace.note(self._text, answer)
        self._refusal = None
        self._examples.hide()
        self.table.show(answer.rows)
        nothing = answer.notice or _NOT_FOUND.format(self._text)
        look = ("warn", "warn") if answer.notice else ("search", "soft")
        self.frame.say("" if answer.rows else nothing, *look)
        self.frame.show()
        self.summary.setText(_summary(answer))
        self._calm.answered()
        if self._calm.is_settled and self._open_when_answered and answer.rows:
            self._open_when_answered = False
            self._on_opened(0)

    def _show_error(self, error: GuichetError) -> None:
        self._patience.stop()
        self._examples.hide()
        self.frame.show()
        denied = isinstance(error, Denied)
        self._refusal = error if denied else None
        self.frame.say(error.sentence, "warn" if denied else "error", "warn" if denied else "bad")
        self.summary.setText("")
        self._open_when_answered = False
        self._calm.answered()

    @Slot(object)
    def _on_spent(self, error: GuichetError) -> None:
        """What the last search showed is taken away; Enter offers to go on with a reason."""
        self.table.show(())
        self._show_error(error)
        self.denied.emit(error)

    def _show_nothing(self) -> None:
        self._patience.stop()
        self.table.show(())
        self.frame.hide()
        self.summary.setText("")
        self._examples.show()

    @Slot()
    def _on_waiting(self) -> None:
        if not self.table.rows:
            self._examples.hide()
            self.frame.show()
            self.frame.say("Recherche en cours…", "search")
        else:
            self.summary.setText("Recherche en cours…")

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        customer_id = self.table.row(row).customer_id
        self.trace.opened(customer_id)
        self.chosen.emit(customer_id)


def _summary(answer: SearchAnswer) -> str:
    count = len(answer.rows)
    if not count:
        return ""
    if answer.more:
        return f"Les {count} premiers : précisez pour voir les autres.    ↑ ↓ choisir    Entrée ouvrir"
    words = "1 locataire" if count == 1 else f"{count} locataires"
    return f"{words}    ↑ ↓ choisir    Entrée ouvrir"


def _examples() -> QWidget:
    """What can be typed, for an agent who sees the window for the first time."""
    box = QWidget()
    layout = column(label("Qui appelle ?", "title"), spacing=6)
    layout.setContentsMargins(4, 24, 4, 4)
    layout.addWidget(
        label("Tapez dans la barre ce que dit le locataire, dans n’importe quel ordre :", "soft")
    )
    for text, meaning in _EXAMPLES:
        row = QWidget()
        pieces = column(label(text, "section"), label(meaning, "soft"), spacing=0)
        pieces.setContentsMargins(0, 6, 0, 2)
        row.setLayout(pieces)
        layout.addWidget(row)
    box.setLayout(layout)
    return box
