"""The five answers, each with the key that acts on it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from backoffice.rules.insurance.asking import may_ask
from backoffice.services.tenant.results import (
    BalanceCard,
    InsuranceCard,
    PortalCard,
    ReceiptCard,
    RequestsCard,
    TenantFile,
)
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, Elided, TwoLines, column, line

BALANCE, RECEIPT, PORTAL, INSURANCE, REQUESTS = "F2", "F3", "F4", "F5", "F6"
Answer = BalanceCard | ReceiptCard | PortalCard | InsuranceCard | RequestsCard
_SHARES = {BALANCE: 20, RECEIPT: 24, PORTAL: 24, INSURANCE: 21, REQUESTS: 21}
_NARROW = 980
_NEEDS_LEVEL = "Niveau 2 requis. "


class AnswerCard(QFrame):
    """One question, its answer in large, why, and one button."""

    pressed = Signal(str)

    def __init__(self, question: str, key: str, act: str) -> None:
        super().__init__()
        self.key = key
        self.setProperty("role", "card")
        self._question = question
        self._badge = Badge()
        self.answer = Elided("", "answer")
        self._why = TwoLines("soft")
        self._detail = ""
        self._forbidden = False
        self._act, self._narrow = act, False
        self.button = KeyButton(act, key)
        self.button.clicked.connect(self._on_clicked)
        asked = Elided("", "soft")
        asked.say(question)
        top = line(asked, self._badge)
        top.setStretch(0, 1)
        bottom = line(self.button, 1)
        layout = column(top, self.answer, self._why, bottom, spacing=4)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, tone: str, badge: str, headline: str, detail: str) -> None:
        """Show the answer."""
        self._badge.say(badge, tone)
        self.answer.say(headline)
        self._detail = detail
        self._say_why()
        self.button.setAccessibleDescription(f"{self._question} : {headline}. {detail}. Touche {self.key}")

    def offer(self, act: str) -> None:
        """Change the words of the button; where room lacks they are cut to the one that matters."""
        self._act = act
        self.button.say(short_words(act) if self._narrow else act)
        self.button.setAccessibleName(act)

    def make_narrow(self, *, narrow: bool) -> None:
        """Whether there is room for short words alone."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.offer(self._act)

    def forbid(self, reason: str | None) -> None:
        """Grey the button, the reason being its tooltip and told above it; ``None`` allows it."""
        self.button.setEnabled(reason is None)
        self.button.setToolTip(reason or "")
        self._forbidden = reason is not None
        self._say_why()

    def _say_why(self) -> None:
        self._why.say(_NEEDS_LEVEL + self._detail if self._forbidden else self._detail)

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit(self.key)


def short_words(act: str) -> str:
    """``Voir l’assurance`` → ``Assurance``; ``Émettre septembre`` → ``Émettre``."""
    verb, _, rest = act.partition(" ")
    if verb == "Voir":
        return rest.removeprefix("les ").removeprefix("le ").removeprefix("l’").capitalize()
    return verb


class AnswerCards(QWidget):
    """The row of the five cards."""

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._has_lease = False
        self._withheld: str | None = None
        self.cards = {
            BALANCE: AnswerCard("Solde", BALANCE, "Voir le compte"),
            RECEIPT: AnswerCard("Quittance", RECEIPT, "Quittances"),
            PORTAL: AnswerCard("Compte en ligne", PORTAL, "Voir le portail"),
            INSURANCE: AnswerCard("Assurance", INSURANCE, "Voir l’assurance"),
            REQUESTS: AnswerCard("Demandes", REQUESTS, "Voir les demandes"),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        for one in self.cards.values():
            layout.addWidget(one, _SHARES[one.key])
            one.pressed.connect(self.pressed)

    def show_file(self, file: TenantFile) -> None:
        """Show the five answers of a file."""
        action = file.portal.action
        self._has_lease = file.receipt.lease_id is not None
        self.cards[RECEIPT].offer(file.receipt.action or "Quittances")
        self.cards[PORTAL].offer(action.label if action else "Voir le portail")
        asks = may_ask(file.insurance.state)
        self.cards[INSURANCE].offer("Demander l’attestation" if asks else "Voir l’assurance")
        self._say(BALANCE, file.balance)
        self._say(RECEIPT, file.receipt)
        self._say(PORTAL, file.portal)
        self._say(INSURANCE, file.insurance)
        self._say(REQUESTS, file.requests)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the buttons keep their keys whole, and their words short."""
        super().resizeEvent(event)
        for one in self.cards.values():
            one.make_narrow(narrow=self.width() < _NARROW)

    def _say(self, key: str, answer: Answer) -> None:
        self.cards[key].say(answer.tone, answer.badge, answer.headline, answer.detail)

    def withhold(self, reason: str | None) -> None:
        """Grey every button while the answers are masked; ``None``: they are not, or no longer."""
        self._withheld = reason
        for one in self.cards.values():
            one.forbid(reason)

    def forbid(self, receipt: str | None, portal: str | None) -> None:
        """Grey the acts that the caller’s level does not allow, with the reason.

        Without a lease nothing is issued: the button leads to the documents.
        """
        self.cards[RECEIPT].forbid(self._withheld or (receipt if self._has_lease else None))
        self.cards[PORTAL].forbid(self._withheld or portal)
