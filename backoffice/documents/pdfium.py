"""PDFium, one thread at a time: it keeps state of its own for the whole process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import pypdfium2

from backoffice.errors import Refused

_LOCK = RLock()


@contextmanager
def opened_pdf(content: bytes) -> Iterator[Any]:
    """The PDF ``content`` as a PDFium document, for this thread alone; closed at the end.

    Raises ``Refused`` (``UNREADABLE_FILE``) when it is no PDF, is damaged or wants a password.
    """
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise Refused(
                "Ce fichier n’est pas un PDF lisible : demandez-en un autre exemplaire.",
                code="UNREADABLE_FILE",
            ) from None
        try:
            yield document
        finally:
            document.close()
