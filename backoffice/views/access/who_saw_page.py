"""« Qui a vu ce locataire ? »: the trace on one screen, for the data protection officer."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_day
from backoffice.services.access.who_saw import Sight, Sights, WatchQuery, colleagues, who_saw
from backoffice.services.search.results import SearchQuery
from backoffice.services.search.watched import Watched, watched
from backoffice.services.tenant.results import TenantFile
from backoffice.views.access.watch_bar import WatchBar
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.access import SIGHTS, WATCHED
from backoffice.views.tables.rows import RowsTable

_TOPIC = "who"
_START = (
    "Tapez un numéro ou un nom, puis Entrée : ouvertures, recherches, exports, changements et appels, "
    "du plus récent au plus ancien. Chaque lecture est elle-même gardée dans la trace."
)
_NOBODY = "Aucun locataire pour « {} » : vérifiez le numéro ou l’orthographe."
_NOTHING = "Rien dans la trace du {} au {}. Élargissez la période."


class WhoSawPage(QWidget):
    """Nothing is read before it is asked for: each reading leaves a line."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._whose: Watched | None = None
        self._query: WatchQuery | None = None
        self.bar = WatchBar()
        self.bar.asked.connect(self.look)
        self.bar.field.textEdited.connect(self._on_typed)
        self.people: RowsTable[Watched] = RowsTable(WATCHED, self)
        self.people_view = RowsView(self.people, "Locataires de ce nom")
        self.people_view.opened.connect(self._on_person)
        self.people_frame = TableFrame(self.people_view)
        self.table: RowsTable[Sight] = RowsTable(SIGHTS, self)
        self.view = RowsView(self.table, "Qui a vu ce locataire", chooses_first=False)
        self.frame = TableFrame(self.view)
        self.title = label("Qui a vu ce locataire ?", "title")
        self.summary = label("", "soft", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for piece in (self.title, self.bar, self.people_frame, self.frame, self.summary):
            layout.addWidget(piece)
        layout.addStretch(1)
        self.people_frame.hide()
        self.frame.say(_START, "watch")
        around.runner.read(
            colleagues, owner=self, then=self.bar.show_colleagues, failed=self._show_error, topic="colleagues"
        )

    def take_up(self, file: TenantFile | None) -> None:
        """Ready to type; about the file that was in front, if there was one."""
        if file is not None:
            self.bar.field.setText(file.client_ref)
            self._whose = None
        self.bar.take_focus()

    @Slot()
    def look(self) -> None:
        """Find whose file it is, then read the trace."""
        text = self.bar.text()
        if self._whose is not None or not text:
            self._read()
            return
        query = SearchQuery(text, self._around.landlord, self._around.as_of)
        self.frame.say("Recherche en cours…", "search")
        self._around.runner.read(
            watched, query, owner=self, then=self._show_people, failed=self._show_error, topic=_TOPIC
        )

    def _show_people(self, found: tuple[Watched, ...]) -> None:
        self.people.show(found)
        if len(found) == 1:
            self._on_person(0)
            return
        self.people_frame.setVisible(bool(found))
        self.frame.setVisible(not found)
        self.table.show(())
        self.summary.setText("Choisissez de qui il s’agit, puis Entrée." if found else "")
        if found:
            self.people_view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.frame.say(_NOBODY.format(self.bar.text()), "search")

    def _read(self) -> None:
        self.people_frame.hide()
        self.frame.show()
        self.frame.say("Lecture de la trace…", "watch")
        self._query = self.bar.query(None if self._whose is None else self._whose.customer_id)
        self._around.runner.read(
            who_saw, self._query, owner=self, then=self._show, failed=self._show_error, topic=_TOPIC
        )

    def _show(self, sights: Sights) -> None:
        assert self._query is not None, "an answer has its question"
        since, until = french_day(self._query.since), french_day(self._query.until)
        self.table.show(sights.lines)
        self.frame.say("" if sights.lines else _NOTHING.format(since, until), "watch")
        whose = (
            self.bar.colleague() if self._whose is None else f"{self._whose.name}, {self._whose.client_ref}"
        )
        more = "  ·  les plus récentes seulement : réduisez la période" if sights.more else ""
        count = len(sights.lines)
        words = f"{count} ligne{'s' if count > 1 else ''}"
        self.summary.setText(f"{whose}  ·  du {since} au {until}  ·  {words}{more}")
        if sights.lines:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_error(self, error: GuichetError) -> None:
        self.people_frame.hide()
        self.frame.show()
        self.table.show(())
        self.frame.say(error.sentence, "error", "bad")
        self.summary.setText("")
        self.bar.take_focus()

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        self._whose = None

    @Slot(int)
    def _on_person(self, row: int) -> None:
        self._whose = self.people.row(row)
        self._read()
