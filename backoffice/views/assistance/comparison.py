"""The answers of a form one under the other: what was typed, and how it stands beside the file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from backoffice.rules.portal.forms import FormField, FormLine, FormVerdict
from backoffice.views.assistance.lit_text import LitText
from backoffice.views.parts.pieces import IconLabel, label, set_property

_LOOKS = {
    FormVerdict.SAME: ("ok", "ok"),
    FormVerdict.ALIKE: ("ok", "ok"),
    FormVerdict.DIFFERENT: ("error", "bad"),
    FormVerdict.NOT_GIVEN: ("info", "soft"),
}


class Comparison(QFrame):
    """One row for each field of the form; the file's values are nowhere in it (R4.31)."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(9)
        for column, words in ((0, "Champ"), (1, "Le formulaire dit"), (3, "À côté du dossier")):
            grid.addWidget(label(words, "hint"), 0, column)
        self.given: dict[FormField, LitText] = {}
        self.said = {field: label("", "", wrap=True) for field in FormField}
        self._icons = {field: IconLabel("info") for field in FormField}
        for row, field in enumerate(FormField, 1):
            self.given[field] = LitText()
            grid.addWidget(label(field.label, "soft"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.given[field], row, 1)
            grid.addWidget(self._icons[field], row, 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.said[field], row, 3, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(3, 4)

    def show_lines(self, lines: tuple[FormLine, ...]) -> None:
        """Show the answers; a colour never says alone what its words say."""
        for line in lines:
            icon_name, tone = _LOOKS[line.verdict]
            self.given[line.field].show_line(line)
            self._icons[line.field].say(icon_name, tone)
            said = self.said[line.field]
            said.setText(line.words)
            set_property(said, "tone", tone)
            set_property(said, "role", "soft" if tone == "soft" else "")
