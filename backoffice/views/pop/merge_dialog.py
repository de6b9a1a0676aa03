"""« Réunir deux fiches »: both side by side, what will move, a coded reason, then the act."""

from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.people import MergeReason
from backoffice.services.duplicates.merging import MergeOrder, merge_persons, preview_merge
from backoffice.services.duplicates.results import MergePreview, MergeView, PersonFacts
from backoffice.views.access.choices import Choices
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, column, label, line, unbroken
from backoffice.views.surroundings import Surroundings


class MergeDialog(SheetDialog):
    """Cancel is the default until a reason is chosen; the two may change places before."""

    done_with = Signal(str)

    def __init__(self, parent: QWidget, around: Surroundings, kept_id: int, merged_id: int) -> None:
        super().__init__(
            parent,
            "Réunir deux fiches",
            unbroken("Rien n’est effacé : tout passe sur la fiche gardée, et la réunion se défait."),
        )
        self._around = around
        self._ids = (kept_id, merged_id)
        self._preview: MergePreview | None = None
        self._command_id = str(uuid4())
        self._sides = QVBoxLayout()
        self.reasons: Choices[MergeReason] = Choices(tuple(MergeReason), self)
        self.reasons.chosen.connect(self._on_reason)
        self.cancel = KeyButton("Annuler", "Échap")
        self.swap = KeyButton("Garder l’autre", "Alt+I")
        self.act = KeyButton("Réunir", "Ctrl+Entrée", kind="main")
        self._lay_out()
        self._read()

    def _lay_out(self) -> None:
        self.body.addLayout(self._sides)
        self.body.addWidget(label("Pourquoi est-ce la même personne ?", "section"))
        self.body.addWidget(self.reasons)
        self.body.addStretch(1)
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.swap.clicked.connect(self._on_swap)
        self.act.clicked.connect(self._on_act)
        self.act.setEnabled(False)
        QShortcut(QKeySequence("Alt+I"), self).activated.connect(self.swap.click)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.act.click)
        for button in (self.cancel, self.swap, self.act):
            self.buttons.addWidget(button)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(760, 560)

    def _read(self) -> None:
        self._preview = None
        self.act.setEnabled(False)
        self._around.runner.read(
            preview_merge, *self._ids,
            owner=self, then=self._show, failed=self._on_failed, topic="preview",
        )  # fmt: skip

    def _show(self, preview: MergePreview) -> None:
        self._preview = preview
        while (item := self._sides.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        sides = QWidget()
        sides.setLayout(
            line(_side("Fiche gardée", preview.kept), _side("Fiche réunie", preview.merged), spacing=12)
        )
        self._sides.addWidget(sides)
        told = (
            f"Ressemblance {preview.likeness.score} % : {', '.join(preview.likeness.reasons)}.",
            f"Passera sur la fiche gardée : {', '.join(preview.moves)}.",
        )
        for sentence in told:
            self._sides.addWidget(label(unbroken(sentence), "soft", wrap=True))
        self.act.setEnabled(self.reasons.choice() is not None)

    @Slot()
    def _on_swap(self) -> None:
        self._ids = (self._ids[1], self._ids[0])
        self._command_id = str(uuid4())
        self._read()

    @Slot(str)
    def _on_reason(self, _code: str) -> None:
        self.act.setEnabled(self._preview is not None)
        if self._preview is not None:
            self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_act(self) -> None:
        preview, reason = self._preview, self.reasons.choice()
        if preview is None or reason is None:
            return
        self.act.setEnabled(False)
        order = MergeOrder(
            preview.kept.id, preview.merged.id, preview.kept.version, preview.merged.version, reason,
            self._command_id,
        )  # fmt: skip
        self._around.runner.write(
            merge_persons, order,
            owner=self, then=self._on_merged, failed=self._on_failed, changes=("person",),
        )  # fmt: skip

    def _on_merged(self, merge: MergeView) -> None:
        self.done_with.emit(
            f"La fiche de {merge.merged_name} est réunie à celle de {merge.kept_name} (n° {merge.id}) ; "
            "cela se défait dans « Doublons » ou dans l’historique du dossier."
        )
        self.accept()

    def _on_failed(self, error: GuichetError) -> None:
        self.messages.say_error(error)
        if self._preview is not None:
            self._read()


def _side(title: str, who: PersonFacts) -> QFrame:
    born = french_day(who.birth_date) if who.birth_date else "non renseignée"
    lines = [f"Tiers {who.party_number}", f"Naissance : {born}"]
    if who.deceased_on:
        lines.append(f"Décès : {french_day(who.deceased_on)}")
    lines += [*who.contacts[:4], *who.files[:4]]
    words = (label(unbroken(text), wrap=True) for text in lines)
    pieces = column(label(title, "soft"), label(who.name, "strong", wrap=True), *words, 1, spacing=3)
    pieces.setContentsMargins(12, 10, 12, 10)
    return card(pieces)
