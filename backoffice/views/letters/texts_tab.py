"""The texts of a landlord: list, editor, preview with a real tenant."""

from functools import partial
from uuid import uuid4

from PySide6.QtCore import QModelIndex, Qt, Slot

from backoffice.errors import GuichetError
from backoffice.rules.letters.definition import Draft
from backoffice.rules.letters.texts import default_draft
from backoffice.services.letters.preview import TextPreview, preview_for
from backoffice.services.letters.texts import (
    TextOrder,
    TextShown,
    TextVersion,
    save_text,
    text_history,
    texts_shown,
)
from backoffice.views.letters.columns import TEXTS
from backoffice.views.letters.history_dialog import HistoryDialog
from backoffice.views.letters.tab import WordsTab
from backoffice.views.letters.text_editor import TextEditor
from backoffice.views.parts.pieces import column
from backoffice.views.receipt.papers import Pages, draw
from backoffice.views.surroundings import Surroundings

_READING = "Lecture des textes…"
_COLLEAGUE = "Votre texte est gardé ici : comparez avec le sien (Versions, Alt+H), puis enregistrez."
_Key = tuple[int, str, str]


class TextsTab(WordsTab):
    """Texts by code and channel, kept under landlord, code and channel."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, TEXTS, "Textes", lines=2)
        self._kept: dict[_Key, Draft] = {}
        self.editor = TextEditor()
        self.lay_side_by_side(column(self.frame, 1), self.editor)
        self.editor.changed.connect(self._on_changed)
        self.editor.saved.connect(self._on_saved)
        self.editor.default_wanted.connect(self._on_default)
        self.editor.history_wanted.connect(self._on_history)
        self.frame.say(_READING)

    def again(self) -> None:
        """Read the texts in force."""
        if self._landlord is not None:
            self._around.runner.read(
                texts_shown, self._landlord.id,
                owner=self, then=self._show, failed=self._show_error, topic="texts",
            )  # fmt: skip

    def has_unsaved(self) -> bool:
        """Whether something typed is in no text yet."""
        return bool(self._kept)

    def _show(self, texts: tuple[TextShown, ...]) -> None:
        place, scroll = self.view.spot()
        self.frame.say("")
        self.table.show(texts)
        self.view.go_to(max(0, place), scroll)

    def _show_error(self, error: GuichetError) -> None:
        self.table.show(())
        self.frame.say(error.sentence, "error", "bad")
        self.editor.setEnabled(False)
        self.failed.emit(error)

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.editor.setEnabled(now.isValid())
        if not now.isValid():
            return
        shown, before = self.table.row(now.row()), self.editor.shown
        self._command = str(uuid4())
        self.editor.show_text(shown, self._kept.get(_key(shown), shown.draft))
        if before is None or _key(before) != _key(shown):
            self.preview.clear()

    @Slot(int)
    def _on_opened(self, _row: int) -> None:
        self.editor.body.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_changed(self) -> None:
        shown = self.editor.shown
        if shown is None:
            return
        self._command = str(uuid4())
        if self.editor.is_changed():
            self._kept[_key(shown)] = self.editor.draft()
        else:
            self._kept.pop(_key(shown), None)

    @Slot()
    def _on_saved(self) -> None:
        shown = self.editor.shown
        if shown is None or self.editor.refusal or not self.editor.is_changed():
            return
        draft = self.editor.draft()
        self._save(shown, draft)

    @Slot()
    def _on_default(self) -> None:
        """First the program's words in the editor; saved only if the landlord has its own."""
        shown = self.editor.shown
        if shown is None:
            return
        self._kept.pop(_key(shown), None)
        if shown.row_id is None:
            self.editor.show_text(shown, shown.draft)
            return
        ours = default_draft(shown.code.value, shown.channel)
        if self.editor.draft() == Draft(ours.subject.strip(), ours.body.strip()):
            self._save(shown, Draft("", ""))
        else:
            self.editor.show_text(shown, ours)
            self._on_changed()
            self.said.emit("Le texte du programme est dans l’éditeur : Alt+P encore le remet en vigueur.")

    def _save(self, shown: TextShown, draft: Draft) -> None:
        order = TextOrder(
            shown.landlord_id, shown.code.value, shown.channel, draft.subject, draft.body,
            shown.row_id, self._command,
        )  # fmt: skip
        self._around.runner.write(
            save_text, order,
            owner=self, then=self._on_kept, failed=self._on_refused, changes=("texts",),
        )  # fmt: skip

    def _on_kept(self, saved: TextShown) -> None:
        self._kept.pop(_key(saved), None)
        ours = saved.row_id is None
        told = "revient au texte du programme" if ours else "est en vigueur"
        self.said.emit(f"« {saved.code.label} », par {saved.channel.label}, {told}.")
        self.again()

    @Slot()
    def _on_history(self) -> None:
        shown = self.editor.shown
        if shown is not None:
            self._around.runner.read(
                text_history, shown.landlord_id, shown.code.value, shown.channel,
                owner=self, then=partial(self._show_history, shown), failed=self.failed.emit,
                topic="versions",
            )  # fmt: skip

    def _show_history(self, shown: TextShown, versions: tuple[TextVersion, ...]) -> None:
        dialog = HistoryDialog(self.window(), f"{shown.code.label}, par {shown.channel.label}", versions)
        dialog.taken.connect(partial(self._take_up, shown))
        dialog.open()

    def _take_up(self, shown: TextShown, draft: Draft) -> None:
        if self.editor.shown is not None and _key(self.editor.shown) == _key(shown):
            self.editor.show_text(shown, draft)
            self._on_changed()

    @Slot(str)
    def _on_preview(self, number: str) -> None:
        shown, landlord = self.editor.shown, self._landlord
        if shown is None or landlord is None:
            return
        if self.editor.refusal:
            self.preview.say(self.editor.refusal)
            return
        self._around.runner.read(
            preview_for, number, landlord.code, shown.code.value, shown.channel, self.editor.draft(),
            owner=self, then=self._draw_preview, failed=self._on_no_preview, topic="text preview",
        )  # fmt: skip

    def _draw_preview(self, preview: TextPreview) -> None:
        if preview.content is None:
            self.preview.show_preview(preview, ())
            return
        self._around.runner.read(
            draw, preview.content, self.preview.pixels_across(),
            owner=self, then=partial(self._show_preview, preview), failed=self._on_no_preview, topic="pages",
        )  # fmt: skip

    def _show_preview(self, preview: TextPreview, pages: Pages) -> None:
        self.preview.show_preview(preview, pages)


def _key(shown: TextShown) -> _Key:
    return shown.landlord_id, shown.code.value, shown.channel.value
