"""F11: the portal as this tenant sees it now, in a window that only shows."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from backoffice.services.portal.tenant_view import TenantImage
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.tenant_view.page import PortalImage, is_on_phone

_NARROW, _WIDTH, _HEIGHT = 808, 1080, 690
_SUBTITLE = (
    "Image seulement : rien ne s’y fait. Elle montre ce que le portail lui montre ; ce regard est tracé."
)


class TenantViewDialog(SheetDialog):
    """The image in a frame that scrolls by the keys; Escape closes it."""

    def __init__(self, parent: QWidget, image: TenantImage) -> None:
        super().__init__(parent, f"Portail vu comme {image.name}", _SUBTITLE)
        self.title.setWordWrap(True)
        self.image = PortalImage(image)
        self.frame = _Frame(self.image)
        self.body.addWidget(self.frame)
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        room = parent.window().size()
        width = _NARROW if is_on_phone(image) else _WIDTH
        self.resize(min(width, room.width() - 40), min(_HEIGHT, room.height() - 40))
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)


class _Frame(QScrollArea):
    """Scrolled by arrows, pages, Home and End."""

    def __init__(self, image: PortalImage) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(image.accessibleName())
        self.setAccessibleDescription("Flèches et Page suivante font défiler l’image.")
        self.setWidget(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the top and the bottom; the rest is Qt’s."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)
