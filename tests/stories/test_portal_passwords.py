"""« Mots de passe »: an administrator reads the rules, marks the profiles to be made again, takes it back."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.database.session import transaction
from backoffice.tasks.runner import Runner
from backoffice.views.passwords.mark_dialog import MarkDialog, UnmarkDialog
from backoffice.views.passwords.page import PasswordsPage
from backoffice.views.surroundings import Surroundings
from tests.stories.agent import PATIENCE, destroy

K = Qt.Key
Shown = Callable[[str], PasswordsPage]


@pytest.fixture
def shown(qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path) -> Iterator[Shown]:
    """The page as a member of staff sees it."""
    made: list[PasswordsPage] = []

    def show(login: str) -> PasswordsPage:
        make_application()
        runner = Runner(partial(transaction, engine_of(training, login)))
        around = Surroundings(runner, lambda *_: True, lambda *_: tmp_path / "document.pdf")
        page = PasswordsPage(around)
        page.setProperty("runner", runner)
        page.resize(1140, 660)
        page.show()
        page.take_up()
        made.append(page)
        settle(qtbot, page)
        return page

    yield show
    for page in made:
        page.property("runner").close()
    destroy(*made)


def settle(qtbot: QtBot, page: PasswordsPage) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(page.property("runner").is_idle, timeout=PATIENCE)
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def confirm(qtbot: QtBot, page: PasswordsPage, dialog: QWidget) -> list[str]:
    """Ctrl+Enter in a dialog; what the page says once it is done."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE)
    with qtbot.waitSignal(page.said, timeout=PATIENCE) as told:
        QTest.keyClick(dialog, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    return list(told.args or ())


def test_the_administrator_reads_marks_and_takes_back(
    qtbot: QtBot, shown: Shown, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = shown("admin.demo")
    rules = page.rules
    screens = {(row.landlord.code, row.policy.screen) for row in rules.table.rows}
    assert len(screens) == 6
    assert ("ekidom", "non renseigné") in screens
    codes = [row.landlord.code for row in rules.table.rows]
    rules.view.choose(codes.index("vivest"))
    assert "432 essais par jour" in rules.remarks.text()
    assert "tous les 12 mois" in rules.remarks.text()
    assert "mettre l’application à jour" in rules.functions.text()
    assert rules.aloud.text().startswith("«\N{NO-BREAK SPACE}Votre mot de passe doit avoir au moins 8")
    rules.view.choose(codes.index("ekidom"))
    assert "Essais avant blocage\N{NO-BREAK SPACE}: non renseigné" in rules.lock.text()
    assert "ce n’est pas un avis juridique" in rules.advice.text()
    rules.copy.click()
    assert "ne me le dites pas" in QApplication.clipboard().text()
    _mark_and_take_back(qtbot, page, engine_of(training))


def _mark_and_take_back(qtbot: QtBot, page: PasswordsPage, owner: Engine) -> None:
    page.show_tab(1)
    settle(qtbot, page)
    tab, others = page.recreation, _marked(owner)
    tab.landlord.setCurrentIndex(tab.landlord.findData("ekidom"))
    tab.mark.click()
    settle(qtbot, page)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MarkDialog)
    told = confirm(qtbot, page, dialog)
    (run,) = tab.table.rows
    assert run.marked == run.waiting == _marked(owner) - others > 1
    assert told == [f"{run.marked} comptes marqués : leur profil est à recréer."]
    assert tab.undo.isEnabled()
    tab.undo.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, UnmarkDialog)
    confirm(qtbot, page, dialog)
    assert _marked(owner) == others
    assert not tab.undo.isEnabled()


def _marked(owner: Engine) -> int:
    with owner.connect() as connection:
        statement = text("SELECT count(*) FROM portal_account WHERE recreate_since IS NOT NULL")
        return int(connection.execute(statement).scalar_one())


def test_a_manager_counts_and_marks_nothing(qtbot: QtBot, shown: Shown) -> None:
    page = shown("responsable.demo")
    page.show_tab(1)
    settle(qtbot, page)
    tab = page.recreation
    assert tab.rights.isVisibleTo(page)
    assert not tab.mark.isEnabled()
    assert not tab.undo.isEnabled()
    tab.landlord.setCurrentIndex(tab.landlord.findData("ekidom"))
    tab.count.click()
    settle(qtbot, page)
    assert re.fullmatch(r"Ekidom : \d+ comptes à marquer, \d+ à recréer encore\.", tab.found.text())
    _is_reached_and_named(page)


def _is_reached_and_named(page: PasswordsPage) -> None:
    """Every control is reached by the keyboard and says its name."""
    for kind in (QAbstractButton, QComboBox, QDateEdit, QTableView):
        for one in page.findChildren(kind):
            # A list that opens, a calendar: Qt's own, reached from their field.
            if (
                one.parent() is None
                or isinstance(one.window(), QAbstractItemView)
                or not one.isVisibleTo(page)
            ):
                continue
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one
            assert one.accessibleName() or one.property("text"), one
