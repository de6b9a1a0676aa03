"""A colleague saved first: the three values of each field side by side, to keep one of two."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from backoffice.errors import Conflict, EditConflict, FieldConflict
from backoffice.rules.work.edits import shown, takes_theirs
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import Badge, card, column, label, line, set_property

_MINE, _THEIRS = 0, 1
_NARROWEST = 180


def _breakable(value: str) -> str:
    """The same, an address of the web or of mail being cut at its signs where it lacks room."""
    for sign in "@./":
        value = value.replace(sign, f"{sign}\N{ZERO WIDTH SPACE}")
    return value


class ValueButton(QPushButton):
    """A value whole, on as many lines as it takes: two that differ by their end must not look alike."""

    def __init__(self, value: str, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self._words = label(_breakable(value), wrap=True)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = self._inside = line(self._words)
        layout.setContentsMargins(11, 7, 11, 7)
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._on_toggled)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the words."""
        return self._inside.heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Any width that holds a few words."""
        return QSize(_NARROWEST, self.heightForWidth(_NARROWEST))

    def minimumSizeHint(self) -> QSize:
        """Narrow, and at least one line."""
        return QSize(_NARROWEST, self._inside.minimumSize().height())

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        set_property(self._words, "role", "strong" if checked else "")


class ConflictDialog(SheetDialog):
    """What only one of the two changed is proposed; what both changed must be chosen."""

    chosen = Signal(object)
    """The names of the fields where the colleague’s value is kept: ``frozenset[str]``."""

    def __init__(self, parent: QWidget | None, conflict: Conflict) -> None:
        assert conflict.edit is not None, "a form was being saved"
        super().__init__(parent, "Un collègue a enregistré avant vous", conflict.sentence)
        self._edit: EditConflict = conflict.edit
        self._other = conflict.edit.who or "votre collègue"
        self.choices: dict[str, QButtonGroup] = {}
        self.save = KeyButton("Enregistrer ces valeurs", "Entrée", kind="main", icon_name="save")
        self._lay_out()
        self._add_buttons()
        self._on_choice()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(16, 12, 16, 14)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        titles = ("", "À l’ouverture", "Votre saisie", f"Enregistré par {self._other}")
        for rank, title in enumerate(titles):
            grid.addWidget(label(title, "section", wrap=True), 0, rank)
        for row, field in enumerate(self._edit.fields, 1):
            self._add_field(grid, row, field)
        for rank, share in enumerate((3, 4, 5, 5)):
            grid.setColumnStretch(rank, share)
        grid.setRowStretch(len(self._edit.fields) + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(column(card(grid), 1))
        scroll.setWidget(inside)
        scroll.setAccessibleName("Les trois valeurs de chaque champ")
        self.body.addWidget(scroll)
        self.resize(960, min(300 + 56 * len(self._edit.fields), 600))

    def _add_field(self, grid: QGridLayout, row: int, field: FieldConflict) -> None:
        group = QButtonGroup(self)
        group.buttonToggled.connect(self._on_choice)
        self.choices[field.name] = group
        badge = Badge()
        badge.say("À choisir" if field.clashes else "", "warn")
        name = column(label(field.label, "strong", wrap=True), badge, 1, spacing=4)
        name.setContentsMargins(0, 7, 0, 0)
        grid.addLayout(name, row, 0)
        original = label(_breakable(shown(field.original)), "soft", wrap=True)
        original.setContentsMargins(0, 7, 0, 0)
        original.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(original, row, 1)
        for side, value, whose in ((_MINE, field.mine, "Votre saisie"), (_THEIRS, field.theirs, self._other)):
            button = ValueButton(shown(value), f"{field.label}, {whose} : {shown(value)}")
            group.addButton(button, side)
            grid.addWidget(button, row, 2 + side)
        proposal = takes_theirs(field)
        if proposal is not None:
            group.button(_THEIRS if proposal else _MINE).setChecked(True)

    def _add_buttons(self) -> None:
        mine = KeyButton("Tout garder de ma saisie", "1")
        theirs = KeyButton(f"Tout reprendre de {self._other}", "2")
        cancel = KeyButton("Annuler", "Échap")
        for button, slot, key in ((mine, self._on_all_mine, "1"), (theirs, self._on_all_theirs, "2")):
            button.clicked.connect(slot)
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        cancel.clicked.connect(self.reject)
        self.save.setAutoDefault(True)
        self.save.setDefault(True)
        self.save.clicked.connect(self._on_save)
        self.body.addLayout(line(mine, theirs, 1))
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.save)
        mine.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_all(self, side: int) -> None:
        for group in self.choices.values():
            group.button(side).setChecked(True)
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_all_mine(self) -> None:
        self._take_all(_MINE)

    @Slot()
    def _on_all_theirs(self) -> None:
        self._take_all(_THEIRS)

    @Slot()
    def _on_choice(self) -> None:
        self.save.setEnabled(all(group.checkedId() >= 0 for group in self.choices.values()))

    @Slot()
    def _on_save(self) -> None:
        kept = frozenset(name for name, group in self.choices.items() if group.checkedId() == _THEIRS)
        self.chosen.emit(kept)
        self.accept()
