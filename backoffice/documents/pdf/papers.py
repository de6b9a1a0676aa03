"""PDF papers held open by the reading process: measured, tried out, drawn; no program of theirs ever runs."""

import math
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_uint
from time import monotonic
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from backoffice.documents import refusals
from backoffice.documents.limits import MAX_POINTS, MAX_SIDE, Limits
from backoffice.documents.pages import PagePicture
from backoffice.documents.pdf.dangers import flags_of
from backoffice.documents.pdf.texts import Placed, words_of
from backoffice.documents.pictures import fitting
from backoffice.rules.vocabulary.validation.papers import DocumentMedia, PaperFlag

_OPEN_PAGES = 3
_MOST_OBJECTS = 5_000
_TRIAL_WIDTH = 60
_TRIAL_SECONDS = 0.6


class PdfPaper:
    """One PDF. Its forms are never initialised: PDFium then has nothing that could run an action."""

    media = DocumentMedia.PDF

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._pages: OrderedDict[int, Any] = OrderedDict()
        self._document = _opened(content)
        self._count = len(self._document)
        self.check(limits)
        self.sizes = tuple(self._size(index) for index in range(self._count))
        self._flags: frozenset[PaperFlag] | None = None

    @property
    def flags(self) -> frozenset[PaperFlag]:
        """What it holds beside its pages."""
        return self._look_for_flags()

    def check(self, limits: Limits) -> None:
        """Refuse a document of more pages than ``limits``, or of none."""
        if self._count < 1:
            raise refusals.refused(refusals.DAMAGED)
        if self._count > limits.max_pages:
            raise refusals.refused(refusals.TOO_MANY_PAGES)

    def try_out(self, limits: Limits) -> None:
        """Measure the images of its pages, then draw them small, as many as a short time allows.

        Raises ``Refused``: ``TOO_LARGE_PICTURE``.
        """
        ends = monotonic() + _TRIAL_SECONDS
        for index in range(len(self.sizes)):
            self._measure_images(index, limits)
            self.raster(index, _TRIAL_WIDTH, 0)
            if monotonic() > ends:
                break

    def draw(self, page: int, width: int, turn: int) -> PagePicture:
        """A page, from 0, turned ``turn`` degrees clockwise, ``width`` pixels wide."""
        with self._drawn(page, width, turn) as bitmap:
            return PagePicture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)

    def raster(self, page: int, width: int, turn: int) -> Image.Image:
        """The same in RGB for what is done with it here."""
        found = self.draw(page, width, turn)
        size = (found.width, found.height)
        return Image.frombytes("RGB", size, found.pixels, "raw", "BGRX", found.stride, 1)

    def words(self, page: int) -> list[Placed]:
        """The words of a page, from 0."""
        return words_of(self._page(page))

    def rest(self) -> None:
        """Close all but the page last looked at: another paper is."""
        while len(self._pages) > 1:
            self._pages.popitem(last=False)[1].close()

    def close(self) -> None:
        """Close its pages, then the document."""
        while self._pages:
            self._pages.popitem()[1].close()
        self._document.close()

    def _look_for_flags(self) -> frozenset[PaperFlag]:
        if self._flags is None:
            self._flags = flags_of(self._document, self._content)
        return self._flags

    def _size(self, index: int) -> tuple[float, float]:
        across, down = self._document.get_page_size(index)
        if not (math.isfinite(across) and math.isfinite(down)) or across <= 0 or down <= 0:
            raise refusals.refused(refusals.DAMAGED)
        if max(across, down) > MAX_POINTS:
            raise refusals.refused(refusals.TOO_LARGE_PICTURE)
        return across, down

    def _page(self, index: int) -> Any:
        """The open page; the last few stay open, so that a zoom does not read them again."""
        if index not in self._pages:
            self._pages[index] = self._loaded(index)
            if len(self._pages) > _OPEN_PAGES:
                self._pages.popitem(last=False)[1].close()
        self._pages.move_to_end(index)
        return self._pages[index]

    def _loaded(self, index: int) -> Any:
        """The page with what was filled in or noted on it made part of it: no form has to be initialised."""
        page = self._document[index]
        if not 0 < raw.FPDFPage_GetAnnotCount(page) <= _MOST_OBJECTS:
            return page
        # What the file holds is looked for before anything of it is changed.
        self._look_for_flags()
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = self._document[index]
        return page

    @contextmanager
    def _drawn(self, page: int, width: int, turn: int) -> Iterator[Any]:
        shown = self._page(page)
        across, down = shown.get_size() if turn in (0, 180) else shown.get_size()[::-1]
        size = fitting(across, down, width)
        bitmap = pypdfium2.PdfBitmap.new_native(*size, raw.FPDFBitmap_BGRx)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
            raw.FPDF_RenderPageBitmap(bitmap, shown, 0, 0, *size, turn // 90, raw.FPDF_ANNOT)
            yield bitmap
        finally:
            bitmap.close()

    def _measure_images(self, index: int, limits: Limits) -> None:
        most = limits.max_megapixels * 1_000_000
        for across, down in _images(self._page(index)):
            if across * down > most or max(across, down) > 2 * MAX_SIDE:
                raise refusals.refused(refusals.TOO_LARGE_PICTURE)


def _opened(content: bytes) -> Any:
    """The document of ``content``, which whoever calls keeps. Raises ``Refused``."""
    found = raw.FPDF_LoadMemDocument64(content, len(content), None)
    if found:
        return pypdfium2.PdfDocument(found)
    # Only now is the last error that of this file.
    is_locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
    raise refusals.refused(refusals.ENCRYPTED if is_locked else refusals.DAMAGED)


def _images(parent: Any) -> Iterator[tuple[int, int]]:
    """The pixels of the images of a page, those of the drawings that it repeats left out."""
    across, down = c_uint(), c_uint()
    for rank in range(min(raw.FPDFPage_CountObjects(parent), _MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(parent, rank)
        if not item:
            return
        is_image = raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_IMAGE
        if is_image and raw.FPDFImageObj_GetImagePixelSize(item, byref(across), byref(down)):
            yield across.value, down.value
