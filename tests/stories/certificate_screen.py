"""One page of certificates in front of an adviser, and certificates that wait for him."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import GuichetError
from backoffice.services.items.orders import KindResult
from backoffice.services.work.claims import claim_item
from backoffice.tasks.runner import Runner
from backoffice.views.surroundings import Surroundings
from backoffice.views.validation.deciding import Step
from backoffice.views.validation.page import InsurancePage
from bench.certificates import send_certificates
from tests.conftest import Server
from tests.stories.agent import PATIENCE, destroy

ADVISER = "agent.demo"
PICTURES: Path | None = None
"""Where the screens are kept when somebody wants to look at them."""


class Sent:
    """Certificates that wait for the adviser: right ones, and one that has expired."""

    def __init__(self, owner: Engine, desk: Engine) -> None:
        self.right = list(send_certificates(owner, desk, 6))
        self.wrong = list(send_certificates(owner, desk, 2, right=False))


class Screen:
    """The page in front of an adviser."""

    def __init__(
        self, qtbot: QtBot, server: Server, database: str, folder: Path, login: str = ADVISER
    ) -> None:
        make_application()
        self._qtbot = qtbot
        self.owner = make_engine(server.dsn(database))
        self.engine = make_engine(server.dsn(database, login))
        self.runner = Runner(partial(transaction, self.engine))
        self.saved = folder / "copie.pdf"
        self.printed: list[object] = []
        self.around = Surroundings(self.runner, self._print, lambda *_: self.saved)
        self.said: list[str] = []
        self.errors: list[GuichetError] = []
        self.decided: list[KindResult] = []
        self.page = InsurancePage(self.around)
        self.page.said.connect(self.said.append)
        self.page.failed.connect(self.errors.append)
        self.page.decided.connect(self.decided.append)
        self.page.resize(1160, 640)
        self.page.show()
        self.page.activateWindow()
        self._qtbot.waitUntil(self.page.isActiveWindow, timeout=PATIENCE)

    def _print(self, _parent: QWidget, pages: object, _title: str) -> bool:
        self.printed.append(pages)
        return True

    def take(self, item: int, *, proposed: bool = True) -> None:
        """Claim an item and show it."""
        with transaction(self.engine) as session:
            claim = claim_item(session, item)
        self.page.show_item(claim)
        if proposed:
            self._qtbot.waitUntil(self._is_proposed, timeout=PATIENCE)
        self.settle()

    def _is_proposed(self) -> bool:
        return self.page.deciding.judgement.proposal is not None

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            QTest.keyClick(self.page.focusWidget(), key, modifier)
            self.settle()

    def step(self) -> Step:
        """What Enter is about now."""
        return self.page.deciding.step

    def is_idle(self) -> bool:
        """Whether nothing is under way, asked or drawn or read."""
        page = self.page
        return (
            self.runner.is_idle()
            and page.viewer.keeper.background.is_idle()
            and page.proposing.background.is_idle()
        )

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self.is_idle, timeout=PATIENCE)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def words(self) -> str:
        """Everything that the page says."""
        return "\n".join(one.text() for one in self.page.findChildren(QLabel) if one.isVisible())

    def one(self, query: str, item: int) -> object:
        """A value of the database, read outside the page."""
        with self.owner.connect() as connection:
            return connection.execute(text(query), {"item": item}).scalar()

    def picture(self, name: str) -> None:
        """Keep the screen, when wanted."""
        if PICTURES is not None:
            self.page.grab().save(str(PICTURES / f"{name}.png"))

    def close(self) -> None:
        """Give everything back."""
        self.page.leave()
        self.page.proposing.close()
        self.page.viewer.keeper.close()
        destroy(self.page)
        self.runner.close()
        self.engine.dispose()
        self.owner.dispose()
