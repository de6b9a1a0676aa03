"""What an acceptance keeps of a certificate: its days, its number, the other contracts that it is for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from backoffice.services.insurance.results import ContractOnFile
from backoffice.views.items.days import DayLine
from backoffice.views.parts.pieces import title_of
from backoffice.views.validation.judgement import Judgement


class CoverFields(QWidget):
    """Proposed, then the agent's: ``edited`` tells that he changed something."""

    edited = Signal()
    left = Signal()
    """Enter in a field: the keyboard goes back to the checks."""

    def __init__(self) -> None:
        super().__init__()
        self.start, self.end, self.policy = DayLine(), DayLine(), QLineEdit()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, (words, one) in enumerate(
            (("Début", self.start), ("Fin (D)", self.end), ("N° de contrat", self.policy))
        ):
            grid.addWidget(title_of(words, one), 0, 2 * place)
            grid.addWidget(one, 0, 2 * place + 1)
            one.textEdited.connect(self.edited)
            one.returnPressed.connect(self.left)
        self.end.setAccessibleName("Fin de validité")
        self.start.setAccessibleName("Début de validité")
        grid.setColumnStretch(5, 1)
        self._grid = grid
        self._boxes: dict[int, QCheckBox] = {}

    def show_contracts(self, contracts: Sequence[ContractOnFile]) -> None:
        """Offer the other current contracts of the customer (C9)."""
        for box in self._boxes.values():
            box.hide()
            box.deleteLater()
        self._boxes = {}
        for row, one in enumerate(contracts, 1):
            box = QCheckBox(f"Vaut aussi pour {one.words}")
            box.setAccessibleName(box.text())
            box.toggled.connect(self.edited)
            self._grid.addWidget(box, row, 0, 1, 6)
            self._boxes[one.lease_id] = box

    def show_judgement(self, judgement: Judgement) -> None:
        """Show what is proposed or typed."""
        self.start.show_day(judgement.start)
        self.end.show_day(judgement.end)
        if not self.policy.hasFocus():
            self.policy.setText(judgement.policy)

    def take_into(self, judgement: Judgement) -> None:
        """What is typed is what the agent says."""
        start, end = self.start.day(), self.end.day()
        if (start, end) != (judgement.start, judgement.end):
            judgement.start, judgement.end, judgement.dates_by_hand = start, end, True
        policy = self.policy.text().strip()
        if policy != judgement.policy:
            judgement.policy, judgement.policy_by_hand = policy, True
        judgement.leases = {lease for lease, box in self._boxes.items() if box.isChecked()}

    def forget(self) -> None:
        """Another item: nothing is typed, no other contract is offered."""
        self.start.forget()
        self.end.forget()
        self.show_contracts(())

    def take_focus(self) -> None:
        """The keyboard on the end of the cover."""
        self.end.selectAll()
        self.end.setFocus(Qt.FocusReason.ShortcutFocusReason)
