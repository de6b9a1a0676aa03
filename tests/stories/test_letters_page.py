"""« Textes et motifs »: a manager words a text, tries it on a real tenant, takes it back; others read it."""

import json
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
    QLineEdit,
    QPlainTextEdit,
    QTableView,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.rules.letters.definition import Draft
from backoffice.rules.vocabulary.validation.tasks import TextChannel
from backoffice.services.letters.texts import TextOrder, save_text, text_shown
from backoffice.tasks.runner import Runner
from backoffice.views.letters.history_dialog import HistoryDialog
from backoffice.views.letters.page import LettersPage
from backoffice.views.letters.tenant_preview import LargeLetter
from backoffice.views.surroundings import Surroundings
from tests.conftest import Server
from tests.stories.agent import PATIENCE, destroy

K = Qt.Key
Shown = Callable[[str], LettersPage]
REJECTED = "DECISION_INSURANCE_REJECTED"


@pytest.fixture
def shown(qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path) -> Iterator[Shown]:
    """The page as a member of staff sees it."""
    made: list[LettersPage] = []

    def show(login: str) -> LettersPage:
        make_application()
        runner = Runner(partial(transaction, engine_of(training, login)))
        page = LettersPage(Surroundings(runner, lambda *_: True, lambda *_: tmp_path / "lettre.pdf"))
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


def settle(qtbot: QtBot, page: LettersPage) -> None:
    """Wait until nothing is under way, what an answer asked for included."""
    for _ in range(3):
        qtbot.waitUntil(page.property("runner").is_idle, timeout=PATIENCE)
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def choose(page: LettersPage, code: str, channel: TextChannel) -> None:
    rows = [(one.code.value, one.channel) for one in page.texts.table.rows]
    page.texts.view.choose(rows.index((code, channel)))


def save(qtbot: QtBot, page: LettersPage, field: QPlainTextEdit) -> str:
    """Ctrl+Enter in the text."""
    page.activateWindow()
    field.setFocus()
    with qtbot.waitSignal(page.said, timeout=PATIENCE) as told:
        QTest.keyClick(field, K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)
    return str((told.args or [""])[0])


def test_a_manager_words_tries_and_takes_back_a_text(
    qtbot: QtBot, shown: Shown, training: str, engine_of: Callable[..., Engine]
) -> None:
    page = shown("responsable.logirem")
    assert not page.landlord.isVisible(), "he has one landlord"
    choose(page, REJECTED, TextChannel.EMAIL)
    tab, editor = page.texts, page.texts.editor
    assert not editor.save.isEnabled()
    editor.body.setPlainText("Bonjour {nom}, votre papier est faux.")
    assert "{motif}" in editor.verdict.words()
    editor.body.setPlainText("Bonjour {nom}, votre papier est faux. {motif}")
    assert "R2.11" in editor.verdict.words()
    assert not editor.save.isEnabled()
    editor.body.setPlainText("Bonjour {nom}. ")
    editor.body.moveCursor(editor.body.textCursor().MoveOperation.End)
    editor.variables.view.setFocus()
    names = [row.variable.name for row in editor.variables.rows]
    editor.variables.view.choose(names.index("motif"))
    QTest.keyClick(editor.variables.view, K.Key_Return)
    assert editor.draft().body == "Bonjour {nom}. {motif}"
    assert editor.state.text() == "non enregistré"
    _is_tried(qtbot, page)
    choose(page, REJECTED, TextChannel.SMS)
    assert "SMS" in editor.verdict.words()
    choose(page, REJECTED, TextChannel.EMAIL)
    assert editor.draft().body == "Bonjour {nom}. {motif}", "what is typed is kept from one text to another"
    assert save(qtbot, page, editor.body) == "« Attestation refusée », par Courriel, est en vigueur."
    assert editor.state.text() == "du bailleur"
    assert "Anne Girard" in editor.written.text()
    _second_comes_late(qtbot, page, training, engine_of)
    editor.default.click()
    assert "Nous ne pouvons pas l’enregistrer" in editor.draft().body
    editor.default.click()
    settle(qtbot, page)
    assert tab.editor.state.text() == "programme"
    _is_reached_and_named(page)


def _is_tried(qtbot: QtBot, page: LettersPage) -> None:
    preview = page.texts.preview
    preview.number.setText("1344")
    QTest.keyClick(preview.number, K.Key_Return)
    settle(qtbot, page)
    assert preview.words.toPlainText().startswith("Bonjour Madame")
    assert "{motif}" in preview.told.text()
    preview.number.setText("999999999")
    QTest.keyClick(preview.number, K.Key_Return)
    settle(qtbot, page)
    choose(page, "INSURANCE_FORMAL_NOTICE", TextChannel.LETTER)
    preview.number.setText("1344")
    preview.look.click()
    settle(qtbot, page)
    (paper,) = preview.paper.pages()
    preview.larger.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LargeLetter)
    assert dialog.paper.pages() == (paper,)
    dialog.reject()
    choose(page, REJECTED, TextChannel.EMAIL)


