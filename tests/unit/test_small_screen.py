"""What must fit a screen of 1366 x 768, and fields that show what they hold."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionTab, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from backoffice.app import make_application
from backoffice.rules.vocabulary.calls import CallerLevel, WarningSign
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.calls import CallView
from backoffice.views.call.banner import NOTHING_ALOUD, CallBanner
from backoffice.views.keys_dialog import KeysDialog
from backoffice.views.tenant.files.bar import FilesBar, tab_name


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


@pytest.mark.parametrize("files", [2, 5, 9, 20])
def test_a_tab_cuts_the_name_and_never_the_number(qtbot: QtBot, files: int) -> None:
    make_application()
    bar = FilesBar()
    qtbot.addWidget(bar)
    bar.setFixedWidth(1138)
    numbers = [f"L/20139{rank:02d}" if rank % 2 else f"{rank}" for rank in range(files)]
    for rank, number in enumerate(numbers):
        bar.show_tab(rank + 1, tab_name(number, "DE LA FONTAINE-DESROCHES François-Xavier, né LE GALL"))
    bar.show()
    QApplication.processEvents()
    for rank, number in enumerate(numbers):
        option = QStyleOptionTab()
        bar.initStyleOption(option, rank)
        room = bar.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar).width()
        shown = bar.fontMetrics().elidedText(bar.tabText(rank), Qt.TextElideMode.ElideRight, room)
        assert shown.startswith(f"{number} "), f"tab {rank}: {shown}"


@pytest.mark.parametrize("width", [796, 1052, 1138, 1500])
def test_the_call_cuts_the_name_and_never_the_number_nor_the_level(qtbot: QtBot, width: int) -> None:
    make_application()
    banner = CallBanner()
    qtbot.addWidget(banner)
    number, signs = "07 56 89 41 00", tuple(WarningSign)[:3]
    now = datetime.now(UTC)
    call = CallView(1, 2, "PHONE", CallerLevel.L0, now, number, "", caller=None, signs=signs)
    banner.show_call(call, "NGUYỄN Thị Hồng, épouse LEFÈVRE DE LA FONTAINE", call.started_at)
    banner.setFixedWidth(width)
    banner.show()
    QApplication.processEvents()
    assert banner.text() == (
        "qui appelle ? F8  ·  niveau 0  ·  NGUYỄN Thị Hồng, épouse LEFÈVRE DE LA FONTAINE  ·  07 56 89 41 00"
    )
    assert banner._number.width() >= banner._number.sizeHint().width()
    assert banner._number.isVisible()
    assert banner._warning.width() >= banner._warning.sizeHint().width()
    assert banner._warning.accessibleName() == NOTHING_ALOUD
    if width >= 1138:
        assert banner._who.text() == banner._who.whole()
