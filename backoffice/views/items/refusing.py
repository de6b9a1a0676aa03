"""Why a request is refused: the list, what the tenant will read, and the key that confirms."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from backoffice.rules.work.reasons import Reason
from backoffice.services.items.orders import KindPreview
from backoffice.views.items.choices import Choice, Choices
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, set_property, unbroken


class RefusalPanel(QWidget):
    """A digit or an arrow takes a reason in hand; nothing is refused before Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = Choices()
        self.told = label("", wrap=True)
        self.confirm = KeyButton("Confirmer le refus", "Entrée", kind="main")
        self.confirm.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(column(self.told, 1))
        self.outcome = QScrollArea()
        self.outcome.setWidgetResizable(True)
        self.outcome.setFrameShape(QFrame.Shape.NoFrame)
        self.outcome.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.outcome.setAccessibleName("Conséquences et message au locataire")
        self.outcome.setWidget(inside)
        whole = column(self.choices, label("Si vous refusez", "section"), self.outcome, self.confirm)
        whole.setStretch(0, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.choices.chosen.connect(self._on_chosen)

    def offer(self, reasons: Sequence[Reason], likely: str | None) -> None:
        """Offer ``reasons``; the one that the rules give is in hand."""
        self.told.setText("")
        self.confirm.setEnabled(False)
        self.choices.offer("Refuser : quel motif ?", [
            Choice(one.code, one.label, one.digit, one.tenant_text, one.code == likely) for one in reasons
        ])  # fmt: skip

    def foretell(self, preview: KindPreview) -> None:
        """What the reason in hand would do, and the message that the tenant would read."""
        does = [f"✗ {preview.refusal}"] if preview.refusal else [f"• {one}" for one in preview.consequences]
        message = [f"Message au locataire : {preview.message}"] if preview.message else []
        self.told.setText(unbroken("\n".join(does + message)))
        set_property(self.told, "tone", "bad" if preview.refusal else "")

    @Slot()
    def _on_chosen(self) -> None:
        self.told.setText("")
        self.confirm.setEnabled(self.choices.current() is not None)
