"""Calm typing: the first text is asked at once, then only the latest while an answer is awaited."""

from PySide6.QtCore import QObject, Signal


class LatestOnly(QObject):
    """Lets one request out at a time and keeps only the latest of those that wait."""

    asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._awaiting = False
        self._kept: list[object] = []

    @property
    def is_settled(self) -> bool:
        """Whether the latest request was answered."""
        return not self._awaiting and not self._kept

    def offer(self, request: object) -> None:
        """Ask now, or after the answer that is awaited, unless a later request comes before."""
        if self._awaiting:
            self._kept = [request]
            return
        self._awaiting = True
        self.asked.emit(request)

    def answered(self) -> None:
        """The answer, or the failure, has come: ask what was kept, if anything."""
        self._awaiting = False
        if self._kept:
            self.offer(self._kept.pop())

    def reset(self) -> None:
        """Forget what was kept and no longer await anything."""
        self._awaiting = False
        self._kept.clear()
