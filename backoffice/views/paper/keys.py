"""The keys of a paper, for the page that holds its viewer."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from backoffice.views.paper.viewer import PaperViewer

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier

Keys = Mapping[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]


def paper_keys(viewer: PaperViewer) -> Keys:
    """The keys of ``viewer``, each of which tells that somebody works here."""
    key = Qt.Key
    made: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]] = {
        (_NONE, key.Key_PageDown): viewer.page_down,
        (_NONE, key.Key_PageUp): viewer.page_up,
        (_CONTROL, key.Key_0): viewer.show_whole,
        (_CONTROL, key.Key_Equal): viewer.zoom_in,
        (_CONTROL, key.Key_Plus): viewer.zoom_in,
        (_CONTROL, key.Key_Minus): viewer.zoom_out,
        (_NONE, key.Key_L): viewer.show_wide,
        (_NONE, key.Key_V): viewer.toggle_thumbnails,
        (_CONTROL, key.Key_F): viewer.search.begin,
        (_CONTROL, key.Key_P): viewer.print_paper,
        (_CONTROL, key.Key_S): viewer.save_paper,
    }
    for modifier in (_NONE, _SHIFT):
        # On a French keyboard the signs of the main row are typed with Maj, those of the pad are not.
        made[(modifier, key.Key_Plus)] = viewer.next_page
        made[(modifier, key.Key_Asterisk)] = viewer.next_paper
        made[(modifier, key.Key_Slash)] = viewer.turn_page
    return {pressed: _touching(viewer, act) for pressed, act in made.items()}


def _touching(viewer: PaperViewer, act: Callable[[], object]) -> Callable[[], object]:
    def touched() -> None:
        viewer.touched.emit()
        act()

    return touched
