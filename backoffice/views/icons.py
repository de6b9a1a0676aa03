"""Icons: one set, in the colours of the theme."""

from functools import cache

import qtawesome
from PySide6.QtGui import QIcon

from backoffice.views.theme import tokens

_NAMES = {
    "again": "ph.arrow-clockwise",
    "back": "ph.arrow-left",
    "call": "ph.phone-call",
    "close": "ph.x",
    "connection": "ph.database",
    "counter": "ph.identification-card",
    "document": "ph.file-text",
    "error": "ph.warning-circle",
    "hidden": "ph.eye-slash",
    "info": "ph.info",
    "keys": "ph.keyboard",
    "ok": "ph.check-circle",
    "open": "ph.caret-down",
    "password": "ph.key",
    "people": "ph.users",
    "person": "ph.user",
    "print": "ph.printer",
    "receipt": "ph.receipt",
    "save": "ph.floppy-disk",
    "privacy": "ph.shield-check",
    "search": "ph.magnifying-glass",
    "todo": "ph.circle",
    "unlock": "ph.lock-key-open",
    "warn": "ph.warning",
    "watch": "ph.eye",
}


def icon(name: str, colour: str = "soft") -> QIcon:
    """The icon of that name; ``colour`` is a token: ``soft``, ``text``, ``ok``…"""
    return _drawn(_NAMES[name], getattr(tokens(), colour), tokens().faint)


@cache
def _drawn(glyph: str, colour: str, disabled: str) -> QIcon:
    drawn: QIcon = qtawesome.icon(glyph, color=colour, color_disabled=disabled)
    return drawn
