"""What can be done from la barre: one line each, found by its words, its key beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from backoffice.rules.names import words
from backoffice.services.tenant.results import TenantFile

Run = Callable[[], object]
Missing = Callable[[TenantFile], str | None]
OPEN_A_FILE = "Ouvrez d’abord un dossier : cherchez le locataire, puis Entrée."
SHORTEST = 3
"""Letters from which commands are proposed: fewer begin too many, and are names being typed."""
MOST = 4
_LITTLE = frozenset({"A", "AU", "D", "DE", "DES", "DU", "EN", "L", "LA", "LE", "LES", "UN", "UNE"})


@dataclass(frozen=True)
class Command:
    """Something to do: its name, what does it, its key, other words that people type for it."""

    name: str
    run: Run
    key: str = ""
    also: tuple[str, ...] = ()
    detail: str = ""
    needs_file: bool = False
    missing: Callable[[TenantFile | None], str | None] | None = None
    """What forbids it now, in a sentence; ``None`` when nothing does."""

    def reason(self, file: TenantFile | None) -> str | None:
        """Why it cannot be done on the file one comes from, if it cannot."""
        if self.needs_file and file is None:
            return OPEN_A_FILE
        return self.missing(file) if self.missing is not None else None


@dataclass(frozen=True)
class Offer:
    """A command that answers the text; ``reason`` says why it cannot be done now."""

    command: Command
    reason: str | None
    exact: bool

    @property
    def can_run(self) -> bool:
        """Whether Enter does it."""
        return self.reason is None


Source = Callable[[TenantFile | None], Iterable[Command]]


class Commands:
    """Every command of the window. A controller adds its own in one line."""

    def __init__(self) -> None:
        self._fixed: list[Command] = []
        self._sources: list[Source] = []

    def add(
        self,
        name: str,
        run: Run,
        key: str = "",
        *,
        also: tuple[str, ...] = (),
        needs_file: bool = False,
        missing: Callable[[TenantFile | None], str | None] | None = None,
    ) -> None:
        """Add one. ``missing`` is asked with the file one comes from, ``None`` if one comes from none."""
        self._fixed.append(Command(name, run, key, also, "", needs_file, missing))

    def add_for_file(self, name: str, run: Run, key: str, also: tuple[str, ...], missing: Missing) -> None:
        """Add an act on a file that the file itself may forbid."""

        def reason(file: TenantFile | None) -> str | None:
            return None if file is None else missing(file)

        self._fixed.append(Command(name, run, key, also, "", needs_file=True, missing=reason))

    def add_source(self, source: Source) -> None:
        """Add commands that change: they are asked for at each text."""
        self._sources.append(source)

    def find(self, text: str, file: TenantFile | None = None, most: int = MOST) -> tuple[Offer, ...]:
        """The commands that answer every word typed, by its beginning, in any order and without accents.

        Those that fit exactly come first, those that cannot be done now last.
        """
        typed = words(text)
        if not typed:
            return ()
        known = [*self._fixed, *(one for source in self._sources for one in source(file))]
        ranked = [(fit, one) for one in known if (fit := _fit(one, typed)) is not None]
        offers = [(fit, Offer(one, one.reason(file), exact=fit == 0)) for fit, one in ranked]
        offers.sort(key=lambda ranked: (ranked[0] > 0, not ranked[1].can_run, ranked[0]))
        return tuple(offer for _fit_of, offer in offers[:most])


def _fit(command: Command, typed: tuple[str, ...]) -> int | None:
    """How well the words answer: 0 exactly, 1 from the first word of the name on, 2 otherwise."""
    phrases = [_cut(phrase) for phrase in (command.name, *command.also)]
    told = _telling(typed) or list(typed)
    if any(sorted(told) == sorted(phrase) for phrase in phrases):
        return 0
    every = {word for phrase in phrases for word in phrase}
    is_begun = all(any(word.startswith(one) for word in every) for one in told)
    if not is_begun or len("".join(told)) < SHORTEST:
        return None
    return 1 if phrases[0][0].startswith(told[0]) else 2


@lru_cache(maxsize=1024)
def _cut(phrase: str) -> list[str]:
    # Names are few and asked for at every key.
    return _telling(words(phrase))


def _telling(phrase: tuple[str, ...]) -> list[str]:
    """The words that count: « la quittance » is « quittance »."""
    return [word for word in phrase if word not in _LITTLE]
