"""The reasons of a queue: name, what the tenant reads, place in the list, still proposed or not."""

from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.letters.refusing import REASON_VARIABLES, refuse_reason_text
from backoffice.rules.letters.variables import VARIABLES
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import REASONS as DEFAULTS
from backoffice.rules.work.reasons import Reason, code_of
from backoffice.services.letters.preview import preview_reason_for
from backoffice.services.letters.reasons import ReasonOrder, ReasonShown, reasons_shown, save_reason
from backoffice.views.letters.columns import REASONS, written
from backoffice.views.letters.tab import WordsTab
from backoffice.views.letters.variables import VariableList
from backoffice.views.letters.verdict import Verdict
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import column, label, line, title_of, titled_rows
from backoffice.views.surroundings import Surroundings

_READY = "Ce motif peut partir. Les décisions déjà prises gardent les mots qu’elles avaient."


_Key = tuple[int, WorkKind, str]


@dataclass(frozen=True)
class _Written:
    """A reason as it stands in the fields."""

    name: str
    words: str
    rank: int
    active: bool


def _standing(reason: Reason) -> _Written:
    return _Written(reason.label, reason.tenant_text, reason.rank, reason.active)


class ReasonsTab(WordsTab):
    """A reason is never erased: it is withdrawn, and former decisions keep it."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, REASONS, "Motifs")
        self._shown: ReasonShown | None = None
        self._wanted = ""
        self._kept: dict[_Key, _Written] = {}
        self.kind = Chooser()
        for kind in DEFAULTS:
            self.kind.addItem(kind.label, kind)
        self.name = QLineEdit()
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.rank = QLineEdit()
        self.rank.setMaxLength(2)
        self.rank.setFixedWidth(48)
        self.rank.setValidator(QIntValidator(1, 99, self))
        self.written = label("", "soft", wrap=True)
        self.active = QCheckBox("Proposé aux a&gents")
        self.variables = VariableList()
        self.verdict = Verdict()
        self.save = KeyButton("Enregistrer", "Ctrl+Entrée", kind="main", icon_name="save")
        self.default = KeyButton("Mots du programme", "Alt+P")
        self.new = KeyButton("Nouveau motif", "Alt+U")
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        self.variables.show_variables([VARIABLES[name] for name in REASON_VARIABLES], frozenset())
        self.variables.setFixedHeight(150)
        left = column(line(title_of("&File", self.kind), self.kind, 1), self.frame, line(self.new, 1), 1)
        placed = line(title_of("&Rang", self.rank), self.rank, self.active, 1)
        written = title_of("Ce que lit le locata&ire", self.words)
        self.editor = QWidget()
        layout = column(
            self.written,
            titled_rows(("&Motif", self.name)),
            placed,
            written,
            self.words,
            self.verdict,
            title_of("&Variables (Entrée les écrit)", self.variables.view),
            self.variables,
            line(self.save, self.default, 1),
            spacing=6,
        )
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setStretch(4, 1)
        self.editor.setLayout(layout)
        self.lay_side_by_side(left, self.editor)

    def _listen(self) -> None:
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.name.textChanged.connect(self._judge)
        self.words.textChanged.connect(self._judge)
        self.rank.textChanged.connect(self._judge)
        self.active.toggled.connect(self._judge)
        self.variables.taken.connect(self._on_variable)
        self.save.setShortcut("Ctrl+Return")
        self.default.setShortcut("Alt+P")
        self.new.setShortcut("Alt+U")
        self.new.clicked.connect(self._on_new)
        self.save.clicked.connect(self._on_saved)
        self.default.clicked.connect(self._on_default)

    def again(self) -> None:
        """Read the reasons of the queue chosen."""
        if self._landlord is not None:
            self._around.runner.read(
                reasons_shown, self._landlord.id, self._kind(),
                owner=self, then=self._show, failed=self.failed.emit, topic="reasons",
            )  # fmt: skip

    def _kind(self) -> WorkKind:
        return WorkKind(self.kind.currentData())

    def _show(self, found: tuple[ReasonShown, ...]) -> None:
        place = self.view.chosen()
        codes = [one.reason.code for one in found]
        self._shown = None
        self.table.show(found)
        self.view.choose(codes.index(self._wanted) if self._wanted in codes else max(0, place))
        self._wanted = ""

    @Slot(int)
    def _on_kind(self, _index: int) -> None:
        self.view.forget_choice()
        self.preview.clear()
        self.again()

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._shown = None
        self.editor.setEnabled(now.isValid())
        if not now.isValid():
            return
        shown = self.table.row(now.row())
        self._write(self._kept.get(self._key(shown), _standing(shown.reason)))
        self.written.setText(written(shown))
        self._shown = shown
        self._judge()

    def _write(self, written: _Written) -> None:
        self.name.setText(written.name)
        self.words.setPlainText(written.words)
        self.rank.setText(str(written.rank or ""))
        self.active.setChecked(written.active)

    @Slot()
    def _on_new(self) -> None:
        """A reason of the landlord's own, after the others; its code is made of its name."""
        self.view.forget_choice()
        last = max((row.reason.rank for row in self.table.rows), default=0)
        rank = min(last + 1, 99)
        self.editor.setEnabled(True)
        self._shown = None
        self._write(_Written("", "", rank, active=True))
        self.written.setText("Nouveau motif : donnez-lui un nom et des mots pour le locataire.")
        self._shown = ReasonShown(self._kind(), Reason("", "", "", rank), None, None, "")
        self._judge()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_opened(self, _row: int) -> None:
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_variable(self, words: str) -> None:
        self.words.insertPlainText(words)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _judge(self) -> None:
        if self._shown is None:
            return
        self._command = str(uuid4())
        refusal = "" if self.name.text().strip() else "Donnez un nom au motif : c’est ce que l’agent lit."
        known = {row.reason.code for row in self.table.rows}
        if not self._shown.reason.code and (not (code := code_of(self.name.text())) or code in known):
            refusal = refusal or "Ce nom est déjà celui d’un motif, ou n’en est pas un : donnez-en un autre."
        if not self._rank():
            refusal = refusal or "Le rang d’un motif va de 1 à 99 : corrigez-le."
        try:
            refuse_reason_text(self.words.toPlainText())
        except GuichetError as error:
            refusal = refusal or error.sentence
        if self._shown.reason.code and self._is_changed():
            self._kept[self._key(self._shown)] = self._written_now()
        else:
            self._kept.pop(self._key(self._shown), None)
        self.verdict.show_state(refusal, _READY)
        self.save.setEnabled(not refusal and self._is_changed())
        self.default.setEnabled(self._ours() is not None)

    def _code(self, shown: ReasonShown) -> str:
        return shown.reason.code or code_of(self.name.text())

    def _rank(self) -> int:
        return int(self.rank.text() or 0)

    def _written_now(self) -> _Written:
        return _Written(
            self.name.text().strip(),
            self.words.toPlainText().strip(),
            self._rank(),
            active=self.active.isChecked(),
        )

    def _is_changed(self) -> bool:
        assert self._shown is not None, "judged only when shown"
        return self._written_now() != _standing(self._shown.reason)

    def _key(self, shown: ReasonShown) -> _Key:
        return (self._landlord.id if self._landlord else 0, shown.kind, shown.reason.code)

    def _ours(self) -> tuple[str, str] | None:
        assert self._shown is not None, "judged only when shown"
        code = self._shown.reason.code
        found = (one for one in DEFAULTS.get(self._shown.kind, ()) if one.code == code)
        return next(((one.label, one.tenant_text) for one in found), None)

    @Slot()
    def _on_default(self) -> None:
        if self._shown is not None and (ours := self._ours()) is not None:
            self.name.setText(ours[0])
            self.words.setPlainText(ours[1])

    @Slot()
    def _on_saved(self) -> None:
        shown, landlord = self._shown, self._landlord
        if shown is None or landlord is None or not self.save.isEnabled():
            return
        order = ReasonOrder(
            landlord.id, shown.kind, self._code(shown), self.name.text().strip(),
            self.words.toPlainText().strip(), self._rank(), self.active.isChecked(),
            shown.row_id, self._command,
        )  # fmt: skip
        self._around.runner.write(
            save_reason, order,
            owner=self, then=self._on_kept, failed=self._on_refused, changes=("texts",),
        )  # fmt: skip

    def _on_kept(self, saved: ReasonShown) -> None:
        self._wanted = saved.reason.code
        self._kept.pop(self._key(saved), None)
        self.said.emit(f"Le motif « {saved.reason.label} » est en vigueur.")
        self.again()

    @Slot(str)
    def _on_preview(self, number: str) -> None:
        if self._landlord is not None and self._shown is not None:
            self._around.runner.read(
                preview_reason_for, number, self._landlord.code, self.words.toPlainText(),
                owner=self, then=self.preview.show_words, failed=self._on_no_preview, topic="reason preview",
            )  # fmt: skip
