"""How a try to hand a message over can end, other than well."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from backoffice.rules.sending.words import BounceClass


class Fate(Enum):
    """What becomes of a message that was not taken for certain."""

    AGAIN = auto()
    """Refused for now: a later try."""
    GIVEN_UP = auto()
    """Refused for good."""
    DOUBT = auto()
    """All of it was given and nothing was answered: it may have left."""
    DOWN = auto()
    """The server takes nothing from anybody: no try of this message's own."""


@dataclass(eq=False)
class NotTaken(Exception):
    """A message was not taken for certain. ``code`` holds no address and no word of the server."""

    fate: Fate
    code: str
    bounce: BounceClass | None = None
    asked: timedelta | None = None
    """How long the server asks to be left alone."""
    stops: bool = False
    """Whether the server, too, is to be left alone for a while."""
