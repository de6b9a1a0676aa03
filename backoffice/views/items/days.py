"""A day typed by hand, on every page of the desk."""

import re
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from backoffice.rules.dates import french_day
from backoffice.views.parts.pieces import set_property

_DAY = re.compile(r"(\d{1,2})[^\d]?(\d{1,2})[^\d]?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_OLDEST, _TURN = 1880, 70
NOT_A_DAY = "cette date n’existe pas : saisissez jj/mm/aaaa."


def typed_day(words: str, *, whole_year: bool = False) -> date | None:
    """The day typed as people write it: 31/08/2027, 31082027, 310827; ``None`` for what is no day.

    Two figures of year are of 1970 to 2069; with ``whole_year``, as for a birth, they are not understood.
    """
    typed = "".join(words.split())
    found, iso = _DAY.fullmatch(typed), _ISO.fullmatch(typed)
    if iso is not None:
        year, month, day = (int(one) for one in iso.groups())
    elif found is not None and not (whole_year and len(found[3]) == 2):
        day, month, year = (int(one) for one in found.groups())
        if len(found[3]) == 2:
            year += 2000 if year < _TURN else 1900
    else:
        return None
    try:
        return date(year, month, day) if year >= _OLDEST else None
    except ValueError:
        return None


class DayLine(QLineEdit):
    """A day, typed; empty is none, and what is no day is ringed as soon as it is left."""

    def __init__(self, day: date | None = None, *, whole_year: bool = False) -> None:
        super().__init__(french_day(day) if day else "")
        self._whole_year = whole_year
        self.setPlaceholderText("jj/mm/aaaa")
        self.setMaximumWidth(120)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._mark)

    def show_day(self, day: date | None) -> None:
        """Show a day, unless one is being typed or what is typed is none."""
        if not self.hasFocus() and not (day is None and self.is_wrong()):
            self.setText(french_day(day) if day else "")
            self._mark()

    def day(self) -> date | None:
        """The day typed."""
        return typed_day(self.text(), whole_year=self._whole_year)

    def is_wrong(self) -> bool:
        """Whether something is typed that is no day."""
        return bool(self.text().strip()) and self.day() is None

    def forget(self) -> None:
        """Nothing is typed."""
        self.clear()
        self._mark()

    @Slot()
    def _on_edited(self) -> None:
        # While it is typed it is not a day yet: only one that has become right is told.
        if not self.is_wrong():
            self._mark()

    @Slot()
    def _mark(self) -> None:
        set_property(self, "wrong", "true" if self.is_wrong() else "false")
