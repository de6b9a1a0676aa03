"""What a finding rests on: the events, one line each, the latest first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.findings import Finding
from backoffice.services.portal.orders import EvidenceLine
from backoffice.views.parts.pieces import column, label, unbroken

_MOST = 5
_NOTHING = "Constaté sur l’état du dossier, sans événement du portail."


class Evidence(QWidget):
    """The events of one finding, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "soft", wrap=True)
        self.setLayout(column(self._words))

    def show_lines(self, finding: Finding, lines: Sequence[EvidenceLine]) -> None:
        """Show what ``finding`` rests on among ``lines``."""
        told = [one for one in lines if one.event_id in finding.evidence]
        words = [f"{french_instant(one.at)}  ·  {one.sentence}" for one in told[:_MOST]]
        if len(told) > _MOST:
            words.append(f"… et {len(told) - _MOST} de plus, dans l’historique (Ctrl+9)")
        self._words.setText(unbroken("\n".join(words) or _NOTHING))
        self._words.setAccessibleName(f"Constaté sur : {' ; '.join(words) or _NOTHING}")

    def text(self) -> str:
        """The lines shown."""
        return self._words.text()
