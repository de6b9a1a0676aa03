"""A change of household that came by letter or at the counter: the file, the event by its key, its form."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.household.events import RULES, HouseholdEvent
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.papers import always_asked
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.household.entering import Entry, HouseholdFile, enter_change, household_file
from backoffice.views.household.fields import EventFields
from backoffice.views.household.notice_dialog import NoticeDialog
from backoffice.views.household.sheets import Scrolled
from backoffice.views.items.keys import OwnKeys
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import Elided, card, column, label, line, title_of, unbroken
from backoffice.views.surroundings import Surroundings

_KEYS = "123456789ABCDEF"
_CHANNELS = (RequestChannel.MAIL, RequestChannel.COUNTER, RequestChannel.PHONE)
_CHANGES = (f"work.{WorkKind.HOUSEHOLD.value}",)
_PLAIN = Qt.KeyboardModifier.NoModifier


class HouseholdEntryPage(QWidget):
    """Number, Enter; a key for the event; the form; Ctrl+S enters the request."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.file: HouseholdFile | None = None
        self.event_chosen: HouseholdEvent | None = None
        self.number = QLineEdit()
        self.number.setPlaceholderText("N° de client, de contrat ou de tiers, puis Entrée")
        self.found = Elided("", "strong")
        self.fields = EventFields()
        self.channel, self.asker = Chooser(), Chooser()
        self.wanted = label("", "soft", wrap=True)
        self.save = KeyButton("Enregistrer la demande", "Ctrl+S", kind="main")
        self.notice = KeyButton("Préavis…", "Ctrl+R", kind="quiet")
        self.events = {one: KeyButton(one.label, key, kind="choice")
                       for one, key in zip(HouseholdEvent, _KEYS, strict=True)}  # fmt: skip
        self._lay_out()
        self._listen()
        self._show_file(None)

    def take_up(self) -> None:
        """Come in front, the keyboard in the number."""
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.number.selectAll()

    def choose_file(self, customer_id: int, client_ref: str, landlord_code: str) -> None:
        """Take this tenant, whose file was in front; what is being entered for him stays."""
        if self.file is None or self.file.customer_id != customer_id:
            self._show_file(None)
            self.number.setText(client_ref)
            self._find(client_ref, landlord_code)

    def again(self) -> None:
        """Read the household once more, after a lost line."""
        if self.file is not None:
            self._on_number()

    def _lay_out(self) -> None:
        for one in _CHANNELS:
            self.channel.addItem(one.label, one.value)
        self.asker.let_shrink()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for rank, button in enumerate(self.events.values()):
            grid.addWidget(button, rank, 0)
        choices = QWidget()
        choices.setLayout(grid)
        left = Scrolled("Événements")
        left.show_all([choices])
        origin = QWidget()
        rows = QGridLayout(origin)
        rows.setContentsMargins(0, 0, 0, 0)
        for row, (words, field) in enumerate((("Reçu par", self.channel), ("Demandé par", self.asker))):
            rows.addWidget(title_of(words, field), row, 0)
            rows.addWidget(field, row, 1)
        rows.setColumnStretch(1, 1)
        inside = QWidget()
        inside.setLayout(column(self.fields, origin, label("Pièces à demander", "section"), self.wanted))
        form = Scrolled("Formulaire")
        form.show_all([inside])
        right = column(label("Ce qui est arrivé", "section"), form, line(1, self.save), margins=10)
        sides = line(card(column(label("Événement", "section"), left, margins=10)), card(right), spacing=10)
        sides.setStretch(0, 9)
        sides.setStretch(1, 13)
        title = label("Saisir un changement de foyer", "title")
        heading = line(title, self.number, self.found, self.notice, spacing=10)
        heading.setStretch(2, 1)
        self.number.setMinimumWidth(330)
        self.number.setAccessibleName("Numéro")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addLayout(sides, 1)

    def _listen(self) -> None:
        self.number.returnPressed.connect(self._on_number)
        self.save.clicked.connect(self._on_save)
        self.notice.clicked.connect(self._on_notice)
        keys: dict[tuple[Qt.KeyboardModifier, Qt.Key], Any] = {
            (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_S): self._on_save,
            (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_R): self._on_notice,
        }
        for (event, button), key in zip(self.events.items(), _KEYS, strict=True):
            button.clicked.connect(partial(self._choose, event))
            # The digits of the main row of a French keyboard come with Maj.
            for modifier in (_PLAIN, Qt.KeyboardModifier.ShiftModifier):
                keys[(modifier, Qt.Key[f"Key_{key}"])] = partial(self._choose, event)
        self.own_keys = OwnKeys(self, keys, while_typing=frozenset({Qt.Key.Key_S, Qt.Key.Key_R}))

    @Slot()
    def _on_number(self) -> None:
        self._find(self.number.text(), self._around.landlord)

    def _find(self, number: str, landlord_code: str | None) -> None:
        self._around.runner.read(
            household_file, number, landlord_code,
            owner=self, then=self._show_file, failed=self._on_failed, topic="household file",
        )  # fmt: skip

    def _show_file(self, file: HouseholdFile | None) -> None:
        self.file, self.event_chosen = file, None
        self.fields.clear()
        self.wanted.setText("")
        self.asker.clear()
        self.asker.addItem("— non précisé —", None)
        for button in self.events.values():
            button.setEnabled(file is not None)
        self.save.setEnabled(False)
        if file is None:
            self.found.say("")
            return
        for person in file.state.people:
            self.asker.addItem(person.name, person.id)
        main = file.state.name(file.state.main_person_id)
        self.found.say(f"{main} — client {file.client_ref}, contrat {file.contract}")
        next(iter(self.events.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, event: HouseholdEvent, *_checked: bool) -> None:
        if self.file is None:
            return
        self.event_chosen = event
        self.fields.show_form(event, EventForm(), self.file.state)
        self.wanted.setText(unbroken("\n".join(f"• {one}" for one in always_asked(event))))
        self.save.setEnabled(True)
        self.said.emit(f"{event.label} ({RULES[event].rule}) : complétez le formulaire.")
        if self.fields.fields:
            self.fields.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_save(self) -> None:
        if self.file is None or self.event_chosen is None:
            self.said.emit("Donnez un numéro, puis choisissez l’événement par sa touche.")
            return
        if (wrong := self.fields.wrong()) is not None:
            self.said.emit(wrong)
            return
        form = replace(self.fields.form(), asked_by=self.asker.currentData())
        channel = RequestChannel(self.channel.currentData())
        entry = Entry(self.file.customer_id, self.file.lease_id, self.event_chosen, form, channel)
        self.save.setEnabled(False)
        self._around.runner.write(
            enter_change, entry, owner=self, then=self._on_saved, failed=self._on_failed, changes=_CHANGES
        )

    @Slot()
    def _on_notice(self) -> None:
        NoticeDialog(self, self._around).open()

    def _on_saved(self, item: int) -> None:
        self.said.emit(f"Demande n° {item} enregistrée : elle attend dans la file « Foyers ».")
        self._show_file(None)
        self.take_up()

    def _on_failed(self, error: GuichetError) -> None:
        self.save.setEnabled(self.event_chosen is not None)
        self.failed.emit(error)
