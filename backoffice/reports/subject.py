"""The readable copy of a subject's data: sections of rows on A4 pages (R5.22)."""

from collections.abc import Sequence

from backoffice.reports.fonts import BOLD
from backoffice.reports.paper import ACCENT, INK, LEFT, RIGHT, SOFT, Paper, fit, fit_all, line_height
from backoffice.reports.subject_sections import Column, Section, sections
from backoffice.rules.dates import french_instant, paris_day
from backoffice.rules.retention.subject import SubjectCopy
from backoffice.rules.retention.words import RuleStatus

_SIZE = 8.0
_SMALL = 7.5
_TOP = 24.0
_BOTTOM = 274.0
_GAP = 2.0
_PADDING = 1.3
_NOTHING = "Aucune donnée de cette sorte n’est conservée."
_WARNING = "#9a3412"
_RIGHTS = (
    "Cette copie vous est remise gratuitement (RGPD, art. 15). Vous pouvez faire rectifier une donnée "
    "inexacte, demander l’effacement ou la limitation, vous opposer, et saisir la CNIL (cnil.fr). Les "
    "données des autres personnes, les réponses de contrôle et les codes n’y figurent pas."
)


def subject_pdf(copy: SubjectCopy) -> bytes:
    """The copy as PDF: the same copy gives the same bytes."""
    # Drawn twice: the first time tells how many pages there are.
    return _drawn(copy, _drawn(copy, 1).page).content()


def _drawn(copy: SubjectCopy, pages: int) -> Paper:
    name = copy.identity.name
    title = f"Copie des données personnelles – {name}"
    paper = Paper(title, copy.landlord.name, "Droit d’accès (RGPD, art. 15)", paris_day(copy.made_at), pages)
    writer = _Writer(paper, f"{copy.landlord.name} – {copy.client_ref_label} {copy.client_ref}")
    writer.head(copy, name)
    for section in sections(copy):
        writer.section(section)
    writer.foot()
    return paper


class _Writer:
    """Goes down the page, turns it when it is full."""

    def __init__(self, paper: Paper, identity: str) -> None:
        self._paper = paper
        self._identity = identity
        self._y = _TOP

    def head(self, copy: SubjectCopy, name: str) -> None:
        """Landlord, title, person, rights."""
        paper, landlord = self._paper, copy.landlord
        y = paper.write_block(fit(landlord.name, 84, 13, BOLD), LEFT, 21, 13, BOLD, ACCENT)
        place = (
            landlord.legal_form,
            landlord.street,
            f"{landlord.postal_code} {landlord.town}",
            landlord.phone,
        )
        y = paper.write_block(fit_all(place, 84, _SIZE), LEFT, y, _SIZE, ink=SOFT)
        paper.write_right("COPIE DE VOS DONNÉES", RIGHT, 21, 15, BOLD, ACCENT)
        paper.write_right(f"Établie le {french_instant(copy.made_at)}", RIGHT, 27, 8.5, ink=SOFT)
        y = paper.write_block(fit(name, RIGHT - LEFT, 12, BOLD), LEFT, max(y + 5, 46), 12, BOLD, INK)
        paper.write(f"{copy.client_ref_label} : {copy.client_ref}", LEFT, y, 9, ink=SOFT)
        self._y = paper.write_block(fit(_RIGHTS, RIGHT - LEFT, 8.5), LEFT, y + 7, 8.5) + 4

    def section(self, section: Section) -> None:
        """A title, the titles of the columns, the rows; the titles come again on each page."""
        self._room(22)
        self._paper.write(section.title, LEFT, self._y, 11, BOLD, ACCENT)
        self._y += 3
        if not section.rows:
            self._paper.write(_NOTHING, LEFT, self._y + 3, _SIZE, ink=SOFT)
            self._y += 11
            return
        self._titles(section)
        for cells in section.rows:
            self._row(section, cells)
        self._y += 6

    def foot(self) -> None:
        """The foot of the last page."""
        self._foot()

    def _titles(self, section: Section) -> None:
        self._paper.rule(LEFT, self._y, RIGHT - LEFT, 0.9, ACCENT)
        for x, width, column in _places(section.columns):
            write = self._paper.write_right if column.right else self._paper.write
            write(column.title, x + width if column.right else x, self._y + 3.6, _SMALL, BOLD)
        self._y += 5.4
        self._paper.rule(LEFT, self._y, RIGHT - LEFT)

    def _row(self, section: Section, cells: Sequence[str]) -> None:
        cut = [
            fit(cell, width, _SIZE)
            for cell, (_, width, _) in zip(cells, _places(section.columns), strict=True)
        ]
        height = max(len(lines) for lines in cut) * line_height(_SIZE) + _PADDING
        if self._y + height > _BOTTOM:
            self._turn()
            self._paper.write(f"{section.title} (suite)", LEFT, self._y, 9, BOLD, ACCENT)
            self._y += 3
            self._titles(section)
        for lines, (x, width, column) in zip(cut, _places(section.columns), strict=True):
            y = self._y + line_height(_SIZE)
            ink = _WARNING if RuleStatus.UNVERIFIED.label in " ".join(lines) else INK
            for line in lines:
                write = self._paper.write_right if column.right else self._paper.write
                write(line, x + width if column.right else x, y, _SIZE, ink=ink)
                y += line_height(_SIZE)
        self._y += height
        self._paper.rule(LEFT, self._y, RIGHT - LEFT, 0.25)

    def _room(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self._foot()
        self._paper.turn()
        self._y = _TOP

    def _foot(self) -> None:
        self._paper.rule(LEFT, 280, RIGHT - LEFT)
        self._paper.write(fit(self._identity, 140, _SMALL)[0], LEFT, 284, _SMALL, ink=SOFT)
        page = f"Page {self._paper.page}/{self._paper.pages}"
        self._paper.write_right(page, RIGHT, 284, _SMALL, ink=SOFT)


def _places(columns: Sequence[Column]) -> list[tuple[float, float, Column]]:
    """Left edge, width and column, the room shared by weight."""
    room = RIGHT - LEFT - _GAP * (len(columns) - 1)
    total = sum(column.weight for column in columns)
    placed, x = [], LEFT
    for column in columns:
        width = room * column.weight / total
        placed.append((x, width, column))
        x += width + _GAP
    return placed