def _second_comes_late(
    qtbot: QtBot, page: LettersPage, training: str, engine_of: Callable[..., Engine]
) -> None:
    """A colleague saves meanwhile: mine is kept in the editor, his is in the versions."""
    editor = page.texts.editor
    editor.body.setPlainText("Le mien. {motif}")
    with transaction(engine_of(training, "responsable.demo")) as session:
        assert editor.shown is not None
        standing = text_shown(session, editor.shown.landlord_id, REJECTED, TextChannel.EMAIL)
        save_text(
            session,
            TextOrder(
                standing.landlord_id, REJECTED, TextChannel.EMAIL, "Objet", "Le sien. {motif}",
                standing.row_id, "5b0a3f52-6f0c-4a63-9d6f-0d5a3f6f1a01",
            ),
        )  # fmt: skip
    with qtbot.waitSignal(page.failed, timeout=PATIENCE) as told:
        editor.save.click()
    assert told.args[0].code == "TEXT_CHANGED"
    settle(qtbot, page)
    assert editor.draft().body == "Le mien. {motif}"
    editor.history.click()
    settle(qtbot, page)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, HistoryDialog)
    assert [row.draft.body for row in dialog.table.rows] == ["Le sien. {motif}", "Bonjour {nom}. {motif}"]
    dialog.view.choose(0)
    assert "Le sien" in dialog.words.toPlainText()
    dialog.take.click()
    assert editor.draft() == Draft("Objet", "Le sien. {motif}")
    assert not editor.is_changed()


def test_reasons_are_worded_and_others_read_them(
    qtbot: QtBot,
    shown: Shown,
    server: Server,
    training: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    engine_of: Callable[..., Engine],
) -> None:
    page = shown("responsable.logirem")
    page.show_tab(1)
    settle(qtbot, page)
    tab = page.reasons
    assert tab.table.rows[0].reason.code == "EXPIRED"
    tab.words.setPlainText("Il est faux.")
    assert not tab.save.isEnabled()
    tab.words.setPlainText("Elle est terminée : envoyez la suivante avant le {date_limite}.")
    tab.preview.number.setText("1344")
    tab.preview.look.click()
    settle(qtbot, page)
    assert tab.preview.words.toPlainText().startswith("Elle est terminée : envoyez la suivante avant le ")
    assert "EXPIRED" not in save(qtbot, page, tab.words)
    assert tab.table.rows[0].who == "Anne Girard"

    tab.new.click()
    assert not tab.save.isEnabled()
    tab.name.setText("Attestation périmée")
    tab.words.setPlainText("Envoyez la page des garanties avant le {date_limite}.")
    tab.name.setText("Page des garanties absente")
    save(qtbot, page, tab.words)
    assert tab.table.rows[-1].reason.code == "PAGE_DES_GARANTIES_ABSENTE"
    assert tab.table.rows[tab.view.chosen()].reason.label == "Page des garanties absente"

    def run(*words: str, login: str) -> tuple[int, str, str]:
        code = main([*words, "--dsn", server.dsn(training, login)])
        told = capsys.readouterr()
        return code, told.out, told.err

    code, out, _ = run("texts", "reasons", "INSURANCE", "--json", login="conseil.logirem")
    assert code == 0
    assert json.loads(out)[0]["reason"]["tenant_text"].startswith("Elle est terminée")
    _commands(run, tmp_path)
    withdrawn = ("texts", "reason", "INSURANCE", "PAGE_DES_GARANTIES_ABSENTE", "--withdraw")
    assert run(*withdrawn, login="responsable.logirem")[0] == 0
    with engine_of(training, "conseil.logirem").connect() as adviser:
        assert adviser.execute(text("SELECT count(*) FROM refusal_reason")).scalar_one() == 3


def _commands(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    adviser, manager = "conseil.logirem", "responsable.logirem"
    body = tmp_path / "texte.txt"
    body.write_text("Bonjour {nom}. {motif}", encoding="utf-8")
    words = ("texts", "save", REJECTED, "--file", str(body), "--subject", "Attestation")
    code, _, err = run(*words, login=adviser)
    assert (code, "responsable" in err) == (1, True)
    assert run(*words, login=manager)[0] == 0
    code, out, _ = run("texts", "show", REJECTED, "--json", login=adviser)
    assert json.loads(out)["body"] == "Bonjour {nom}. {motif}"
    paper = tmp_path / "lettre.pdf"
    formal = (
        "texts",
        "preview",
        "INSURANCE_FORMAL_NOTICE",
        "1344",
        "--channel",
        "LETTER",
        "--out",
        str(paper),
    )
    assert run(*formal, login=adviser)[0] == 0
    assert paper.read_bytes()[:5] == b"%PDF-"
    code, _, err = run("letter", "pdf", "1", "--out", str(tmp_path / "rien.pdf"), login=adviser)
    assert (code, "n’existe pas" in err) == (1, True)
    assert not (tmp_path / "rien.pdf").exists()


def _is_reached_and_named(page: LettersPage) -> None:
    """Every control is reached by the keyboard and says its name."""
    for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView):
        for one in page.findChildren(kind):
            if isinstance(one.window(), QAbstractItemView) or not one.isVisibleTo(page):
                continue
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one
            assert one.accessibleName() or one.property("text"), one
