"""What an order would do, asked again each time it changes; nothing is decided that was not foreseen."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from backoffice.errors import GuichetError
from backoffice.services.insurance.acts import ACTS
from backoffice.services.items.orders import KindOrder, KindPreview
from backoffice.tasks.runner import Runner

_TOPIC = "foreseen"


class Foresight(QObject):
    """Of several orders only the last is foreseen."""

    known = Signal()
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._order: KindOrder | None = None
        self._preview: KindPreview | None = None

    def ask(self, order: KindOrder) -> None:
        """Foresee ``order``; ``known`` follows, unless it is the one that is known already."""
        if self._order == order:
            return
        self._order, self._preview = order, None
        self._runner.read(
            ACTS.preview, order,
            owner=self, then=partial(self._show, order), failed=self._on_failed, topic=_TOPIC,
        )  # fmt: skip

    def of(self, order: KindOrder) -> KindPreview | None:
        """What this very order would do, if that is known."""
        return self._preview if self._order == order else None

    def forget(self) -> None:
        """Nothing is foreseen."""
        self._runner.forget(self, _TOPIC)
        self._order = self._preview = None

    def _show(self, order: KindOrder, preview: KindPreview) -> None:
        if self._order == order:
            self._preview = preview
            self.known.emit()

    def _on_failed(self, error: GuichetError) -> None:
        self._order = None
        self.failed.emit(error)
