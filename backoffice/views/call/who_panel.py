"""« Qui appelle ? »: asked before anything else, answered by one key (R4.27)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from backoffice.rules.calls.who import OUTSIDE_SENTENCES
from backoffice.rules.vocabulary.calls import CallerKind, ContactPlace
from backoffice.services.caller.representatives import RepresentativeView
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import card, column, label, line, unbroken

NO_PAPER = "Aucun mandat en vigueur au dossier : sans lui, la personne est un tiers (4)."
_ONE_HOLDER = "Ce dossier n’a qu’un titulaire."


class WhoPanel(QFrame):
    """Five kinds of callers by digit; the representatives of the file by digit too when there are several."""

    chosen = Signal(object, object)
    """The ``CallerKind``, and the paper of a representative or ``None``."""
    papers = Signal()
    """The papers of representatives are to be seen, or a new one recorded."""

    def __init__(self, caller_number: str, *, several_holders: bool, started: bool) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._papers: tuple[RepresentativeView, ...] = ()
        self._choosing = False
        self._place = ContactPlace.PHONE
        self._choices = QVBoxLayout()
        self._choices.setSpacing(6)
        self.kinds: dict[CallerKind, KeyButton] = {}
        self._title = label("Qui appelle ?", "section")
        self._refusal = label("", "soft", wrap=True)
        self.number = QLineEdit(caller_number)
        self.number.setAccessibleName("Numéro qui appelle")
        self.number.setPlaceholderText("Facultatif : 07 56 89 41 00")
        self.number.setMaximumWidth(240)
        self.counter = KeyButton("Au guichet", "G", kind="choice", icon_name="counter")
        self.counter.setCheckable(True)
        self.counter.toggled.connect(self._on_counter)
        self._offer_kinds(several_holders=several_holders)
        named = label("Numéro qui appelle", "soft")
        self.mandates = KeyButton("Mandats", "M", kind="choice")
        self.mandates.setToolTip("Voir ou enregistrer qui peut parler pour le locataire")
        self.mandates.clicked.connect(self.papers)
        where = line(named, self.number, self.counter, 1, self.mandates)
        layout = column(self._title, self._choices, self._refusal, 1, where)
        layout.setContentsMargins(16, 14, 16, 14)
        self.setLayout(layout)
        for piece in (named, self.number, self.counter):
            piece.setVisible(not started)

    def offer(self, papers: Sequence[RepresentativeView]) -> None:
        """The papers in force of this file; a representative without one is a third party."""
        self._papers = tuple(paper for paper in papers if paper.is_usable)
        button = self.kinds[CallerKind.REPRESENTATIVE]
        button.setEnabled(bool(self._papers))
        button.setToolTip("" if self._papers else NO_PAPER)
        self._refusal.setText(self._why_greyed())
        if len(self._papers) == 1:
            paper = self._papers[0]
            button.say(f"Représentant : {paper.name}, {paper.kind.label.lower()}")

    @property
    def place(self) -> ContactPlace:
        """Where the person is."""
        return self._place

    def take(self, rank: int) -> None:
        """The digit pressed: a kind of caller, or a paper when they are listed."""
        if self._choosing:
            if rank <= len(self._papers):
                self.chosen.emit(CallerKind.REPRESENTATIVE, self._papers[rank - 1].id)
            return
        kinds = list(CallerKind)
        if rank <= len(kinds):
            self._take_kind(kinds[rank - 1])

    def toggle_counter(self) -> None:
        """On the telephone, or at the counter."""
        if not self.counter.isHidden():
            self.counter.toggle()

    def _offer_kinds(self, *, several_holders: bool) -> None:
        for rank, kind in enumerate(CallerKind, 1):
            button = KeyButton(kind.label, str(rank), kind="choice")
            button.setProperty("rank", rank)
            button.clicked.connect(self._on_pressed)
            self._choices.addWidget(button)
            self.kinds[kind] = button
        self.kinds[CallerKind.CO_HOLDER].setEnabled(several_holders)
        self.kinds[CallerKind.CO_HOLDER].setToolTip("" if several_holders else _ONE_HOLDER)
        self.offer(())
        self.kinds[CallerKind.HOLDER].setFocus(Qt.FocusReason.OtherFocusReason)

    def _why_greyed(self) -> str:
        reasons = [
            button.toolTip() for button in self.kinds.values() if not button.isEnabled() and button.toolTip()
        ]
        return unbroken(" ".join(reasons))

    def _take_kind(self, kind: CallerKind) -> None:
        if not self.kinds[kind].isEnabled():
            return
        if kind is not CallerKind.REPRESENTATIVE:
            self.chosen.emit(kind, None)
        elif len(self._papers) == 1:
            self.chosen.emit(kind, self._papers[0].id)
        else:
            self._list_papers()

    def _list_papers(self) -> None:
        self._choosing = True
        self._title.setText("Quel représentant ?")
        for button in self.kinds.values():
            button.hide()
        for rank, paper in enumerate(self._papers, 1):
            words = f"{paper.name}, {paper.kind.label.lower()} ({paper.scope.label.lower()})"
            button = KeyButton(words, str(rank), kind="choice")
            button.setProperty("rank", rank)
            button.clicked.connect(self._on_pressed)
            self._choices.addWidget(button)
            if rank == 1:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_pressed(self) -> None:
        self.take(int(self.sender().property("rank")))

    @Slot(bool)
    def _on_counter(self, checked: bool) -> None:
        self._place = ContactPlace.COUNTER if checked else ContactPlace.PHONE
        self.number.setEnabled(not checked)


class OutsidePanel(QFrame):
    """A third party or an authority: the sentence to say, and what may still be done."""

    def __init__(self, kind: CallerKind) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.sentence = label(unbroken(OUTSIDE_SENTENCES[kind]), "answer", wrap=True)
        box = column(label("À dire", "soft"), self.sentence, spacing=4)
        box.setContentsMargins(14, 10, 14, 12)
        layout = column(
            label(f"{kind.label} : rien de ce dossier ne se dit ni ne se fait", "section", wrap=True),
            card(box, "sunken"),
            label(_still_possible(kind), "soft", wrap=True),
            1,
        )
        layout.setContentsMargins(16, 14, 16, 14)
        self.setLayout(layout)


def _still_possible(kind: CallerKind) -> str:
    if kind is CallerKind.AUTHORITY:
        return (
            "Le responsable et le délégué à la protection des données sont prévenus. Ensuite : F10 promet "
            "qu’un responsable rappelle, F12 conclut."
        )
    return (
        "Reste possible : un renseignement général (F9), un message et un rappel au numéro du dossier (F10). "
        "F12 conclut. Si le titulaire prend le téléphone, concluez, puis ouvrez un autre appel (F8)."
    )
