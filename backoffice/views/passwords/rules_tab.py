"""Rules for passwords, landlord by landlord: bits, lock, what is where, the sentence to read."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QWidget

from backoffice.errors import GuichetError
from backoffice.services.portal.passwords import LandlordPasswords, landlord_passwords
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import card, column, label, line, unbroken
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.passwords import RULES, RuleRow
from backoffice.views.tables.rows import RowsTable

_READING = "Lecture des règles…"
_NONE = "Aucun bailleur ne vous est confié : demandez-le à l’administrateur."


class RulesTab(QWidget):
    """One row a screen; the row chosen is explained below."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self.table: RowsTable[RuleRow] = RowsTable(RULES, self)
        self.view = RowsView(self.table, "Règles des mots de passe", lines=2)
        self.frame = TableFrame(self.view)
        self.name = label("", "section")
        self.aloud = label("", "strong", wrap=True)
        self.copy = KeyButton("Copier la phrase", "Alt+C", icon_name="document")
        self.copy.setShortcut("Alt+C")
        self.copy.clicked.connect(self._on_copy)
        self.remarks = label("", "", wrap=True)
        self.lock = label("", "", wrap=True)
        self.functions = label("", "", wrap=True)
        self.advice = label("", "soft", wrap=True)
        self._lay_out()
        self.view.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.frame.say(_READING)

    def again(self) -> None:
        """Read the rules in force."""
        self._around.runner.read(
            landlord_passwords,
            self._around.landlord,
            owner=self,
            then=self._show,
            failed=self._show_error,
            topic="passwords",
        )

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.view.setFocus()

    def _lay_out(self) -> None:
        said = card(
            column(
                label("À lire au locataire", "section"),
                self.aloud,
                line(self.copy, 1),
                label("Pour l’administrateur", "section"),
                self.remarks,
                1,
                margins=12,
            )
        )
        known = card(
            column(
                label("Blocage après des échecs", "section"),
                self.lock,
                label("Site et application", "section"),
                self.functions,
                1,
                margins=12,
            )
        )
        cards = line(said, known, spacing=10)
        cards.setStretch(0, 1)
        cards.setStretch(1, 1)
        self.details = QWidget()
        self.details.setLayout(column(self.name, cards, self.advice, 1))
        self.details.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setAccessibleName("Détail du bailleur choisi")
        scroll.setWidget(self.details)
        self.setLayout(column(self.frame, scroll, spacing=10))

    def _show(self, pages: tuple[LandlordPasswords, ...]) -> None:
        rows = [RuleRow(page, policy) for page in pages for policy in page.reading.policies]
        place = self.view.chosen()
        self.table.show(rows)
        self.frame.say("" if rows else _NONE)
        if rows:
            self.view.choose(max(0, place))

    def _show_error(self, error: GuichetError) -> None:
        self.table.show(())
        self.frame.say(error.sentence, "error", "bad")
        self.details.hide()
        self.failed.emit(error)

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.details.setVisible(now.isValid())
        if not now.isValid():
            return
        page = self.table.row(now.row()).landlord
        self.name.setText(page.name)
        self.aloud.setText(unbroken(f"« {page.reading.aloud} »"))
        self.remarks.setText(unbroken("\n".join(f"• {one}" for one in page.reading.remarks)))
        figures = [f"{one.label} : {one.value} ({one.source})" for one in page.lock]
        self.lock.setText(unbroken("\n".join((page.reading.lock.words, *figures))))
        self.functions.setText(unbroken("\n".join(_where(page))))
        self.advice.setText(unbroken(f"{page.advice} {page.caveat}"))

    @Slot()
    def _on_copy(self) -> None:
        row = self.view.chosen()
        if row >= 0:
            QGuiApplication.clipboard().setText(self.table.row(row).landlord.reading.aloud)
            self.said.emit("Phrase copiée.")


def _where(page: LandlordPasswords) -> list[str]:
    """The functions, gathered by the place where they are."""
    places: dict[str, list[str]] = {}
    for name, place in page.functions:
        places.setdefault(place, []).append(name)
    lines = [f"{place[0].upper()}{place[1:]} : {', '.join(names)}." for place, names in places.items()]
    return [*lines, page.app_advice] if page.app_advice else lines
