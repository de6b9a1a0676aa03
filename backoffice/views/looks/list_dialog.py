"""Decisions drawn for a second pair of eyes: agree or say why not; nothing changes by itself."""

from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict, ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.services.work.second_looks import Look, give_look, second_looks
from backoffice.views.items.keys import OwnKeys
from backoffice.views.items.reason_dialog import ReasonDialog
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_EMPTY = "Aucune décision à relire dans cette file."
_SUBTITLE = "Décisions tirées au sort ; leur auteur n’est pas dit, et ne sait pas qu’elles le sont."
_STANDS = "Votre avis est noté ; la décision tient. Pour la changer, rouvrez le dossier (R)."
_WIDTH, _HEIGHT = 860, 460
_LOOKS: tuple[Column[Look], ...] = (
    Column("Décidé le", lambda row: french_instant(row.decided_at)),
    Column("Locataire", lambda row: row.name, weight=5, strong=True),
    Column("Client", lambda row: row.client_ref),
    Column("Décision", lambda row: row.decision.label),
    Column("Motif", lambda row: row.reason or "", weight=4, tone=lambda _row: "soft"),
)


class LooksDialog(SheetDialog):
    """Enter opens one on its page; O agrees, N does not, R reopens what was disagreed with."""

    look_wanted = Signal(object)
    """The ``Look`` to be shown with its papers."""

    def __init__(self, parent: QWidget, around: Surroundings, kind: WorkKind) -> None:
        super().__init__(parent, f"Relire : {kind.label}", _SUBTITLE)
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self._around, self._kind = around, kind
        self.disagreed: Look | None = None
        self.table: RowsTable[Look] = RowsTable(_LOOKS, self)
        self.view = RowsView(self.table, "Décisions à relire")
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.told = label("", "strong", wrap=True)
        self.body.addWidget(self.frame)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        for words, key, kind_of, slot in (
            ("Fermer", "Échap", "quiet", self.reject),
            ("Rouvrir", "R", "quiet", self.reopen),
            ("Pas d’accord", "N", "quiet", self.disagree),
            ("D’accord", "O", "quiet", self.agree),
            ("Voir la pièce et la décision", "Entrée", "main", self._on_opened),
        ):
            button = KeyButton(words, key, kind=kind_of)
            button.clicked.connect(slot)
            self.buttons.addWidget(button)
        none = Qt.KeyboardModifier.NoModifier
        OwnKeys(
            self,
            {
                (none, Qt.Key.Key_O): self.agree,
                (none, Qt.Key.Key_N): self.disagree,
                (none, Qt.Key.Key_R): self.reopen,
            },
        )
        self.again()

    @Slot()
    def again(self) -> None:
        """Read what there is to look at."""
        self._around.runner.read(
            second_looks, (self._kind,),
            owner=self, then=self._show, failed=self.messages.say_error, topic="looks",
        )  # fmt: skip

    def _show(self, looks: tuple[Look, ...]) -> None:
        self.table.show(looks)
        self.frame.say("" if looks else _EMPTY, "ok")
        self.view.choose(0)

    def _look(self) -> Look | None:
        row = self.view.chosen()
        return self.table.row(row) if row >= 0 else None

    @Slot()
    def agree(self) -> None:
        """The decision is right."""
        look = self._look()
        if look is not None:
            self._give(look, LookVerdict.AGREED, None)

    @Slot()
    def disagree(self) -> None:
        """The decision is wrong: say why."""
        look = self._look()
        if look is not None:
            choose = partial(self._on_reason, look)
            ReasonDialog(self, "Pas d’accord", "Pourquoi ?", tuple(LookReason), choose).open()

    def _on_reason(self, look: Look, reason: Labelled) -> None:
        if isinstance(reason, LookReason):
            self.disagreed = look
            self._give(look, LookVerdict.DISAGREED, reason)

    def _give(self, look: Look, verdict: LookVerdict, reason: LookReason | None) -> None:
        self._around.runner.write(
            give_look, look.look_id, look.version, verdict, reason,
            owner=self, then=partial(self._on_given, verdict), failed=self.messages.say_error, changes=(),
        )  # fmt: skip

    def _on_given(self, verdict: LookVerdict, _answer: object) -> None:
        self.told.setText(_STANDS if verdict is LookVerdict.DISAGREED else "Votre avis est noté.")
        self.again()

    @Slot()
    def reopen(self) -> None:
        """Put what was just disagreed with back in its queue."""
        look = self.disagreed
        if look is None:
            self.told.setText("Dites d’abord que vous n’êtes pas d’accord (N) avec une décision.")
            return
        order = DecisionOrder(
            look.item_id,
            look.item_version,
            WorkDecision.REOPENED,
            str(uuid4()),
            ReopenReason.SECOND_LOOK.value,
        )
        self._around.runner.write(
            decide_item, order,
            owner=self, then=self._on_reopened, failed=self.messages.say_error, changes=(),
        )  # fmt: skip

    def _on_reopened(self, _answer: object) -> None:
        self.disagreed = None
        self.told.setText("Le dossier est de nouveau dans sa file.")

    @Slot()
    def _on_opened(self, *_row: int) -> None:
        look = self._look()
        if look is not None:
            self.accept()
            self.look_wanted.emit(look)
