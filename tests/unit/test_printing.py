"""Printing draws each page whole on a sheet of its own."""

from pathlib import Path

import pypdfium2
from PySide6.QtGui import QColor, QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from backoffice.views.printing import A4_DOTS_ACROSS, PRINT_DOTS, draw_pages


def test_two_images_give_two_full_sheets(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "imprimé.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setResolution(PRINT_DOTS)
    printer.setFullPage(True)
    page = QImage(A4_DOTS_ACROSS, 3508, QImage.Format.Format_RGB32)
    page.fill(QColor("black"))
    draw_pages(printer, (page, page))
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 2
        drawn = document[1].render(scale=0.2).to_pil().convert("L")
    width, height = drawn.size
    for place in ((3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4)):
        assert drawn.getpixel(place) < 40
