"""« Campagnes d’assurance »: an adviser counts, prepares, writes, stops, goes on, prints."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.services.desk.insurance import insurance_file
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.tasks.runner import Runner
from backoffice.views.campaigns.page import CampaignsPage
from backoffice.views.surroundings import Surroundings
from tests.conftest import Server
from tests.stories.agent import PATIENCE, destroy


@pytest.fixture
def page(
    qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> Iterator[CampaignsPage]:
    """The page as an adviser sees it."""
    make_application()
    runner = Runner(partial(transaction, engine_of(training, "conseil.logirem")))
    page = CampaignsPage(
        Surroundings(runner, lambda *_: True, lambda *_: tmp_path / "lettres.pdf", "logirem")
    )
    page.resize(1140, 660)
    page.show()
    page.take_up()
    settle(qtbot, page, runner)
    page.setProperty("runner", runner)
    yield page
    runner.close()
    destroy(page)


def settle(qtbot: QtBot, page: CampaignsPage, runner: Runner | None = None) -> None:
    """Wait until nothing is under way, what an answer asked for included."""
    asked = runner or page.property("runner")
    for _ in range(3):
        qtbot.waitUntil(asked.is_idle, timeout=PATIENCE)
        QTest.qWait(0)


def test_count_prepare_write_stop_and_go_on(
    qtbot: QtBot, page: CampaignsPage, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    before = len(page.table.rows)
    failures: list[str] = []
    page.failed.connect(lambda error: failures.append(error.sentence))
    assert not page.form.prepare.isEnabled(), "nothing is prepared before it is counted"
    page.form.ask_count()
    settle(qtbot, page)
    assert "locataires" in page.form.figures.text()
    assert page.form.prepare.isEnabled()
    page.form.name.setText("Trois seulement")
    page.form.ask_prepare()
    settle(qtbot, page)
    assert failures == []
    assert len(page.table.rows) == before + 1
    campaign = page.chosen
    assert campaign is not None
    assert campaign.label == "Trois seulement"
    assert campaign.left > 0
    page.start_or_stop()
    assert page.run.text() == "Arrêter"
    qtbot.waitUntil(lambda: page._running is None, timeout=PATIENCE * 5)
    settle(qtbot, page)
    done = page.chosen
    assert done is not None
    assert (done.left, done.lines) == (0, campaign.lines)
    assert done.done > 0
    assert all(line.state.value != "TO_DO" for line in page.lines.rows)
    page.save_letters()
    qtbot.waitUntil((tmp_path / "lettres.pdf").exists, timeout=PATIENCE)
    owner = engine_of(training)
    with owner.connect() as connection:
        query = "SELECT count(*), count(DISTINCT customer_id) FROM letter WHERE code = 'INSURANCE_CAMPAIGN'"
        assert tuple(connection.execute(text(query)).one()) == (done.done, done.done)
    png = tmp_path / "page.png"
    assert page.grab().save(str(png))


def test_everything_has_a_name_and_is_reached_by_keys(page: CampaignsPage) -> None:
    for widget in page.findChildren(QAbstractButton) + page.findChildren(QAbstractItemView):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    for kind in (QComboBox, QLineEdit):
        for field in page.findChildren(kind):
            assert field.focusPolicy() != Qt.FocusPolicy.NoFocus or field.parent() is not page.form


def test_the_file_shows_every_step_and_the_commands_say_the_same(
    training: str, engine_of: Callable[..., Engine], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = engine_of(training)
    with owner.connect() as connection:
        number = connection.execute(
            text("SELECT l.number FROM on_behalf_policy p JOIN lease l ON l.id = p.lease_id "
                 "JOIN landlord a ON a.id = l.landlord_id WHERE a.code = 'logirem' LIMIT 1")
        ).scalar_one()  # fmt: skip
    with transaction(engine_of(training, "conseil.logirem")) as session:
        file = insurance_file(session, customer_of_number(session, number, "logirem"))
    cover = next(one for one in file.covers if one.contract.endswith(number))
    assert cover.state.value == "ON_BEHALF_ACTIVE"
    assert [step.what for step in file.steps] == [
        "Assurance pour compte, Mutuelle des Rives",
        "Mise en demeure",
    ]
    dsn = server.dsn(training, "conseil.logirem")
    assert main(["insurance", "state", number, "--landlord", "logirem", "--dsn", dsn]) == 0
    assert "Assuré pour compte" in capsys.readouterr().out
    assert main(["insurance", "list", "--json", "--dsn", dsn]) == 0
    assert main(["insurance", "instalments", "--month", "2026-12", "--dsn", dsn]) == 1
    assert "comptabilité" in capsys.readouterr().err
    with owner.connect() as connection:
        month = connection.execute(text("SELECT to_char(min(month), 'YYYY-MM') FROM on_behalf_instalment"))
        asked = ["insurance", "instalments", "--month", month.scalar_one(), "--json"]
    assert main([*asked, "--dsn", server.dsn(training, "quittancement.logirem")]) == 0
    assert '"6.50"' in capsys.readouterr().out
