"""The type: Segoe UI on Windows, elsewhere Open Sans brought by its package."""

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from backoffice.views.look.tokens import BODY

_WEIGHTS = ("Regular", "Italic", "SemiBold", "Bold")


def body_font() -> QFont:
    """The font of the whole program, at its body size."""
    font = QFont(_family())
    font.setPointSizeF(BODY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _family() -> str:
    if sys.platform == "win32" and "Segoe UI" in QFontDatabase.families():
        return "Segoe UI"
    package = find_spec("ttf_opensans")
    assert package is not None, "ttf-opensans is a dependency"
    folder = Path(next(iter(package.submodule_search_locations or ()))) / "ttf"
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(folder / f"OpenSans-{weight}.ttf"))
    return "Open Sans"
