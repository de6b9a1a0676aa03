"""What must fit a screen of 1366 x 768, and fields that show what they hold."""

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from backoffice.app import make_application
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.views.keys_dialog import KeysDialog


@pytest.mark.parametrize("role", [None, *StaffRole])
def test_the_page_of_keys_fits_a_small_screen(qtbot: QtBot, role: StaffRole | None) -> None:
    make_application()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = KeysDialog(parent, role)
    dialog.show()
    QApplication.processEvents()
    assert dialog.width() <= 1366
    assert dialog.height() <= 768


def test_an_hour_is_shown_whole(qtbot: QtBot) -> None:
    make_application()
    hour = QTimeEdit(QTime(8, 30))
    hour.setDisplayFormat("HH:mm")
    hour.setMinimumWidth(84)
    qtbot.addWidget(hour)
    hour.show()
    QApplication.processEvents()
    inside = hour.lineEdit()
    assert inside is not None
    assert inside.width() >= inside.fontMetrics().horizontalAdvance("08:30") + 7
