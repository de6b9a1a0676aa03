"""What the desk asks of the page of a kind of item."""

from typing import Protocol

from PySide6.QtCore import SignalInstance

from backoffice.services.items.orders import KindResult
from backoffice.services.work.claims import Claim


class ItemPage(Protocol):
    """A ``QWidget`` that shows one item at a time; the desk claims, the page decides.

    The desk renews the claim as long as ``touched`` comes (a key, a move of the mouse, a page turned).
    """

    said: SignalInstance
    """``str``: a sentence for the line of messages."""
    failed: SignalInstance
    """``GuichetError``."""
    tenant_asked: SignalInstance
    """``int``: the customer whose file is to be opened."""
    decided: SignalInstance
    """``KindResult``: done; the desk shows what can be undone, and the next item."""
    touched: SignalInstance
    """Somebody works here."""

    def show_item(self, claim: Claim) -> None:
        """Show an item that is mine; at once if it was prepared."""
        ...

    def prepare(self, customer_id: int, item_id: int) -> None:
        """Read ahead what the next item shows; it is not claimed, and may never be shown."""
        ...

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo a decision of this page; ``decided`` or ``failed`` follows."""
        ...

    def leave(self) -> None:
        """Out of sight: nothing of the item stays on the screen nor in memory."""
        ...

    def again(self) -> None:
        """Read once more, after a lost line or a change made by a colleague."""
        ...
