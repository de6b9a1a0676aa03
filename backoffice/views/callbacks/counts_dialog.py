"""« Contacts sans dossier »: how many of each subject, week by week; for managers."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backoffice.services.contacts.counts import ContactCounts, TopicCounts, contact_counts
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_NONE = "Aucun contact sans dossier n’a été noté pendant ces huit semaines. F9 en note un."


def _of_week(place: int, row: TopicCounts) -> str:
    return str(row.by_week[place] or "–")


def _columns(weeks: tuple[date, ...]) -> tuple[Column[TopicCounts], ...]:
    return (
        Column("Motif", lambda row: row.topic.label, weight=1, strong=True),
        *(
            Column(f"{monday:%d/%m}", partial(_of_week, place), right=True)
            for place, monday in enumerate(weeks)
        ),
        Column("Total", lambda row: str(row.total), right=True, strong=True),
    )


class CountsDialog(SheetDialog):
    """Read once, when it is opened."""

    def __init__(self, parent: QWidget, around: Surroundings) -> None:
        super().__init__(
            parent,
            "Contacts sans dossier",
            "Les huit dernières semaines ; chaque colonne commence le lundi écrit au-dessus.",
        )
        self.counts: ContactCounts | None = None
        self.state = label("Lecture…", "soft")
        self.body.addWidget(self.state)
        close = KeyButton("Fermer", "Échap")
        close.setAutoDefault(True)
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(920, 480)
        around.runner.read(
            contact_counts, around.as_of,
            owner=self, then=self._show, failed=self.messages.say_error, topic="counts",
        )  # fmt: skip

    def _show(self, counts: ContactCounts) -> None:
        self.counts = counts
        table: RowsTable[TopicCounts] = RowsTable(_columns(counts.weeks), self)
        table.show(counts.topics)
        view = RowsView(table, "Contacts sans dossier par motif et par semaine")
        frame = TableFrame(view)
        frame.say("" if counts.topics else _NONE)
        self.state.setText(_summary(counts))
        self.body.addWidget(frame)
        self.body.addStretch(1)
        if counts.topics:
            view.setFocus(Qt.FocusReason.OtherFocusReason)


def _summary(counts: ContactCounts) -> str:
    this, before = counts.by_week[-1], counts.by_week[-2]
    return f"En tout {counts.total} ; cette semaine {this}, la semaine d’avant {before}."
