"""A new account on the screen: read beside its paper, accepted, taken back, refused from the keyboard."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.services.work.claims import claim_item
from backoffice.views.changes.bank_page import BankPage
from tests.changes_desk import CANARY, IBAN, ChangesDesk
from tests.conftest import Server, copy_of
from tests.household_desk import PORTAL
from tests.stories.agent import PATIENCE
from tests.stories.test_household_page import Screen

PICTURES: Path | None = None
"""Where the screens are kept when somebody wants to look at them."""


class AccountScreen(Screen):
    """One page of accounts in front of an adviser."""

    def account(self) -> int:
        """The portal sends an account with its paper."""
        with Session(self.owner, expire_on_commit=False) as session:
            desk = ChangesDesk(session)
            self.ref = desk.customer.client_ref
            item = desk.account()
            with desk.being(PORTAL):
                session.connection().exec_driver_sql(
                    "SELECT receive_document(%s, 'BANK_DETAILS', 'PORTAL', 'rib.pdf', %s)", (item, _pdf())
                )
            session.commit()
        return item

    def open(self, page: BankPage, item: int) -> None:
        """Claim an item and show it."""
        with transaction(self.engine) as session:
            claim = claim_item(session, item)
        page.show_item(claim)
        self.settle()
        self._qtbot.waitUntil(page.viewer.is_shown, timeout=PATIENCE)
        self.settle()


def _pdf() -> bytes:
    made = BytesIO()
    canvas = Canvas(made)
    canvas.drawString(60, 700, "Relevé d'identité bancaire, Mme KERVELLA ANNE")
    canvas.drawString(60, 670, IBAN)
    canvas.save()
    return made.getvalue()


@pytest.fixture
def screen(qtbot: QtBot, server: Server) -> Iterator[AccountScreen]:
    for name in copy_of(server, server.ensure_training()):
        made = AccountScreen(qtbot, server, name)
        yield made
        made.close()


def test_an_account_is_decided_from_the_keyboard(screen: AccountScreen) -> None:
    item = screen.account()
    page = BankPage(screen.around)
    screen.show(page)  # type: ignore[arg-type]
    page.decided.connect(screen.decided.append)
    screen.open(page, item)
    words = screen.words()
    assert "FR76 •••• •••• 0189" in words
    assert CANARY not in words
    assert "seconde personne" in words
    if PICTURES is not None:
        page.grab().save(str(PICTURES / "account.png"))
    screen.press(Qt.Key.Key_Return)
    assert screen.decided == []
    screen.press(Qt.Key.Key_Return)
    assert "à approuver" in screen.decided[-1].sentence
    page.take_back(screen.decided[-1], item, "6f3b0c9e-54f0-4a7a-9a51-0d8f0e2b7c11")
    screen.settle()
    assert screen.errors == []
    screen.open(page, item)
    screen.press(Qt.Key.Key_Minus)
    if PICTURES is not None:
        page.grab().save(str(PICTURES / "reasons.png"))
    screen.press(Qt.Key.Key_Escape)
    before = len(screen.decided)
    screen.press(Qt.Key.Key_F)
    assert len(screen.decided) == before, "a fraud is not answered by one key"
    assert page.fraud.text().startswith("Confirmer")
    screen.press(Qt.Key.Key_Escape, Qt.Key.Key_Period, Qt.Key.Key_F)
    if PICTURES is not None:
        page.grab().save(str(PICTURES / "fraud.png"))
    screen.press(Qt.Key.Key_Return)
    assert "numéro connu" in screen.decided[-1].sentence
    assert screen.number(
        "SELECT count(*) FROM follow_up f JOIN customer c ON c.id = f.customer_id"
        " WHERE c.client_ref = :ref AND f.kind = 'CALL_KNOWN_NUMBER'"
    ) == 1  # fmt: skip
    page.leave()
    assert CANARY not in screen.words()
