"""Checks of single values, and the reason in French when a value is refused."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from backoffice.rules.vocabulary.labelled import Labelled

Word = TypeVar("Word", bound=Labelled)
Check = Callable[[object], object]


class WrongValue(Exception):
    """A value that its parameter does not allow; the text is the reason, in French."""


def text(value: object) -> str:
    """A text that is not blank. Raises ``WrongValue``, as all the checks do."""
    if not isinstance(value, str) or not value.strip():
        raise WrongValue("un texte est attendu")
    return value


def regex(value: object) -> str:
    """A regular expression that compiles."""
    pattern = text(value)
    try:
        re.compile(pattern)
    except re.error as error:
        raise WrongValue(f"l’expression régulière est fautive (caractère {(error.pos or 0) + 1})") from error
    return pattern


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongValue("true ou false est attendu")
    return value


def number(low: int, high: int) -> Callable[[object], int]:
    """A whole number, ``low`` and ``high`` included."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongValue("un nombre entier est attendu")
        if not low <= value <= high:
            raise WrongValue(f"un nombre entier de {low} à {high} est attendu, pas {value}")
        return value

    return check


def maybe(check: Check) -> Check:
    """The same check, or no value."""
    return lambda value: None if value is None else check(value)


def word(words: type[Word]) -> Callable[[object], Word]:
    """A word of a closed list."""

    def check(value: object) -> Word:
        if isinstance(value, str) and value in words.__members__.values():
            return words(value)
        listed = ", ".join(one.value for one in words)
        raise WrongValue(f"un mot de la liste {listed} est attendu")

    return check


def words_of(words: type[Word]) -> Callable[[object], tuple[Word, ...]]:
    """Words of a closed list, each once."""

    def check(value: object) -> tuple[Word, ...]:
        if not isinstance(value, list | tuple):
            raise WrongValue("une liste est attendue")
        found = tuple(word(words)(item) for item in value)
        if len(set(found)) != len(found):
            raise WrongValue("un mot y est écrit deux fois")
        return found

    return check


def table(value: object, example: str) -> Mapping[str, object]:
    """A table; ``example`` shows how one is written."""
    if not isinstance(value, Mapping):
        raise WrongValue(f"une table {example} est attendue")
    return value
