"""F9: a contact without a case, in two keys (R7.2)."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.calls import ContactPlace, ContactTopic, EventChannel
from backoffice.services.calls import CallView
from backoffice.services.contacts.events import log_contact
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label
from backoffice.views.surroundings import Surroundings

_KEYS = "1234567890A"
_CHANNELS = {EventChannel.PHONE: "T", EventChannel.COUNTER: "G", EventChannel.MAIL: "C"}


class ContactDialog(SheetDialog):
    """One key says what it was about, and it is noted; the channel is that of the call, or changed first."""

    logged = Signal(object, bool)
    """The ``ContactTopic``, and whether the call was concluded with it."""

    def __init__(
        self, parent: QWidget, around: Surroundings, call: CallView | None, about: tuple[int, str] | None
    ) -> None:
        whose = "Sans dossier" if about is None else about[1]
        super().__init__(parent, "Contact sans suite à donner", f"{whose}  ·  compté, sans texte libre")
        self._around = around
        self._call = call
        self._customer_id = None if about is None else about[0]
        self.channels: dict[EventChannel, KeyButton] = {}
        self.topics: dict[ContactTopic, KeyButton] = {}
        self.body.addLayout(self._channel_keys())
        self.body.addWidget(label("C’était pour…", "section"))
        self.body.addLayout(self._topic_keys())
        self.body.addStretch(1)
        cancel = KeyButton("Annuler", "Échap")
        cancel.clicked.connect(self.reject)
        self.buttons.addWidget(cancel)
        self.resize(640, 420)
        next(iter(self.topics.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _channel_keys(self) -> QGridLayout:
        row, group = QGridLayout(), QButtonGroup(self)
        at_counter = self._call is not None and self._call.place == ContactPlace.COUNTER
        for rank, (channel, key) in enumerate(_CHANNELS.items()):
            button = KeyButton(channel.label, key, kind="choice")
            button.setCheckable(True)
            group.addButton(button)
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
            row.addWidget(button, 0, rank)
            self.channels[channel] = button
        self.channels[EventChannel.COUNTER if at_counter else EventChannel.PHONE].setChecked(True)
        return row

    def _topic_keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        for rank, (topic, key) in enumerate(zip(ContactTopic, _KEYS, strict=True)):
            button = KeyButton(topic.label, key, kind="choice")
            button.setProperty("topic", topic.value)
            button.clicked.connect(self._on_topic)
            QShortcut(QKeySequence(key), self).activated.connect(button.click)
            grid.addWidget(button, rank // 2, rank % 2)
            self.topics[topic] = button
        return grid

    @Slot()
    def _on_topic(self) -> None:
        topic = ContactTopic(str(self.sender().property("topic")))
        channel = next(one for one, button in self.channels.items() if button.isChecked())
        call_id = None if self._call is None else self._call.id
        self._lock(locked=True)
        asked = (log_contact, topic, channel, self._customer_id, call_id)
        self._around.runner.write(
            *asked,
            owner=self,
            then=lambda ended: self._on_logged(topic, ended),
            failed=self._on_failed,
            changes=("call",),
        )

    def _on_logged(self, topic: ContactTopic, ended: bool) -> None:
        self.logged.emit(topic, ended)
        self.accept()

    def _on_failed(self, error: GuichetError) -> None:
        self._lock(locked=False)
        self.messages.say_error(error)

    def _lock(self, *, locked: bool) -> None:
        for button in self.topics.values():
            button.setEnabled(not locked)
