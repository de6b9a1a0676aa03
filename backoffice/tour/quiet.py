"""What the platform without a screen says of every window is kept from whoever plays the tour."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_SAID_OF_EVERY_WINDOW = "propagateSizeHints"


@contextmanager
def without_size_hints() -> Iterator[None]:
    """Leave that sentence out meanwhile; everything else is heard as before."""

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if _SAID_OF_EVERY_WINDOW in message:
            return
        if before is None:
            sys.stderr.write(f"{message}\n")
        else:
            before(kind, context, message)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
