"""Copies of a paper that leave Guichet: the opening written first, pages drawn again with a mark (R6.6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError, Unavailable
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.papers import DocumentUse
from backoffice.services.clock import server_instant
from backoffice.services.papers.leaving import marked_pages, marked_pdf, saved_name
from backoffice.services.papers.opening import Paper, ask_paper, read_paper
from backoffice.services.staff import current_staff
from backoffice.views.paper.keeper import PaperKeeper, PaperRef
from backoffice.views.surroundings import Surroundings

MAY = frozenset({StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER})
MAY_NOT = "Imprimer et enregistrer une pièce revient aux conseillers, à la comptabilité et aux responsables."
_PRINTED = 1_600
_WAIT = "La copie se prépare : elle portera votre nom et l’heure."


@dataclass(frozen=True)
class _Leaving:
    paper: Paper
    who: str
    at: datetime


def _read_leaving(session: Any, opening: int) -> _Leaving:
    staff = current_staff(session)
    return _Leaving(read_paper(session, opening), staff.full_name, server_instant(session))


def _images(leaving: _Leaving) -> tuple[QImage, ...]:
    drawn = marked_pages(leaving.paper, leaving.who, leaving.at, _PRINTED)
    return tuple(
        QImage(one.pixels, one.width, one.height, one.stride, QImage.Format.Format_RGB32).copy()
        for one in drawn
    )


def _write_file(leaving: _Leaving, path: Path) -> Path:
    content = marked_pdf(leaving.paper, leaving.who, leaving.at)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unavailable(
            f"Impossible d’écrire « {path.name} » : choisissez un autre dossier, puis recommencez."
        ) from error
    return path


class TakingOut(QObject):
    """Prints and saves; the name of the file is ours, never the one that came with it."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, page: QWidget, around: Surroundings, keeper: PaperKeeper) -> None:
        super().__init__(page)
        self._page, self._around, self._keeper = page, around, keeper
        self.may = False

    def print_paper(self, ref: PaperRef) -> None:
        """Print every page, marked."""
        self._ask(ref, DocumentUse.PRINTED, self._draw_for_printer)

    def save_paper(self, ref: PaperRef) -> None:
        """Save a PDF of marked pixels where the agent says."""
        self._ask(ref, DocumentUse.SAVED, self._choose_place)

    def _ask(self, ref: PaperRef, use: DocumentUse, then: Callable[[_Leaving], object]) -> None:
        if not self.may:
            self.said.emit(MAY_NOT)
            return
        self.said.emit(_WAIT)
        runner = self._around.runner
        runner.write(
            ask_paper, ref.document_id, use,
            owner=self, then=partial(self._read, then), failed=self._on_failed, changes=(),
        )  # fmt: skip

    def _read(self, then: Callable[[_Leaving], object], opening: int) -> None:
        self._around.runner.read(
            _read_leaving, opening, owner=self, then=then, failed=self._on_failed, topic="leaving"
        )

    def _draw_for_printer(self, leaving: _Leaving) -> None:
        self._do(partial(_images, leaving), partial(self._print, leaving.paper))

    def _print(self, paper: Paper, images: tuple[QImage, ...]) -> None:
        if self._around.print_pages(self._page, images, saved_name(paper).removesuffix(".pdf")):
            self.said.emit("Copie envoyée à l’imprimante, marquée à votre nom.")

    def _choose_place(self, leaving: _Leaving) -> None:
        path = self._around.choose_file(self._page, saved_name(leaving.paper))
        if path is not None:
            self._do(partial(_write_file, leaving, path), self._on_saved)

    def _on_saved(self, path: Path) -> None:
        self.said.emit(f"Copie marquée enregistrée : {path.name}.")

    def _do(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        self._keeper.background.do(work, owner=self, then=then, failed=self._on_failed)

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
