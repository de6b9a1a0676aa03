"""The rail: the sections, the files opened today, who is at the desk, how the connection is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.today import TodayFile
from backoffice.services.staff import StaffView
from backoffice.views.icons import icon
from backoffice.views.parts.buttons import RailEntry
from backoffice.views.parts.pieces import Elided, column, label, set_property
from backoffice.views.parts.queue_counts import QueueCounts
from backoffice.views.theme import Theme

WIDTH = 196
_RECENT = 7
CONNECTED = "Connecté"
LOST = "Connexion perdue, nouvel essai…"


class Rail(QFrame):
    """At the left of the window."""

    tenants = Signal()
    recent = Signal(int)
    """A customer opened before."""
    who_saw = Signal()
    keys = Signal()
    privacy = Signal()
    """Retention and requests of data subjects: the officer’s."""
    call_backs = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        brand = label("Guichet")
        brand.setObjectName("brand")
        self._tenants = RailEntry("Locataires", "people")
        self._tenants.setCheckable(True)
        self._tenants.setChecked(True)
        self._tenants.clicked.connect(self._on_tenants)
        self.queues = QueueCounts()
        self._who_saw = RailEntry("Qui a vu ?", "watch", "Ctrl+J")
        self._who_saw.setCheckable(True)
        self._who_saw.clicked.connect(self.who_saw)
        self._who_saw.hide()
        self._privacy = RailEntry("Conservation", "privacy", "Ctrl+G")
        self._privacy.setCheckable(True)
        self._privacy.clicked.connect(self.privacy)
        self._privacy.hide()
        self._call_backs = self._make_call_backs()
        self._pages: dict[str, RailEntry] = {}
        self._place_of_pages = column(spacing=4)
        self._heading = label("Dossiers du jour")
        self._heading.setObjectName("railSection")
        self._recent = column(spacing=0)
        self._keys = RailEntry("Touches", "keys", "F1")
        self._keys.setAccessibleName("Touches du clavier")
        self._keys.clicked.connect(self.keys)
        self._name, self._role, self._place = Elided(), label(wrap=True), Elided()
        self._connection = label(CONNECTED)
        self._connection.setObjectName("connection")
        self._connection.setWordWrap(True)
        self._lay_out(brand)
        self._heading.hide()
        brand.setContentsMargins(8, 0, 0, 0)
        for piece in (self._heading, self._name, self._role, self._place, self._connection):
            piece.setContentsMargins(10, 0, 0, 0)
        Theme.current().changed.connect(self._on_theme)
        self._on_theme()

    def _make_call_backs(self) -> RailEntry:
        entry = RailEntry("Rappels", "call", "Ctrl+Maj+F")
        entry.setCheckable(True)
        entry.clicked.connect(self.call_backs)
        entry.hide()
        return entry

    def _lay_out(self, brand: QLabel) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 14, 10, 12)
        layout.setSpacing(4)
        layout.addWidget(brand)
        layout.addSpacing(8)
        layout.addWidget(self._tenants)
        layout.addWidget(self._who_saw)
        layout.addWidget(self._privacy)
        layout.addWidget(self._call_backs)
        layout.addLayout(self._place_of_pages)
        layout.addWidget(self.queues)
        layout.addSpacing(10)
        layout.addWidget(self._heading)
        layout.addLayout(self._recent)
        layout.addStretch(1)
        for piece in (self._keys, self._name, self._role, self._place, self._connection):
            layout.addWidget(piece)

    def show_staff(self, staff: StaffView) -> None:
        """Show who signed in, where and as what."""
        self._name.say(staff.full_name)
        places = list(staff.agency_names or staff.landlord_codes)
        self._role.setText(staff.role.label)
        self._place.say(places[0] if len(places) == 1 else f"{len(places)} agences")
        self._place.setVisible(bool(places))
        for entry in (self._who_saw, self._privacy):
            entry.setVisible(staff.role is StaffRole.DPO)
        if staff.role is StaffRole.CARETAKER:
            self._tenants.setText("Mes immeubles")
            self._tenants.setAccessibleName("Mes immeubles")

    def show_call_backs(self, count: int, late: int) -> None:
        """How many call-backs there are to make; shown from the first count on."""
        self._call_backs.setText(f"Rappels ({count})" if count else "Rappels")
        told = f"Mes rappels : {count} à faire" + (f", dont {late} en retard" if late else "")
        self._call_backs.setAccessibleName(told)
        self._call_backs.setToolTip(told)
        self._call_backs.setIcon(icon("warn" if late else "call", "rail_text"))
        self._call_backs.show()

    def add_page(self, title: str, words: str, icon_name: str, key: str) -> RailEntry:
        """An entry for a page that a job has; what it does is connected by who adds it."""
        entry = RailEntry(words, icon_name, key)
        entry.setAccessibleName(title)
        entry.setCheckable(True)
        entry.setProperty("icon_name", icon_name)
        entry.setIcon(icon(icon_name, "rail_text"))
        self._pages[title] = entry
        self._place_of_pages.addWidget(entry)
        return entry

    def show_place(
        self, *, watching: bool = False, privacy: bool = False, calling: bool = False, page: str = ""
    ) -> None:
        """Light the section in front: the tenants, the call-backs, who saw them, a page by its title."""
        self._tenants.setChecked(not (watching or privacy or calling or page))
        for title, entry in self._pages.items():
            entry.setChecked(title == page)
        self.queues.show_front(page)
        self._call_backs.setChecked(calling)
        self._who_saw.setChecked(watching)
        self._privacy.setChecked(privacy)

    def show_connection(self, *, lost: bool) -> None:
        """Show whether the database answers."""
        self._connection.setText(f"●  {LOST}" if lost else f"●  {CONNECTED}")
        self._connection.setAccessibleName(LOST if lost else CONNECTED)
        set_property(self._connection, "lost", "true" if lost else "false")

    def connection_text(self) -> str:
        """What the rail says of the connection."""
        return self._connection.text()

    def show_recent(self, files: Sequence[TodayFile]) -> None:
        """Show the files opened today, the latest first."""
        while (item := self._recent.takeAt(0)) is not None:
            before = item.widget()
            assert before is not None, "the list holds buttons alone"
            before.hide()
            before.deleteLater()
        for file in files[:_RECENT]:
            entry = _recent_entry(file.name)
            entry.setProperty("customer", file.customer_id)
            entry.clicked.connect(self._on_recent)
            self._recent.addWidget(entry)
        self._heading.setVisible(bool(files))

    @Slot()
    def _on_tenants(self) -> None:
        self._tenants.setChecked(True)
        self.tenants.emit()

    @Slot()
    def _on_recent(self) -> None:
        self.recent.emit(int(self.sender().property("customer")))

    @Slot()
    def _on_theme(self) -> None:
        self._tenants.setIcon(icon("people", "rail_text"))
        self._who_saw.setIcon(icon("watch", "rail_text"))
        self._keys.setIcon(icon("keys", "rail_soft"))
        self._privacy.setIcon(icon("privacy", "rail_text"))
        for entry in self._pages.values():
            entry.setIcon(icon(str(entry.property("icon_name")), "rail_text"))


def _recent_entry(name: str) -> QPushButton:
    entry = RailEntry(name)
    entry.setText(entry.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, WIDTH - 48))
    entry.setAccessibleName(f"Rouvrir {name}")
    entry.setToolTip(name)
    return entry
