"""What is shown of a number that rings, and of the numbers of a file."""

from dataclasses import dataclass

ON_FILE, FORMER, ATTACHED, CALLED = "ON_FILE", "FORMER", "ATTACHED", "CALLED"
CONFIDENTIAL = "Adresse confidentielle"


@dataclass(frozen=True)
class CallerCandidate:
    """A file that the number may be about; which one it is, nobody guesses."""

    customer_id: int
    landlord_name: str
    client_ref: str
    name: str
    """Of the main person."""
    dwelling: str
    is_current: bool
    why: str
    """``portable de Madame Dupont``, ``ancien numéro, jusqu’au 03/05/2024``, ``a appelé le 12/11/2026``."""
    kind: str
    """``ON_FILE``, ``ATTACHED``, ``FORMER`` or ``CALLED``: the surest first."""


@dataclass(frozen=True)
class Callers:
    """The files of a number, the surest first, and whether there are more."""

    number: str
    """As shown."""
    key: str | None
    """E.164; ``None`` for a hidden number."""
    rows: tuple[CallerCandidate, ...]
    more: bool = False


@dataclass(frozen=True)
class NumberOnFile:
    """A number that may be dialled from a file."""

    shown: str
    key: str
    whose: str
    """``Portable, connexion``, or ``a appelé de ce numéro le …``."""
    attached_id: int | None = None
    """The key of a calling number, which can be taken away."""
    version: int = 0

    @property
    def url(self) -> str:
        """The link that a telephone program opens."""
        return f"tel:{self.key}"


@dataclass(frozen=True)
class FileNumbers:
    """The numbers of a file; ``withheld`` says that there are some which are not shown."""

    customer_id: int
    name: str
    numbers: tuple[NumberOnFile, ...]
    withheld: bool = False
