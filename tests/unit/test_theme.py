"""The theme: everything that must be read can be, in both modes, and no colour is named elsewhere."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

import backoffice.views
from backoffice.app import make_application
from backoffice.views.look.tokens import DARK, GRAPHIC, LIGHT, READ_TOGETHER, Tokens
from backoffice.views.theme import Theme, tokens

READABLE, VISIBLE = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    ink = QColor(colour)
    rgb = (ink.redF(), ink.greenF(), ink.blueF())
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ_TOGETHER)
def test_what_must_be_read_has_contrast(mode: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(mode, ink), getattr(mode, ground)) >= READABLE


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), GRAPHIC)
def test_the_focus_ring_is_seen(mode: Tokens, line: str, ground: str) -> None:
    assert contrast(getattr(mode, line), getattr(mode, ground)) >= VISIBLE


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_are_named_in_one_place() -> None:
    folder = Path(str(backoffice.views.__file__)).parent
    guilty = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "tokens.py" and re.search(r"#[0-9a-fA-F]{6}", path.read_text("utf-8"))
    ]
    assert guilty == []


def test_the_theme_changes_mode_and_says_so(qapp: QApplication) -> None:
    make_application()
    theme = Theme.current()
    told: list[Tokens] = []

    def listen() -> None:
        told.append(tokens())

    theme.changed.connect(listen)
    theme.force(Qt.ColorScheme.Dark)
    assert qapp.palette().window().color() == QColor(DARK.bg)
    theme.force(Qt.ColorScheme.Light)
    assert qapp.palette().window().color() == QColor(LIGHT.bg)
    theme.force(None)
    theme.changed.disconnect(listen)
    assert told[:2] == [DARK, LIGHT]


def test_the_type_needs_no_font_of_the_system(qapp: QApplication) -> None:
    make_application()
    assert qapp.font().family() in ("Open Sans", "Segoe UI")


def test_the_mode_chosen_is_kept_for_the_next_time(qapp: QApplication) -> None:
    make_application()
    theme = Theme.current()
    try:
        theme.choose(Qt.ColorScheme.Dark)
        theme.force(None)
        theme.restore()
        assert tokens() == DARK
        theme.choose(None)
        theme.force(Qt.ColorScheme.Light)
        theme.restore()
        assert tokens() == LIGHT, "the system’s own: nothing is forced"
    finally:
        theme.force(None)
