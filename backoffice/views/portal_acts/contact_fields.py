"""Which contact: one on file by its letter, or a new one with what its security delay means."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.history import ContactFact
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.services.portal.orders import NewContact
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import column, label, titled_rows, unbroken

_LETTERS = "ABCDEFGH"
_BEST = "Le meilleur contact utilisable"
_CHANNELS = (ContactChannel.MOBILE, ContactChannel.EMAIL)


class ContactChoice(QWidget):
    """Where the portal writes: the best contact unless another one on file is chosen."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.contact_id: int | None = None
        self._buttons = column(spacing=6)
        self.setLayout(column(label("À quel contact du dossier ?", "section"), self._buttons, spacing=6))

    def show_contacts(self, contacts: Sequence[ContactFact], now: datetime) -> None:
        """Offer the contacts on file, masked, those in their security delay included with its end."""
        self._add(_BEST, None, _LETTERS[0], checked=True)
        for letter, one in zip(_LETTERS[1:], contacts, strict=False):
            until = french_instant(one.usable_from) if one.usable_from > now else ""
            wait = f", à partir du {until}" if until else ""
            self._add(f"{one.channel.label} {one.masked}{wait}", one.id, letter)

    def _add(self, words: str, contact_id: int | None, letter: str, *, checked: bool = False) -> None:
        button = KeyButton(words, letter, kind="choice")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setChecked(checked)
        shortcut = QShortcut(QKeySequence(letter), self.window())
        for piece in (button, shortcut):
            piece.setProperty("contact", contact_id)
        button.clicked.connect(self._on_chosen)
        shortcut.activated.connect(self._on_chosen)
        self._buttons.addWidget(button)

    @Slot()
    def _on_chosen(self) -> None:
        value = self.sender().property("contact")
        self.contact_id = None if value is None else int(value)
        for rank in range(self._buttons.count()):
            item = self._buttons.itemAt(rank)
            button = item.widget() if item is not None else None
            if isinstance(button, KeyButton):
                button.setChecked(button.property("contact") == value)
        self.chosen.emit()


class NewContactFields(QWidget):
    """A mobile or an e-mail, which contact it replaces, and what happens until it may be trusted (R4.24)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.value = QLineEdit()
        self.value.setPlaceholderText("06 12 34 56 78 ou prenom.nom@exemple.fr")
        self.channel, self.replaces = Chooser(), Chooser()
        for one in _CHANNELS:
            self.channel.addItem(one.label, one.value)
        self._contacts: tuple[ContactFact, ...] = ()
        self._delay = label("", "soft", wrap=True)
        rows = titled_rows(
            ("&Nouveau contact", self.value), ("&Sorte", self.channel), ("&Remplace", self.replaces)
        )
        self.setLayout(column(label("Le nouveau contact", "section"), rows, self._delay, spacing=6))
        self._fill()
        self.value.textEdited.connect(self._on_text)
        self.channel.currentIndexChanged.connect(self._on_channel)
        self.replaces.currentIndexChanged.connect(self.changed)

    def show_contacts(self, contacts: Sequence[ContactFact], hours: int, now: datetime) -> None:
        """Take note of the contacts on file, and of how long a new one is not trusted."""
        self._contacts = tuple(one for one in contacts if not one.leaving)
        until = french_instant(now + timedelta(hours=hours))
        self._delay.setText(
            unbroken(
                f"Délai de sécurité de {hours} h : le portail n’écrit à ce contact qu’à partir du {until}. "
                "D’ici là, l’ancien sert encore, et tous les anciens contacts sont prévenus : le locataire "
                "peut s’opposer."
            )
        )
        self._fill()

    def contact(self) -> NewContact | None:
        """What was entered; ``None`` while nothing is."""
        value = self.value.text().strip()
        if not value:
            return None
        replaced = self.replaces.currentData()
        channel = ContactChannel(self.channel.currentData())
        return NewContact(channel, value, None if replaced is None else int(replaced))

    def text(self) -> str:
        """What the security delay means, in words."""
        return self._delay.text()

    def _fill(self) -> None:
        channel = ContactChannel(self.channel.currentData())
        same = [one for one in self._contacts if one.channel is channel]
        with QSignalBlocker(self.replaces):
            self.replaces.clear()
            for one in same:
                self.replaces.addItem(one.masked, one.id)
            self.replaces.addItem("aucun : il s’ajoute", None)

    @Slot()
    def _on_text(self) -> None:
        wanted = ContactChannel.EMAIL if "@" in self.value.text() else ContactChannel.MOBILE
        if wanted.value != self.channel.currentData() and ("@" in self.value.text() or self._is_number()):
            self.channel.setCurrentIndex(_CHANNELS.index(wanted))
        else:
            self.changed.emit()

    def _is_number(self) -> bool:
        return not any(letter.isalpha() for letter in self.value.text())

    @Slot()
    def _on_channel(self) -> None:
        self._fill()
        self.changed.emit()
