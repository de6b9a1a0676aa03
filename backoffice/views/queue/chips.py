"""What narrows and orders the list of a queue, one key each."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.filters import MANY_SKIPS, QueueFilter, QueueSort
from backoffice.services.work.waiting import WaitingItem
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import line

_CHANGES = (WorkKind.HOUSEHOLD, WorkKind.PROFESSIONAL, WorkKind.CONTACT, WorkKind.BANK)


class FilterBar(QWidget):
    """The chips over the list; ``changed`` when the list is to be read again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked: QueueFilter | None = None
        self.sort = QueueSort.DUE
        self._agencies: dict[int, str] = {}
        self._details: tuple[str, ...] = ()
        self.late = _chip("En retard", "R")
        self.free = _chip("Libres", "L")
        self.passed_on = _chip(f"Passés {MANY_SKIPS} fois", "P")
        self.channel = _chip("", "C")
        self.detail = _chip("", "E")
        self.agency = _chip("", "G")
        self.order = _chip("", "T")
        self.whole = KeyButton("Tout", "0", kind="quiet")
        for name in ("late", "free", "passed_on"):
            getattr(self, name).clicked.connect(self._on_turned)
            getattr(self, name).setProperty("narrowing", name)
        for chip, slot in (
            (self.channel, self.next_channel), (self.detail, self.next_detail),
            (self.agency, self.next_agency), (self.order, self.next_sort), (self.whole, self.show_all),
        ):  # fmt: skip
            chip.clicked.connect(slot)
        row = line(
            self.late, self.free, self.channel, self.detail, self.agency, self.passed_on, self.whole, 1,
            self.order, spacing=4,
        )  # fmt: skip
        self.setLayout(row)

    def show_kind(self, kind: WorkKind) -> None:
        """Another queue: everything of it, by due date."""
        self.asked = QueueFilter((kind,))
        self.sort = QueueSort.DUE
        self._agencies, self._details = {}, ()
        self._say()

    def note(self, items: tuple[WaitingItem, ...]) -> None:
        """Learn the agencies and events that there are to choose from."""
        if self.asked is not None and not self.asked.agencies:
            self._agencies = {item.agency_id: item.agency for item in items}
        if self.asked is not None and self.asked.detail is None:
            self._details = tuple(sorted({item.detail for item in items if item.detail}))
        self._say()

    @Slot()
    def _on_turned(self) -> None:
        self.turn(str(self.sender().property("narrowing")))

    def turn(self, name: str) -> None:
        """Turn one of the yes-or-no narrowings."""
        if self.asked is not None:
            self._take(self.asked.turned(name))

    @Slot()
    def next_channel(self) -> None:
        """All channels, then each."""
        if self.asked is not None:
            channels = (None, *RequestChannel)
            following = channels[(channels.index(self.asked.channel) + 1) % len(channels)]
            self._take(replace(self.asked, channel=following))

    @Slot()
    def next_detail(self) -> None:
        """All events, then each of those seen."""
        if self.asked is not None and self._details:
            details = (None, *self._details)
            place = details.index(self.asked.detail) if self.asked.detail in details else 0
            self._take(replace(self.asked, detail=details[(place + 1) % len(details)]))

    @Slot()
    def next_agency(self) -> None:
        """All agencies, then each of those seen."""
        if self.asked is not None and self._agencies:
            ways = ((), *((agency,) for agency in sorted(self._agencies, key=self._agencies.__getitem__)))
            place = ways.index(self.asked.agencies) if self.asked.agencies in ways else 0
            self._take(replace(self.asked, agencies=ways[(place + 1) % len(ways)]))

    @Slot()
    def next_sort(self) -> None:
        """By due date, then by the others."""
        self.sort = self.sort.following()
        self._say()
        self.changed.emit()

    @Slot()
    def show_all(self) -> None:
        """Leave nothing out."""
        if self.asked is not None and self.asked.narrows:
            self._take(self.asked.all())

    def _take(self, asked: QueueFilter) -> None:
        self.asked = asked
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        asked = self.asked
        if asked is None:
            return
        for name in ("late", "free", "passed_on"):
            getattr(self, name).setChecked(getattr(asked, name))
        self.channel.say(f"Canal : {asked.channel.label.lower() if asked.channel else 'tous'}")
        self.channel.setChecked(asked.channel is not None)
        self.detail.say(f"Événement : {asked.detail or 'tous'}")
        self.detail.setChecked(asked.detail is not None)
        self.detail.setVisible(asked.kinds[0] in _CHANGES)
        named = self._agencies.get(asked.agencies[0], "") if asked.agencies else "toutes"
        self.agency.say(f"Agence : {named}")
        self.agency.setChecked(bool(asked.agencies))
        self.agency.setVisible(len(self._agencies) > 1 or bool(asked.agencies))
        self.order.say(f"Tri : {self.sort.label.lower()}")
        self.whole.setEnabled(asked.narrows)


def _chip(words: str, key: str) -> KeyButton:
    chip = KeyButton(words, key, kind="quiet")
    chip.setCheckable(True)
    return chip
