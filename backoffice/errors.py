"""The two error families: what a rule, a colleague or the network may say to an agent.

Each error carries one French sentence that says what to do. Anything that is not a
``GuichetError`` is a bug: it is logged and shown with a reference number.
"""

from dataclasses import dataclass
from datetime import datetime


class GuichetError(Exception):
    """An expected refusal, shown as it is to the person at the desk.

    ``code`` is the rule's own word for the reason (``PERIOD_NOT_SETTLED``), if it has one.
    """

    exit_code = 1
    recorded = False
    """Whether what was written before it was raised is kept: the refusal itself is in the trace."""

    def __init__(self, sentence: str, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Refused(GuichetError):
    """A rule says no."""


class NotFound(GuichetError):
    """Nothing in the database answers to what was asked."""


class Denied(Refused):
    """A refusal which is itself recorded: raised before anything but its line in the trace is written."""

    recorded = True


class Hidden(NotFound):
    """Nothing answers, for whoever asks; that he asked for what is not his is recorded, as in ``Denied``."""

    recorded = True


@dataclass(frozen=True)
class FieldConflict:
    """One field that two people have before them: as it was, as I want it, as the other saved it."""

    name: str
    label: str
    original: object
    mine: object
    theirs: object

    @property
    def is_mine_alone(self) -> bool:
        """Whether I changed it and the other did not."""
        return self.mine != self.original and self.theirs == self.original

    @property
    def clashes(self) -> bool:
        """Whether both changed it, and not to the same value."""
        return self.original not in (self.mine, self.theirs) and self.mine != self.theirs


@dataclass(frozen=True)
class EditConflict:
    """A save that came second: the fields, who came first and when, the version to build on now."""

    fields: tuple[FieldConflict, ...]
    version: int
    who: str | None = None
    at: datetime | None = None


class Conflict(GuichetError):
    """A colleague saved first (version column), or the same act is being done elsewhere.

    ``edit`` holds the three values of each field when a form was being saved.
    """

    def __init__(self, sentence: str, code: str | None = None, edit: EditConflict | None = None) -> None:
        super().__init__(sentence, code)
        self.edit = edit


class Misconfigured(GuichetError):
    """A connection, a profile or an argument is written wrongly; nothing was tried."""

    exit_code = 2


class Unavailable(GuichetError):
    """The database, the credential store or a file cannot be reached now."""

    exit_code = 3


class LineLost(Unavailable):
    """The line to the database was cut, or no server takes writes now: the same act may be tried again."""
