"""Whom a campaign writes to: landlord, nature, states; counted before anything is kept."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from backoffice.rules.dates import french_month, paris_day
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest
from backoffice.services.insurance.campaigns.choosing import ASKABLE, Choice, Figures
from backoffice.services.letters.texts import LandlordNamed
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.pieces import column, label, line, title_of

_DAYS = 14
_FIRST = "Comptez d’abord : rien n’est écrit avant que la campagne soit lancée."


class ChoiceForm(QWidget):
    """Choose, count, prepare; what is counted is what is prepared, as long as nothing is changed."""

    counted = Signal(object)
    """The ``Choice`` to be counted."""
    prepared = Signal(object)
    """The ``Choice`` to be kept, as it was counted."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: Choice | None = None
        self.landlord = Chooser()
        self._landlord_title = title_of("&Bailleur", self.landlord)
        self.kind = Chooser()
        for kind in CertificateRequest:
            self.kind.addItem(kind.label, kind)
        self.states = {state: QCheckBox(state.label) for state in ASKABLE}
        self.name = QLineEdit(f"Attestations, {french_month(paris_day(datetime.now(UTC)))}")
        self.name.setMaxLength(80)
        self.answer_by = DayField(today().addDays(_DAYS))
        self.answer_by.setMinimumDate(today().addDays(1))
        self.count = KeyButton("Compter", "Ctrl+Entrée")
        self.prepare = KeyButton("Préparer la liste", "Ctrl+Maj+Entrée", kind="main")
        self.figures = label(_FIRST, "soft", wrap=True)
        self._wire()
        self._lay_out()
        self.forget_count()

    def show_landlords(self, found: tuple[LandlordNamed, ...], code: str | None) -> None:
        """The landlords of who signed in, the one of the settings in front."""
        self.landlord.clear()
        for one in found:
            self.landlord.addItem(one.name, one)
        codes = [one.code for one in found]
        if code in codes:
            self.landlord.setCurrentIndex(codes.index(code))
        for widget in (self.landlord, self._landlord_title):
            widget.setVisible(len(found) > 1)

    def choice(self) -> Choice | None:
        """What is chosen; ``None`` without landlord or state."""
        landlord = self.landlord.currentData()
        states = tuple(state for state, box in self.states.items() if box.isChecked())
        if not isinstance(landlord, LandlordNamed) or not states:
            return None
        return Choice(landlord.id, CertificateRequest(self.kind.currentData()), None, states)

    def show_figures(self, choice: Choice, found: Figures) -> None:
        """What the campaign would write; it may be prepared if somebody is to be written to."""
        if choice != self.choice():
            return
        self._seen = choice if found.tenants else None
        self.prepare.setEnabled(found.tenants > 0)
        parts = ", ".join(f"{state.label.lower()} {count}" for state, count in found.by_state)
        self.figures.setText(
            f"{found.tenants} locataires, {found.contracts} contrats ({parts}) ; "
            f"{found.by_letter_alone} sans courriel ni mobile : lettre seule."
            if found.tenants
            else "Personne n’est à écrire avec ces choix."
        )

    @Slot()
    def forget_count(self) -> None:
        """Something was changed: the figures no longer hold."""
        self._seen = None
        self.prepare.setEnabled(False)
        self.count.setEnabled(self.choice() is not None)

    @Slot()
    def ask_count(self) -> None:
        """Count what is chosen."""
        choice = self.choice()
        if choice is not None:
            self.counted.emit(choice)

    @Slot()
    def ask_prepare(self) -> None:
        """Keep what was counted."""
        if self._seen is not None and self.name.text().strip():
            self.prepared.emit(self._seen)

    def _wire(self) -> None:
        self.landlord.currentIndexChanged.connect(self.forget_count)
        self.kind.currentIndexChanged.connect(self.forget_count)
        for state, box in self.states.items():
            box.setChecked(state is not InsuranceState.EXPIRING)
            box.toggled.connect(self.forget_count)
        self.count.clicked.connect(self.ask_count)
        self.prepare.clicked.connect(self.ask_prepare)

    def _lay_out(self) -> None:
        whom = line(
            self._landlord_title, self.landlord, title_of("&Nature", self.kind), self.kind,
            *self.states.values(), 1, self.count, spacing=8,
        )  # fmt: skip
        what = line(
            title_of("N&om", self.name), self.name, title_of("Réponse a&vant le", self.answer_by),
            self.answer_by, self.prepare, spacing=8,
        )  # fmt: skip
        what.setStretch(1, 1)
        self.setLayout(column(whom, what, self.figures, spacing=8))
