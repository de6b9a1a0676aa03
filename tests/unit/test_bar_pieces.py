"""The pieces of la barre: chips, one choice among several lists, the way back, the words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from backoffice.app import make_application
from backoffice.rules.search_shapes import Shape
from backoffice.services.search.results import (
    Chip,
    Proposal,
    Quality,
    SearchAnswer,
    SearchQuery,
    TenantRow,
)
from backoffice.views.bar.anywhere import Anywhere
from backoffice.views.bar.results.chips import ChipLine
from backoffice.views.bar.results.columns import PROPOSALS
from backoffice.views.bar.results.lists import Choice, ShortList
from backoffice.views.bar.results.words import not_found, summary
from backoffice.views.bar.search_box import SearchBox
from backoffice.views.bar.trail import Trail
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import TONE, RowsTable
from backoffice.views.tables.search import FOUND, begins_group, counted, found_by

ROW = TenantRow(
    1, "logirem", "Logirem", "1344", "1970223", "LEFÈVRE Thi", ("994/0",), "T3", "12 rue",
    is_current=True, matched="NAME", why="nom LEFÈVRE",
)  # fmt: skip
NAME, NUMBER = Chip(Shape.NAME, "Nom : LEFEVRE"), Chip(Shape.NUMBER, "Numéro : 12")


@pytest.fixture(autouse=True)
def dressed(qtbot: QtBot) -> None:
    """The application in its theme."""
    make_application()


def shown(qtbot: QtBot, *pieces: QWidget) -> QWidget:
    """A window with these pieces one under another, having the keyboard."""
    window = QWidget()
    layout = QVBoxLayout(window)
    for piece in pieces:
        layout.addWidget(piece)
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_chip_is_dropped_by_its_digit_a_click_or_backspace(qtbot: QtBot) -> None:
    box, chips = SearchBox(), ChipLine()
    box.dropped.connect(chips.drop_last)
    dropped: list[Shape] = []
    chips.dropped.connect(dropped.append)
    _window = shown(qtbot, box, chips)
    chips.show_chips((NAME, NUMBER))
    assert [button.text() for button in chips.buttons if button.isVisible()] == [
        "Nom : LEFEVRE",
        "Numéro : 12",
    ]
    assert chips.buttons[1].accessibleName() == "Ne pas chercher ainsi : Numéro : 12"
    assert chips.buttons[1].accessibleDescription() == "Touche Alt+2"
    box.take_focus()
    QTest.keyClicks(box.field, "12")
    QTest.keyClick(box.field, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(box.field, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    chips.buttons[0].click()
    QTest.keyClick(box.field, Qt.Key.Key_Home)
    QTest.keyClick(box.field, Qt.Key.Key_Backspace)
    assert dropped == [Shape.NUMBER, Shape.NAME, Shape.NUMBER]
    QTest.keyClick(box.field, Qt.Key.Key_End)
    QTest.keyClick(box.field, Qt.Key.Key_Backspace)
    assert box.text() == "1", "elsewhere it takes a letter back"
    assert len(dropped) == 3


def test_the_readings_taken_away_come_back_by_one_key(qtbot: QtBot) -> None:
    chips = ChipLine()
    window = shown(qtbot, chips)
    height = chips.height()
    back: list[bool] = []
    chips.restored.connect(lambda: back.append(True))
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert back == [], "nothing was taken away"
    chips.show_chips((), some_dropped=True)
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert back == [True]
    assert chips.height() == height, "results do not jump"
    chips.show_chips((Chip(Shape.NAME, "Nom : " + "ABRACADABRANTESQUE " * 9),))
    assert chips.buttons[0].width() < 400
    assert "ABRACADABRANTESQUE " * 9 in chips.buttons[0].accessibleName()


def test_the_arrows_walk_through_the_lists_and_one_row_alone_is_chosen(qtbot: QtBot) -> None:
    table: RowsTable[TenantRow] = RowsTable(FOUND)
    view = RowsView(table, "Locataires", chooses_first=False)
    near, empty = ShortList(PROPOSALS, "Noms"), ShortList(PROPOSALS, "Rien")
    choice = Choice((view, empty.view, near.view), view)
    box = QLineEdit()
    _window = shown(qtbot, box, TableFrame(view), empty, near)
    box.setFocus()
    choice.move(1)
    assert choice.chosen() is None, "there is nothing to choose"
    table.show((ROW, replace(ROW, customer_id=2)))
    near.show_rows((Proposal("LEFEVRE", Quality.SOUND), Proposal("LEFEBVRE", Quality.MISSPELT)))
    assert empty.isHidden()
    walked = []
    for step in (1, 1, 1, 1, 1, -1, -10, 10, -1):
        choice.move(step)
        chosen = choice.chosen()
        assert chosen is not None
        walked.append((chosen[0] is near.view, chosen[1]))
    first, second = (False, 0), (False, 1)
    third, fourth = (True, 0), (True, 1)
    assert walked == [first, second, third, fourth, fourth, third, first, fourth, third]
    assert view.chosen() == -1
    assert not view.selectionModel().hasSelection()
    view.setFocus()
    assert choice.chosen() == (view, 0), "the list that has the keyboard has the choice"
    near.show_rows(())
    assert near.isHidden()


def test_the_way_back_goes_through_each_page_once(qtbot: QtBot) -> None:
    stack = QStackedWidget()
    pages = [QLineEdit(f"page {rank}") for rank in range(4)]
    for page in pages:
        stack.addWidget(page)
    home, file, queue, other = pages
    trail = Trail(stack)
    _window = shown(qtbot, stack)
    taken: list[QWidget] = []
    for page in (file, home, queue, file, home):
        stack.setCurrentWidget(page)
    fronts = []
    while trail.back(taken.append):
        fronts.append(stack.currentWidget())
    assert fronts == [file, queue], "a page that was gone to again is not gone back to twice"
    stack.setCurrentWidget(other)
    trail.show(home, taken.append)
    assert trail.last is queue, "showing a page does not lengthen the way"
    trail.forget()
    assert not trail.back(taken.append)


def test_going_back_gives_the_keyboard_to_what_had_it(qtbot: QtBot) -> None:
    file, field, home = QWidget(), QLineEdit("onglet"), QLineEdit("barre")
    QVBoxLayout(file).addWidget(field)
    stack = QStackedWidget()
    stack.addWidget(file)
    stack.addWidget(home)
    window = shown(qtbot, stack)
    trail = Trail(stack)
    taken: list[QWidget] = []
    field.setFocus()
    stack.setCurrentWidget(home)
    home.setFocus()
    assert trail.back(taken.append)
    assert window.focusWidget() is field
    assert taken == []


def test_ctrl_k_reaches_the_window_from_another_one_that_is_not_modal(qtbot: QtBot) -> None:
    window = shown(qtbot, QLineEdit())
    asked: list[bool] = []
    Anywhere(window).asked.connect(lambda: asked.append(True))
    beside, modal, stranger = (
        QWidget(window, Qt.WindowType.Window),
        QWidget(window, Qt.WindowType.Window),
        QWidget(),
    )
    modal.setWindowModality(Qt.WindowModality.WindowModal)
    for other in (beside, stranger, modal):
        field = QLineEdit(other)
        qtbot.addWidget(other)
        other.show()
        other.activateWindow()
        qtbot.waitUntil(other.isActiveWindow)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert len(asked) == 1, "from the one beside, and no other"
        other.close()


def test_each_quality_is_told_in_words_and_begins_under_a_line() -> None:
    rows = [replace(ROW, quality=quality) for quality in Quality] + [
        replace(ROW, quality=Quality.MISSPELT, is_former=True)
    ]
    assert [found_by(row) for row in rows[:4]] == [
        "nom LEFÈVRE",
        "commence ainsi : nom LEFÈVRE",
        "sonne comme : nom LEFÈVRE",
        "orthographe proche : nom LEFÈVRE",
    ]
    heard = replace(ROW, quality=Quality.SOUND, why="sonne comme NGUIEN")
    assert found_by(heard) == "sonne comme NGUIEN", "said once"
    assert [begins_group(before, row) for before, row in zip([None, *rows], rows, strict=False)] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert counted(rows[:1]) == ""
    assert counted([*rows[:2], rows[1]]) == "1 exact, 2 commencent ainsi"
    table: RowsTable[TenantRow] = RowsTable(FOUND, begins_group=begins_group)
    table.show(rows)
    assert [table.is_ruled(row) for row in range(5)] == [False, True, True, True, True]
    assert table.index(4, 0).data() == "LEFÈVRE Thi (ancien occupant)"
    assert {table.index(4, column).data(TONE) for column in range(len(FOUND))} == {"soft"}
    assert table.index(0, 1).data(TONE) == ""


def test_what_is_not_found_says_what_to_try() -> None:
    nothing = SearchAnswer((), (), more=False)
    query = SearchQuery("lefvre")
    assert not_found(query, nothing).startswith("Aucun locataire pour « lefvre »")
    near = replace(nothing, proposals=(Proposal("LEFEVRE", Quality.MISSPELT),))
    assert "le nom entendu" in not_found(query, near)
    assert "Alt+0" in not_found(replace(query, without=frozenset({Shape.NAME})), nothing)
    assert "une lettre" in not_found(SearchQuery("d"), nothing)
    assert not_found(SearchQuery("!"), nothing).startswith("Aucun locataire")
    assert summary(nothing) == ""
    assert summary(SearchAnswer((ROW,), (), more=False)).startswith("1 locataire  ")
    assert summary(SearchAnswer((ROW,) * 50, (), more=True)).startswith("Les 50 premiers")
