"""F11: the portal as the tenant sees it, read-only, marked with who looks, when and at whom."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTextEdit

from backoffice.views.tenant_view.dialog import TenantViewDialog
from backoffice.views.theme import Theme
from tests.stories.agent import Agent

K = Qt.Key


def seen(agent: Agent) -> TenantViewDialog:
    """The image of the first caller, once he is verified."""
    agent.find("lefevre thi")
    agent.verify()
    agent.press(K.Key_F11)
    return agent.dialog(TenantViewDialog)


def differs(one: QImage, other: QImage) -> int:
    """How many pixels of a grid are not the same."""
    assert one.size() == other.size()
    places = [(x, y) for x in range(0, one.width(), 3) for y in range(0, one.height(), 3)]
    return sum(one.pixel(*place) != other.pixel(*place) for place in places)


def test_nothing_can_be_done_typed_or_selected_in_the_image(agent: Agent) -> None:
    dialog = seen(agent)
    image = dialog.image
    for kind in (QAbstractButton, QLineEdit, QTextEdit):
        assert image.findChildren(kind) == []
    for words in image.findChildren(QLabel):
        assert words.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
        assert words.focusPolicy() is Qt.FocusPolicy.NoFocus
    said = " ".join(words.text() for words in image.findChildren(QLabel))
    assert "−110,27" in said
    assert "Compte bloqué encore" in said
    buttons = [one.text() for one in dialog.findChildren(QAbstractButton) if one.isVisible() and one.text()]
    assert buttons == ["Fermer"]
    agent.press(K.Key_Escape)
    assert not agent.has_dialog()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_watermark_is_in_whatever_is_made_of_the_image(agent: Agent, scheme: Qt.ColorScheme) -> None:
    image = seen(agent).image
    assert image.watermark.words().startswith("Camille Moreau · ")
    assert image.watermark.words().endswith("client 1344")
    Theme.current().force(scheme)
    try:
        QApplication.processEvents()
        marked = image.grab().toImage()
        image.watermark.hide()
        bare = image.grab().toImage()
    finally:
        Theme.current().force(None)
    assert differs(marked, bare) > 400
    assert covers(marked, bare), "each quarter of the image carries it"


def covers(marked: QImage, bare: QImage) -> bool:
    half, low = marked.width() // 2, marked.height() // 2
    quarters = ((0, 0), (half, 0), (0, low), (half, low))
    return all(differs(marked.copy(x, y, half, low), bare.copy(x, y, half, low)) > 50 for x, y in quarters)


def test_the_look_needs_level_2_in_a_call_and_inherits_the_purpose(agent: Agent) -> None:
    agent.find("lefevre thi")
    button = agent.window.tenant_page.header.see_as_button
    assert not button.isEnabled()
    assert "niveau 2" in button.toolTip()
    agent.press(K.Key_F11)
    assert not agent.has_dialog()
    assert "niveau 2" in agent.message()
    looks = "SELECT count(*) FROM audit_entry WHERE act = 'SEE_AS_TENANT'"
    agent.verify()
    assert button.isEnabled()
    agent.press(K.Key_F11)
    agent.dialog(TenantViewDialog)
    rows = "SELECT purpose || ' ' || (call_id IS NOT NULL) FROM audit_entry WHERE act = 'SEE_AS_TENANT'"
    assert agent.ask(rows) == "CALL true"
    assert agent.ask(looks) == 1


def test_the_wrap_up_says_that_the_portal_was_seen(agent: Agent) -> None:
    seen(agent)
    agent.press(K.Key_Escape)
    agent.press(K.Key_F12)
    agent.press(K.Key_Return)
    summary = "SELECT summary FROM phone_call WHERE summary LIKE '%portail vu comme le locataire%'"
    assert agent.ask(summary)


def test_no_file_no_image(agent: Agent) -> None:
    agent.press(K.Key_F11)
    assert not agent.has_dialog()
    assert "cherchez-le" in agent.message()


def test_home_and_end_scroll(agent: Agent) -> None:
    dialog = seen(agent)
    bar = dialog.frame.verticalScrollBar()
    assert bar.maximum() > 0
    agent.press(K.Key_End)
    assert bar.value() == bar.maximum()
    agent.press(K.Key_Home)
    assert bar.value() == 0
