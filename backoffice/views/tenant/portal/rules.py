"""The habits of the landlord's portal, in two columns."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout

from backoffice.services.tenant.portal_rules import PortalRule
from backoffice.views.parts.pieces import Elided, label


class PortalRules(QFrame):
    """What this landlord's portal asks and shows, in two columns of label and value."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 6, 14, 6)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        for column_index in (1, 3):
            self._grid.setColumnStretch(column_index, 1)
        self._values: list[Elided] = []

    def say(self, rules: Sequence[PortalRule]) -> None:
        """Show the rules of a file; the labels are the same for every landlord."""
        if not self._values:
            half = (len(rules) + 1) // 2
            for place, rule in enumerate(rules):
                row, side = place % half, 2 * (place // half)
                self._grid.addWidget(label(rule.label, "soft"), row, side)
                self._values.append(Elided("", ""))
                self._grid.addWidget(self._values[-1], row, side + 1)
        for value, rule in zip(self._values, rules, strict=True):
            value.say(rule.value)
