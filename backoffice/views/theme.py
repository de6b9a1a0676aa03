"""The one theme: follows the system between light and dark, and dresses the application."""

import shiboken6
from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from backoffice import paths
from backoffice.views.look.fonts import body_font
from backoffice.views.look.sheet import style_sheet
from backoffice.views.look.tokens import DARK, LIGHT, Tokens

_ROLES = (
    (QPalette.ColorRole.Window, "bg"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "sunken"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "soft"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "bad"),
    (QPalette.ColorRole.ToolTipBase, "surface"),
    (QPalette.ColorRole.ToolTipText, "text"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "on_accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Mid, "line"),
    (QPalette.ColorRole.Midlight, "sunken"),
)


_KEY = "scheme"
_SCHEMES = {scheme.name: scheme for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark)}


class Theme(QObject):
    """The tokens in force. Widgets that paint or hold icons listen to ``changed``."""

    changed = Signal()
    _current: "Theme | None" = None

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._forced: Qt.ColorScheme | None = None
        self.tokens = LIGHT
        Theme._current = self
        application.setStyle("Fusion")
        application.setFont(body_font())
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @classmethod
    def current(cls) -> "Theme":
        """The theme of the application, made at its start."""
        assert cls._current is not None, "the application makes its theme before its windows"
        return cls._current

    @classmethod
    def is_made(cls) -> bool:
        """Whether the application is dressed already."""
        return cls._current is not None and shiboken6.isValid(cls._current)

    def force(self, scheme: Qt.ColorScheme | None) -> None:
        """Stay light or dark whatever the system says; ``None`` follows it again."""
        self._forced = scheme
        self._apply()

    def choose(self, scheme: Qt.ColorScheme | None) -> None:
        """The same, and remember it for the next time on this computer."""
        _choices().setValue(_KEY, "" if scheme is None else scheme.name)
        self.force(scheme)

    def restore(self) -> None:
        """Dress as was chosen on this computer, if it was."""
        name = str(_choices().value(_KEY, ""))
        if name in _SCHEMES:
            self.force(_SCHEMES[name])

    @Slot(Qt.ColorScheme)
    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._apply()

    def _apply(self) -> None:
        scheme = self._forced or self._application.styleHints().colorScheme()
        self.tokens = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        self._application.setPalette(_palette(self.tokens))
        self._application.setStyleSheet(style_sheet(self.tokens))
        self.changed.emit()


def tokens() -> Tokens:
    """The colours in force now."""
    return Theme.current().tokens


def _choices() -> QSettings:
    return QSettings(str(paths.user_config() / "look.ini"), QSettings.Format.IniFormat)


def _palette(colours: Tokens) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES:
        palette.setColor(role, QColor(getattr(colours, name)))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.soft))
    return palette
