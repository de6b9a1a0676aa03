"""What a decision would do and what the tenant would read, before it is said."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from backoffice.services.items.orders import KindPreview
from backoffice.views.parts.pieces import column, label, set_property, unbroken


class OutcomeCard(QScrollArea):
    """Consequences or a refusal, then the message."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Conséquences et message au locataire")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = label("", "section")
        self._does, self._message = label("", wrap=True), label("", wrap=True)
        self._told = label("Message au locataire", "section")
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(column(self._title, self._does, self._told, self._message, 1, spacing=4))
        self.setWidget(inside)
        self.show_outcome("", None)

    def show_outcome(self, title: str, preview: KindPreview | None) -> None:
        """Show what is foreseen under ``title``."""
        does = ""
        if preview is not None and preview.refusal is not None:
            does = f"✗ {preview.refusal}"
        elif preview is not None:
            does = "\n".join(f"• {one}" for one in preview.consequences)
        set_property(self._does, "tone", "bad" if preview is not None and preview.refusal else "")
        message = preview.message if preview is not None and preview.refusal is None else None
        for one, words in (
            (self._title, title),
            (self._does, does),
            (self._message, message or ""),
        ):
            one.setText(unbroken(words))
            one.setVisible(bool(words))
        self._told.setVisible(bool(message))
        self.setAccessibleDescription(" ".join(one for one in (title, does, message or "") if one))

    def words(self) -> str:
        """Everything that it says."""
        return self.accessibleDescription()
