"""The two borders of a document: the printer and the file it is saved in."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF, QStandardPaths
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

PRINT_DOTS = 300
A4_DOTS_ACROSS = 2480
"""Width of an A4 sheet at 300 dots an inch."""


def print_pages(parent: QWidget, pages: tuple[QImage, ...], title: str) -> bool:
    """Ask for a printer, then print one image a sheet, whole; false when the agent gave up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setResolution(PRINT_DOTS)
    printer.setFullPage(True)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Imprimer : {title}")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    draw_pages(printer, pages)
    return True


def draw_pages(printer: QPrinter, pages: tuple[QImage, ...]) -> None:
    """Draw each image on a sheet of its own, as large as the sheet allows."""
    painter = QPainter(printer)
    for rank, page in enumerate(pages):
        if rank:
            printer.newPage()
        sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
        size = QSizeF(page.size())
        scale = min(sheet.width() / size.width(), sheet.height() / size.height())
        painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), page)
    painter.end()


def choose_file(parent: QWidget, name: str) -> Path | None:
    """Ask where to save a PDF, ``name`` being proposed in the documents folder; ``None`` if given up."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = str(Path(folder) / name) if folder else name
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Enregistrer sous", proposed, "Document PDF (*.pdf)")
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(".pdf")
